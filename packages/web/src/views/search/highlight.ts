export interface Segment { text: string; isHit: boolean }

/** The excerpt cut where terms begin and end. Places that overlap or lie outside are drawn as far as they make sense. */
export function segmentsOf(excerpt: string, places: readonly (readonly [number, number])[]): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  for (const [begin, end] of [...places].sort((a, b) => a[0] - b[0])) {
    const from = Math.max(at, begin);
    const to = Math.min(excerpt.length, end);
    if (to <= from) continue;
    if (from > at) segments.push({ text: excerpt.slice(at, from), isHit: false });
    segments.push({ text: excerpt.slice(from, to), isHit: true });
    at = to;
  }
  return at < excerpt.length ? [...segments, { text: excerpt.slice(at), isHit: false }] : segments;
}
