/**
 * What a file's name says of a segment: `segment-000004.duckdb` as it was first written, `segment-000001-000008-2.duckdb` what the segments 1 to 8 became
 * when they were merged; the last number is how often. Ranges lie side by side or one within the other, so a name alone tells what it takes the place of.
 */
export interface SegmentName { first: number; last: number; generation: number }

const NAME = /^segment-(\d{6,})(?:-(\d{6,})-(\d+))?\.duckdb$/;

export function segmentFile({ first, last, generation }: SegmentName): string {
  return `segment-${padded(first)}${generation === 0 ? '' : `-${padded(last)}-${generation}`}.duckdb`;
}

/** Its name in SQL. */
export function segmentDatabase(name: SegmentName): string {
  return segmentFile(name).replaceAll('-', '_').slice(0, -'.duckdb'.length);
}

/** Undefined for a file that is no segment. */
export function parseSegmentName(file: string): SegmentName | undefined {
  const found = NAME.exec(file);
  if (found === null || Number(found[1]) === 0) return undefined;
  const first = Number(found[1]);
  return { first, last: found[2] === undefined ? first : Number(found[2]), generation: Number(found[3] ?? 0) };
}

/** Whether everything of `other` was copied into `name` before it got this name. */
export function supersedes(name: SegmentName, other: SegmentName): boolean {
  return name.first <= other.first && name.last >= other.last && name.generation > other.generation;
}

const padded = (number: number) => String(number).padStart(6, '0');
