import { ClickHouseError } from '@clickhouse/client';
import { Failure } from '../../runtime/errors.js';

/** The engine's codes for a value that it cannot hold: the same batch will never fit. */
const BAD_VALUE = new Set(['6', '27', '32', '33', '38', '41', '53', '69', '70', '117', '128', '131', '321', '349', '691']);
/** Too many statements, parts or partitions at once, or no memory for one more. */
const BUSY = new Set(['202', '203', '241', '252', '439']);

/** What the engine cannot do now, or did not say that it had done, is a failure; anything else, a bad value too, is a bug and stays one. */
export function writeFailure(error: unknown): unknown {
  if (error instanceof Failure || error instanceof TypeError || error instanceof RangeError || !(error instanceof Error)) return error;
  if (!(error instanceof ClickHouseError)) return notAnswering(error);
  if (BAD_VALUE.has(error.code)) return error;
  const said = `${firstSentence(error.message)} (${error.type ?? error.code})`;
  if (BUSY.has(error.code)) return new Failure('overloaded', `ClickHouse has too much to do: ${said} The batch may be sent again.`, { cause: error, retryAfterSeconds: 5 });
  return new Failure('unavailable', `ClickHouse cannot write now: ${said} The batch may be sent again.`, { cause: error, retryAfterSeconds: 5 });
}

/** Of an address that nothing answers at, a connection that broke, an answer that did not come in time. */
export function notAnswering(error: unknown): Failure {
  const { code, message } = error as { code?: string; message?: string };
  return new Failure('unavailable', `ClickHouse does not answer: ${code ?? firstSentence(message ?? String(error))}. Check HFAO_CLICKHOUSE_URL and the server.`, { cause: error, retryAfterSeconds: 5 });
}

/** Engines tell at length what they were doing. */
function firstSentence(message: string): string {
  return message.split('\n', 1)[0].slice(0, 160);
}
