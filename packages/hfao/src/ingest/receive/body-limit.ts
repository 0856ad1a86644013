import { Failure } from '../../runtime/errors.js';

/** What is said of a body that is larger than the limit, compressed or inflated. */
export function tooLarge(maxBytes: number): Failure {
  return new Failure('too_large', `The body is larger than ${maxBytes} bytes after inflation. Export smaller batches (OTEL_BSP_MAX_EXPORT_BATCH_SIZE), or raise HFAO_MAX_BODY_BYTES.`);
}
