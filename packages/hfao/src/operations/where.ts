import { z } from 'zod';
import { Failure } from '../runtime/errors.js';
import type { Filter, FilterSubject } from '../model/filter/filter.js';
import { FilterError } from '../model/filter/filter-error.js';
import { parseFilter } from '../model/filter/parse.js';

/** A filter as a caller writes it. Bind it with {@link filterOf}. */
export const Where = z.string().describe("a filter, such as: status = 'error' AND duration > 2s (see check_filter)");

/**
 * The filter that a `where` says; undefined when there is none, so that everything passes.
 * @param nowMs milliseconds since 1970, for relative times
 * @throws Failure `invalid_input` for `where`, with the place and what may have been meant
 */
export function filterOf(where: string | undefined, subject: FilterSubject, nowMs: number): Filter | undefined {
  if (where === undefined || where.trim() === '') return undefined;
  try {
    return parseFilter(where, subject, nowMs * 1000);
  } catch (error) {
    if (error instanceof FilterError) throw new Failure('invalid_input', `where: ${error.message}`, { field: 'where', cause: error });
    throw error;
  }
}
