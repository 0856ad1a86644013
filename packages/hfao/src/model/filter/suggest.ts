/** Longer names are no misspelling of ours. */
const MAX_LENGTH = 40;

/** Up to three of the candidates that `written` may be a misspelling or a beginning of, nearest first. */
export function suggest(written: string, candidates: readonly string[]): string[] {
  const wanted = written.toLowerCase();
  if (wanted.length === 0 || wanted.length > MAX_LENGTH) return [];
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  const near = (name: string) => {
    if (wanted.length > 1 && name.startsWith(wanted)) return 0.5;
    return Math.abs(name.length - wanted.length) <= allowed ? distance(wanted, name) : Infinity;
  };
  return candidates
    .map((name) => ({ name, distance: near(name.toLowerCase()) }))
    .filter((it) => it.distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map((it) => it.name);
}

/** How many letters to add, drop, change or swap with the next (Damerau and Levenshtein's distance, optimal string alignment). */
function distance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, i) => i)];
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const changed = rows[i - 1][j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i][j] = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed, isSwap ? rows[i - 2][j - 2] + 1 : Infinity);
    }
  }
  return rows[a.length][b.length];
}
