import { isAbsent, type JsonFaults } from './json-fields.js';
import { SHOWN_CHARACTERS } from './refusal.js';

/** Nanoseconds since 1970, written as digits or as a number; 0 when absent, negative or beyond 64 bits. */
export class JsonNanos {
  micros = 0;
  /** The nanoseconds below the microsecond. */
  rest = 0;

  /** As it came. */
  readonly raw: string;

  constructor(value: unknown, name: string, faults: JsonFaults) {
    this.raw = typeof value === 'number' || (typeof value === 'string' && value !== '') ? String(value).slice(0, SHOWN_CHARACTERS) : '0';
    if (typeof value === 'string' && /^\d{4,20}$/.test(value)) {
      this.micros = Number(value.slice(0, -3));
      this.rest = Number(value.slice(-3));
    } else if (!isAbsent(value) && value !== '') this.#readNumber(typeof value === 'string' && value.length <= 400 ? Number(value) : value, name, faults);
  }

  #readNumber(nanos: unknown, name: string, faults: JsonFaults): void {
    if (typeof nanos !== 'number' || Number.isNaN(nanos)) return faults.note(`${name} is not a number of nanoseconds`);
    if (nanos < 0 || nanos >= 2 ** 64) return;
    const whole = Math.floor(nanos);
    this.micros = Math.floor(whole / 1000);
    this.rest = whole - this.micros * 1000;
  }
}
