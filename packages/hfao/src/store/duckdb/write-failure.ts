import { Failure } from '../../runtime/errors.js';

/** The engine's words for a value that it cannot hold: the same batch will never fit. */
const BAD_VALUE = /^(?:Conversion|Invalid Input|Invalid type|Out of Range|Constraint|Mismatch Type) Error/i;

/** What the engine cannot do now is a failure; anything else, a bad value too, is a bug and stays one. */
export function writeFailure(error: unknown): unknown {
  if (error instanceof Failure || error instanceof TypeError || error instanceof RangeError || !(error instanceof Error) || BAD_VALUE.test(error.message)) return error;
  return new Failure('unavailable', `The store cannot write now: ${error.message.split('\n')[0]} Check the disk that holds the data directory. The batch may be sent again.`, { cause: error, retryAfterSeconds: 5 });
}
