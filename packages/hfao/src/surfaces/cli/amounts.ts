/** `850 ms`, `1.25 s`, `3 min 20 s`. */
export function duration(nanoseconds: number): string {
  const ms = nanoseconds / 1e6;
  if (ms < 1) return ms === 0 ? '0 ms' : `${ms.toPrecision(2)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(2)} s`;
  const seconds = Math.round(ms / 1_000);
  return seconds < 3_600 ? `${Math.floor(seconds / 60)} min ${seconds % 60} s` : `${Math.floor(seconds / 3_600)} h ${Math.floor((seconds % 3_600) / 60)} min`;
}

/** Thousands apart; empty when absent. */
export function count(value: number | null): string {
  return value === null ? '' : value.toLocaleString('en-US');
}

/** Small amounts keep the digits that matter; empty when absent. */
export function usd(value: number | null): string {
  if (value === null) return '';
  if (value > 0 && value < 0.0001) return '<$0.0001';
  return `$${value === 0 || value >= 0.01 ? value.toFixed(2) : value.toPrecision(2)}`;
}

/** UTC, to the second. */
export const shortTime = (iso: string) => iso.slice(0, 19).replace('T', ' ');
