import type { Filter, FilterField, FilterValue } from '../../model/filter/filter.js';
import type { Micros } from '../../model/time.js';
import { attributeEncodings } from './compile-filter.js';
import type { GroupKey } from '../trace-delta.js';
import { naming, type Segment } from './segment.js';
import { timeLiteral } from './sql.js';
import { attributeText } from './words/row-text.js';
import { hashOfAttribute, hashOfProject } from './words/word-hash.js';

/** Of a value that more rows of a segment have, a scan finds enough soon. */
const MOST_ROWS = 4096;
/** Times that are named one by one. */
const MOST_TIMES = 64;

/** The segments that can have observations for which a filter holds, each with a condition beside the filter (` AND …`, or nothing) that keeps the read to where they can be. */
export function whereItCanBe(segments: readonly Segment[], projectId: string, filter: Filter): { segment: Segment; narrower: string }[] {
  return segments.flatMap((segment) => {
    const narrower = narrowerCondition(segment, projectId, filter);
    return narrower === undefined ? [] : [{ segment, narrower }];
  });
}

/** The segments that can have traces for which a filter holds, as far as it says whose they are. @param keys those of these columns that are one value of what the filter is about */
export function whereTheirsCanBe(segments: readonly Segment[], projectId: string, filter: Filter | undefined, keys: readonly GroupKey[]): readonly Segment[] {
  return (filter === undefined ? [] : requirements(filter)).reduce((left, { field, values }) => {
    const key = keys.find((it) => field.kind === 'column' && it === field.name);
    return key === undefined ? left : naming(left, projectId, key, values.map(String));
  }, segments);
}

/** On the start time, by the index of words. Empty where it says nothing; undefined where nothing can be. */
function narrowerCondition(segment: Segment, projectId: string, filter: Filter): string | undefined {
  let times: Micros[] | undefined;
  for (const values of requiredAttributes(filter)) {
    const found = timesOf(segment, projectId, values);
    if (found === undefined) continue;
    const both: ReadonlySet<Micros> = new Set(found);
    times = times === undefined ? found : times.filter((it) => both.has(it));
    if (times.length === 0) return undefined;
  }
  if (times === undefined) return '';
  const [from, to] = times.reduce(([least, most], it) => [Math.min(least, it), Math.max(most, it)], [Infinity, -Infinity]);
  const named = times.length <= MOST_TIMES ? ` AND start_time IN (${times.map(timeLiteral).join(', ')})` : '';
  return ` AND start_time BETWEEN ${timeLiteral(from)} AND ${timeLiteral(to)}${named}`;
}

/** Of attributes that an observation must have: of each the texts of which it is one. */
function requiredAttributes(filter: Filter): string[][] {
  return requirements(filter).flatMap(({ field, values }) => {
    if (field.kind !== 'attribute') return [];
    const texts = values.flatMap((it) => (typeof it === 'string' ? attributeEncodings(it).map((encoded) => attributeText(field.key, encoded)) : [undefined]));
    return texts.includes(undefined) ? [] : [texts as string[]];
  });
}

/** Fields that must have one of some values, as far as a filter says so. */
function requirements(filter: Filter): { field: FilterField; values: readonly FilterValue[] }[] {
  switch (filter.kind) {
    case 'and': return filter.of.flatMap(requirements);
    case 'compare': return filter.op === '=' ? [{ field: filter.field, values: [filter.value] }] : [];
    case 'in': return [filter];
    default: return [];
  }
}

function timesOf(segment: Segment, projectId: string, texts: readonly string[]): Micros[] | undefined {
  const times = texts.map((it) => segment.words?.timesOf([hashOfAttribute(Buffer.from(it)), hashOfProject(projectId)], MOST_ROWS));
  return times.includes(undefined) ? undefined : [...new Set((times as Micros[][]).flat())];
}
