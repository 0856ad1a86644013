/** An answer that is not a 2xx, or none at all (`unreachable`). The message is written for people. */
export class ApiError extends Error {
  constructor(readonly code: string, message: string, readonly status: number, readonly field?: string) {
    super(message);
    this.name = 'ApiError';
  }
}

export type Query = Record<string, string | number | boolean | undefined>;

/** @throws ApiError with the server's own code and sentence */
export async function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value !== undefined && value !== '') parameters.set(key, String(value));
  const search = parameters.size === 0 ? '' : `?${parameters.toString()}`;
  return answerOf(`${path}${search}`, { signal: signal ?? null, headers: { accept: 'application/json' } });
}

/**
 * Changes something.
 * @throws ApiError with the server's own code and sentence
 */
export async function send<T>(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<T> {
  return answerOf(path, { method, headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) }, body: body === undefined ? null : JSON.stringify(body) });
}

/** Asks for a file with what is too long for an address. @throws ApiError likewise */
export async function sendForFile(path: string, body: object): Promise<Blob> {
  return (await responseTo(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).blob();
}

async function answerOf<T>(path: string, request: RequestInit): Promise<T> {
  return (await (await responseTo(path, request)).json()) as T;
}

async function responseTo(path: string, request: RequestInit): Promise<Response> {
  const response = await fetch(`/api/v1${path}`, request).catch((error: unknown) => {
    if (request.signal?.aborted === true) throw error;
    throw new ApiError('unreachable', 'hfao does not answer. Is the server running?', 0);
  });
  if (!response.ok) throw await asApiError(response);
  return response;
}

async function asApiError(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: { code?: string; message?: string; field?: string } } | null;
  const { code = `http_${response.status}`, message = `The server answered ${response.status}.`, field } = body?.error ?? {};
  return new ApiError(code, message, response.status, field);
}

/** True when asking again may help. */
export const mayPass = (error: unknown) => !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
