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

/** `12.3 MiB`. */
export function byteSize(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  return `${power === 0 ? bytes : (bytes / 1024 ** power).toFixed(1)} ${units[power]}`;
}

/** Small amounts keep the digits that matter; empty when absent. */
export function usd(value: number | null): string {
  if (value === null) return '';
  if (value > 0 && value < 0.0001) return '<$0.0001';
  return `$${value === 0 || value >= 0.01 ? value.toFixed(2) : value.toPrecision(2)}`;
}

/** UTC, to the second. */
export const shortTime = (iso: string) => iso.slice(0, 19).replace('T', ' ');
