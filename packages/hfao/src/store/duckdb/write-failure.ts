import { Failure } from '../../runtime/errors.js';

/** The engine's words for a value that it cannot hold: the same batch will never fit. */
const BAD_VALUE = /^(?:Conversion|Invalid Input|Invalid type|Out of Range|Constraint|Mismatch Type) Error/i;

/** What the engine cannot do now is a failure; anything else, a bad value too, is a bug and stays one. */
export function writeFailure(error: unknown): unknown {
  if (error instanceof Failure || error instanceof TypeError || error instanceof RangeError || !(error instanceof Error) || BAD_VALUE.test(error.message)) return error;
  const advice = isShortOfMemory(error) ? 'The memory that the store may take is used up.' : 'Check the disk that holds the data directory.';
  return new Failure('unavailable', `The store cannot write now: ${error.message.split('\n')[0]} ${advice} The batch may be sent again.`, { cause: error, retryAfterSeconds: 5 });
}

/** Of an error of the engine, or the failure made of it. */
export function isShortOfMemory(error: unknown): boolean {
  const told = error instanceof Failure ? error.cause : error;
  return told instanceof Error && /\bout of memory\b|could not allocate block/i.test(told.message);
}
