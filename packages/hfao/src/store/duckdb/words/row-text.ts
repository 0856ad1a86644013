import { SEARCHED_FIELDS } from '../../search-excerpt.js';

/** What is searched in each field: of an offloaded payload its preview. */
export const FIELD_TEXT = {
  name: 'name', input: 'coalesce(input, input_preview)', output: 'coalesce(output, output_preview)', status_message: 'status_message',
} as const satisfies Record<(typeof SEARCHED_FIELDS)[number], string>;

/** Start time and length of the text, 18 and 9 decimal digits with zeros before; a time before 1970 counts as 1970. */
export const HEADER_BYTES = 27;
/** Attributes with longer values are not looked up: texts, and searched as such. */
export const MAX_VALUE_BYTES = 100;
export const BETWEEN_ATTRIBUTES = 0x02;
const TIME_DIGITS = 18;
const ZERO = 0x30;

/**
 * The rows of a stretch of rowids as one blob, each with its header, its project, its attributes (as {@link attributeText} has them) and its fields on lines of their own.
 * As one value: a thread pays for each value that it takes out of a result, whatever its length.
 */
export function rowTexts(database: string, from: number, to: number): string {
  return `
SELECT encode(string_agg(printf('%0${TIME_DIGITS}d%0${HEADER_BYTES - TIME_DIGITS}d', greatest(0, epoch_us(start_time)), strlen(text)) || text, '')) AS texts, count(*) AS rows
FROM (
  SELECT start_time, concat_ws(chr(10), project_id, ${ATTRIBUTES}, ${SEARCHED_FIELDS.map((it) => FIELD_TEXT[it]).join(', ')}) AS text
  FROM ${database}.observations WHERE rowid >= ${from} AND rowid < ${to}
)`;
}

const ATTRIBUTES = `coalesce(array_to_string([translate(entry.key || chr(1) || entry.value, chr(10) || chr(2), '  ') FOR entry IN map_entries(attributes) IF strlen(entry.value) <= ${MAX_VALUE_BYTES}], chr(${BETWEEN_ATTRIBUTES})), '')`;

/** An attribute as an index knows it; undefined when it knows none like it. @param value as it is stored (model/attribute-value.ts) */
export function attributeText(key: string, value: string): string | undefined {
  return Buffer.byteLength(value) > MAX_VALUE_BYTES ? undefined : `${key}\u0001${value}`.replaceAll('\n', ' ').replaceAll('\u0002', ' ');
}

export function readHeader(bytes: Uint8Array, at: number): { time: number; length: number } {
  return { time: digits(bytes, at, at + TIME_DIGITS), length: digits(bytes, at + TIME_DIGITS, at + HEADER_BYTES) };
}

function digits(bytes: Uint8Array, from: number, to: number): number {
  let value = 0;
  for (let i = from; i < to; i++) value = value * 10 + bytes[i] - ZERO;
  return value;
}
