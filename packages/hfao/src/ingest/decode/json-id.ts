import { isAbsent, textOf, type JsonFaults } from './json-fields.js';
import type { IdBytes } from './refusal.js';

/** OTLP/JSON writes ids in hex of either case, protojson in base64 of either alphabet. */
export class JsonId implements IdBytes {
  readonly hex: string;
  /** -1: neither hex nor base64 of the right length. */
  readonly length: number;

  constructor(value: unknown, bytes: number) {
    const text = isAbsent(value) ? '' : value;
    this.hex = typeof text === 'string' ? hexOf(text, bytes) : '';
    this.length = text === '' ? 0 : this.hex === '' ? -1 : bytes;
  }

  isZero(): boolean { return /^0*$/.test(this.hex); }
}

/** Empty when it is not an id of so many bytes. */
function hexOf(text: string, bytes: number): string {
  if (text.length > 2 * bytes) return '';
  if (text.length === 2 * bytes) return /^[0-9a-f]+$/.test(text) ? text : /^[0-9a-fA-F]+$/.test(text) ? text.toLowerCase() : '';
  if (!/^[\w+/-]+={0,2}$/.test(text)) return '';
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes ? decoded.toString('hex') : '';
}

/** The id of a span that is pointed at: one that cannot be an id stands as it came rather than costing what points. */
export function idOfOther(value: unknown, bytes: number, name: string, faults: JsonFaults): string {
  const text = textOf(value, name, faults);
  return hexOf(text, bytes) || text;
}
