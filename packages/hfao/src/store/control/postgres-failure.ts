import { Failure } from '../../runtime/errors.js';
import { describePlace } from './place.js';

/** What a server says that goes away, will not let us in for now, or has no room. Classes 08 and 53, and those here. */
const OUT_OF_REACH = new Set(['57P01', '57P02', '57P03', '57P05', '25006', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT', 'EACCES']);
/** pg gives these no code. */
const LOST = /^(?:Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error|Cannot use a pool after calling end)/;
/** Wrong user or password, no such database, a role that may not. */
const REFUSED = /^(?:28...|3D000|42501)$/;

/** An error of pg as a Failure when it is expected; as it is otherwise. */
export function postgresFailure(error: unknown, url: string): unknown {
  const code = codeOf(error);
  const { message } = error as Error;
  const place = describePlace({ kind: 'postgres', url });
  const options = { cause: error, field: 'HFAO_CONTROL_PLANE_URL' };
  if (REFUSED.test(code)) return new Failure('unavailable', `The control plane ${place} refuses us: ${message}. Correct HFAO_CONTROL_PLANE_URL, or the rights of its user.`, options);
  if (OUT_OF_REACH.has(code) || /^(?:08|53)...$/.test(code) || LOST.test(message)) {
    return new Failure('unavailable', `The control plane ${place} cannot be reached (${message === '' ? code : message}). Check that Postgres runs there and HFAO_CONTROL_PLANE_URL names it.`, options);
  }
  return error;
}

/** A transaction that another one got in the way of: nothing of it happened, and it may be tried again. */
export function isConflict(error: unknown): boolean {
  const code = codeOf(error);
  return code === '40001' || code === '40P01' || code.startsWith('SQLITE_BUSY');
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
