import type { Integer } from './metric-point.js';

const TWO_32 = 4294967296;

/** 64 bits in two unsigned halves as an unsigned integer: a number where that is exact, its digits otherwise. */
export function unsigned64(high: number, low: number): Integer {
  return high < 0x20_0000 ? high * TWO_32 + low : digits64(high, low);
}

/** The same bits as a signed integer. */
export function signed64(high: number, low: number): Integer {
  const value = (high | 0) * TWO_32 + low;
  return Number.isSafeInteger(value) ? value : String((BigInt(high | 0) << 32n) | BigInt(low));
}

/** The decimal digits of the unsigned integer. */
export function digits64(high: number, low: number): string {
  return String((BigInt(high) << 32n) | BigInt(low));
}
