import { diag } from '@opentelemetry/api';

const said = new Set<string>();

/**
 * Runs `work`, and answers `otherwise` when it throws: observing must not break what is observed.
 * The first failure of each `what` goes to OpenTelemetry's diagnostic log, the rest are silent.
 */
export function guarded<T>(what: string, work: () => T, otherwise: T): T {
  try {
    return work();
  } catch (error) {
    sayOnce(what, error);
    return otherwise;
  }
}

/** One line per subject in OpenTelemetry's diagnostic log, however often it happens. */
export function sayOnce(what: string, error: unknown): void {
  if (said.has(what)) return;
  said.add(what);
  try {
    diag.error(`hfao: ${what} failed; this is said once`, error instanceof Error ? error : String(error));
  } catch {
    // An error that cannot even be shown, or a host's logger that throws.
  }
}
