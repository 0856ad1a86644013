/** A whole number as SQL of any engine takes it; beyond what a number holds exactly, the nearest that it does. */
export function integerLiteral(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`not a number for SQL: ${value}`);
  return String(Math.trunc(Math.min(Math.max(value, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER)));
}
