import { z } from 'zod';
import { isoTime, type Micros } from '../model/time.js';
import { Failure } from '../runtime/errors.js';

/** Where a list goes on: opaque to callers, who pass back what they were given. */
export const Cursor = z.string().max(500).describe('next_cursor of the page before');
export const NextCursor = z.string().nullable().describe('pass as cursor for the next page; null at the end');

/** How a list ends that is searched through from its newest on. */
export const pageEnd = {
  next_cursor: NextCursor,
  searched_until: z.string().nullable().describe('set when time was up before the page was full, or what is older rests in the warm tier: what is newer was all looked at, what is older not; go on with next_cursor, or narrow the filter'),
};

export function endOf(page: { next?: object; searchedUntil?: Micros }): { next_cursor: string | null; searched_until: string | null } {
  return { next_cursor: encodeCursor(page.next), searched_until: page.searchedUntil === undefined ? null : isoTime(page.searchedUntil) };
}

/** How many a list gives at most. */
export const Limit = z.number().int().min(1, 'at least 1').max(500, 'at most 500').default(50).describe('at most this many, up to 500');

export function encodeCursor(position: object | undefined): string | null {
  return position === undefined ? null : Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** @throws Failure `invalid_input` for anything that {@link encodeCursor} did not make for this list */
export function decodeCursor<T>(cursor: string | undefined, shape: z.ZodType<T>): T | undefined {
  if (cursor === undefined) return undefined;
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')));
  } catch (cause) {
    throw new Failure('invalid_input', 'cursor is not one of this list. Pass the next_cursor of the page before as it came, or leave it out to start over.', { field: 'cursor', cause });
  }
}
