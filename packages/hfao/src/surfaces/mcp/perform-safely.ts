import { asFailure } from '../../runtime/errors.js';
import type { Operation } from '../../operations/operation.js';
import { perform } from '../../operations/perform.js';
import type { SurfaceDeps } from '../http/deps.js';
import { operationContext } from '../operation-context.js';

const DEADLINE_MS = 30_000;

/**
 * An operation for resources and prompts, whose errors the SDK passes on as they are.
 * @throws Failure only: a bug is logged here and shown without its details
 */
export async function performSafely(operation: Operation, input: Record<string, unknown>, deps: SurfaceDeps): Promise<Record<string, unknown>> {
  try {
    return await perform(operation, input, operationContext(deps, AbortSignal.timeout(DEADLINE_MS)));
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'internal') deps.log.error({ operation: operation.name, error }, 'operation failed');
    throw failure;
  }
}
