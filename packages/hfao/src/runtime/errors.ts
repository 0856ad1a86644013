const FAILURES = {
  invalid_input: { http: 400, retry: false },
  undecodable: { http: 400, retry: false },
  unauthenticated: { http: 401, retry: false },
  forbidden: { http: 403, retry: false },
  not_found: { http: 404, retry: false },
  method_not_allowed: { http: 405, retry: false },
  conflict: { http: 409, retry: false },
  too_large: { http: 413, retry: false },
  unsupported_media_type: { http: 415, retry: false },
  cancelled: { http: 499, retry: false },
  backpressure: { http: 429, retry: true },
  overloaded: { http: 503, retry: true },
  unavailable: { http: 503, retry: true },
  deadline_exceeded: { http: 504, retry: true },
  port_in_use: { http: 500, retry: false },
  data_dir_unusable: { http: 500, retry: false },
  internal: { http: 500, retry: false },
} as const;

export type FailureCode = keyof typeof FAILURES;

/**
 * Something that is expected to go wrong. The message says what was wrong and what to do, never a secret.
 * Anything else that is thrown is a bug: a 500 and a logged stack.
 */
export class Failure extends Error {
  /** The input field at fault, dotted, where there is one. */
  readonly field: string | undefined;
  /** Seconds after which a retry makes sense, for failures that can be retried. */
  readonly retryAfterSeconds: number | undefined;

  constructor(readonly code: FailureCode, message: string, options?: ErrorOptions & { field?: string; retryAfterSeconds?: number }) {
    super(message, options);
    this.name = 'Failure';
    this.field = options?.field;
    this.retryAfterSeconds = options?.retryAfterSeconds ?? (FAILURES[code].retry ? 1 : undefined);
  }
  get http(): number { return FAILURES[this.code].http; }
  get retry(): boolean { return FAILURES[this.code].retry; }
}

/** Any thrown value as a Failure that a caller may see; a bug becomes `internal` without its details. */
export function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('internal', 'hfao failed on this request; the log of the server says why.', { cause: error });
}
