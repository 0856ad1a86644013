import { DELTA_COLUMNS, type TraceDelta } from './trace-delta.js';

/** All deltas of one trace, at least one, folded as {@link DELTA_COLUMNS} says. For a few traces: what many come to, the engine works out. */
export function foldTraceDeltas(deltas: readonly TraceDelta[]): TraceDelta {
  if (deltas.length === 1) return deltas[0];
  const head = deltas.reduce((best, it) => (isBetterHead(it, best) ? it : best));
  const failed = deltas.filter((it) => it.error_start_time !== null).reduce<TraceDelta | undefined>((first, it) => (first === undefined || failedEarlier(it, first) ? it : first), undefined);
  const counting = deltas.some((it) => it.counted > 0);
  const whole: Record<string, unknown> = {};
  for (const [name, , fold] of DELTA_COLUMNS) {
    switch (fold) {
      case 'key': case 'head': whole[name] = head[name]; break;
      case 'error': whole[name] = failed?.[name] ?? null; break;
      case 'min': case 'max': whole[name] = extreme(valuesOf(deltas, name), fold); break;
      case 'sum': whole[name] = total(valuesOf(deltas, name)); break;
      case 'usage': whole[name] = counting ? total(valuesOf(deltas.filter((it) => it.counted > 0), name)) : extreme(valuesOf(deltas, name), 'max'); break;
      case 'union': whole[name] = union(valuesOf(deltas, name) as string[][]); break;
    }
  }
  return whole as unknown as TraceDelta;
}

type Comparable = string | number;

const valuesOf = (deltas: readonly TraceDelta[], name: keyof TraceDelta) => deltas.map((it) => it[name]).filter((it) => it !== null) as Comparable[] | string[][];

function isBetterHead(it: TraceDelta, than: TraceDelta): boolean {
  if (it.is_root !== than.is_root) return it.is_root;
  return isBefore(it.head_start_time, it.head_id, than.head_start_time, than.head_id);
}

const failedEarlier = (it: TraceDelta, than: TraceDelta) => isBefore(it.error_start_time!, it.error_id!, than.error_start_time!, than.error_id!);

function isBefore(start: number, id: string, otherStart: number, otherId: string): boolean {
  return start < otherStart || (start === otherStart && id < otherId);
}

function extreme(values: unknown[], which: 'min' | 'max'): Comparable | null {
  return (values as Comparable[]).reduce<Comparable | null>((found, it) => (found === null || (which === 'min' ? isLess(it, found) : isLess(found, it)) ? it : found), null);
}

/** Clamped as the engines do it; of money nothing comes near. */
function total(values: unknown[]): number | null {
  return values.length === 0 ? null : Math.min((values as number[]).reduce((sum, it) => sum + it, 0), Number.MAX_SAFE_INTEGER);
}

function union(lists: readonly string[][]): string[] | null {
  const values = [...new Set(lists.flat())];
  return values.length === 0 ? null : values.sort(byBytes);
}

const isLess = (a: Comparable, b: Comparable) => (typeof a === 'number' ? a < Number(b) : byBytes(a, String(b)) < 0);

/** As engines sort: UTF-16 puts some rare characters elsewhere. */
function byBytes(a: string, b: string): number {
  return a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));
}
