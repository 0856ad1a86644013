/** The order of the list that one came from, so that a trace page can go on to the next without it. */
let ids: readonly string[] = [];

export function rememberWalk(next: readonly string[]): void {
  ids = next;
}

export function neighbours(traceId: string): { previous: string | undefined; next: string | undefined; at: number; of: number } | undefined {
  const at = ids.indexOf(traceId);
  return at < 0 || ids.length < 2 ? undefined : { previous: ids[at - 1], next: ids[at + 1], at, of: ids.length };
}
