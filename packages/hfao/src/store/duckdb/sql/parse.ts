import { Failure } from '../../../runtime/errors.js';
import { placeFromBytes, refusal } from '../../sql/refusal.js';
import type { Query } from '../readers.js';
import { Parameters } from '../sql.js';
import type { Part } from './check-statement.js';

const MAX_LENGTH = 20_000;

type Parsed = { error: false; statements: { node: Part }[] } | { error: true; error_type: string; error_message: string; position?: string };

/**
 * The query that a text is, as DuckDB's own parser reads it.
 * @throws Failure `invalid_input` when it is not one SELECT
 */
export async function parsedQuery(query: Query, sql: string): Promise<Part> {
  if (sql.length > MAX_LENGTH) throw refusal(`The query has more than ${MAX_LENGTH} characters.`, sql);
  if (sql.includes('\0')) throw refusal('The query has a NUL character.', sql, sql.indexOf('\0'));
  const parsed = await parse(query, sql);
  if (parsed.error) {
    if (parsed.error_type === 'not implemented') throw refusal('Only SELECT is allowed: one query that reads.', sql, 0);
    throw refusal(`${parsed.error_message.replace(/ Use "SET .*$/, '')}.`, sql, parsed.position === undefined ? undefined : placeFromBytes(sql, Number(parsed.position)));
  }
  if (parsed.statements.length === 0) throw refusal('There is no query. Write one SELECT.', sql);
  if (parsed.statements.length > 1) throw refusal(`There are ${parsed.statements.length} statements. Write one SELECT.`, sql);
  return parsed.statements[0].node;
}

/**
 * That in a text around it the query still is what was checked: nothing in it closed the bracket that it stands in.
 * @throws Failure `invalid_input` otherwise
 */
export async function requireSameQuery(query: Query, sql: string, checked: Part, around: string): Promise<void> {
  const parsed = await parse(query, around);
  const outer = parsed.error || parsed.statements.length !== 1 ? undefined : parsed.statements[0].node;
  const from = outer?.from_table as Part | undefined;
  const inner = from?.type === 'SUBQUERY' ? (from.subquery as { node: Part }).node : undefined;
  if (inner === undefined || withoutPlaces(inner) !== withoutPlaces(checked)) throw refusal('The query cannot be put in brackets. End it without a semicolon or an open comment.', sql);
}

async function parse(query: Query, sql: string): Promise<Parsed> {
  const parameters = new Parameters();
  try {
    const [{ parsed }] = await query<{ parsed: string }>(`SELECT json_serialize_sql(${parameters.text(sql)}::VARCHAR) AS parsed`, parameters);
    return JSON.parse(parsed) as Parsed;
  } catch (cause) {
    // JSON of a parser that knows infinity.
    if (cause instanceof SyntaxError) throw refusal('A number in the query is too large.', sql);
    if (cause instanceof Failure || !/^(?:Parser|Invalid Input|Conversion) Error|depth/i.test(String((cause as Error).message))) throw cause;
    throw refusal('The query cannot be read: it is nested too deep, or not text.', sql);
  }
}

const withoutPlaces = (part: Part) => JSON.stringify(part, (key, value: unknown) => (key === 'query_location' ? undefined : value));
