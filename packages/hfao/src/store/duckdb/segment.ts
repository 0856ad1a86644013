import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { Score } from '../../model/score.js';
import type { Micros } from '../../model/time.js';
import { GROUP_KEYS, type GroupKey, type TraceDelta } from '../trace-delta.js';
import { hasBodyRefs } from './body-refs.js';
import { addRecords, type AddedRecord, FIELD_SEPARATOR, type Key, KeySet, RECORD_SEPARATOR, traceKey } from '../key-set.js';
import { readRows } from './read-rows.js';
import { RowCounts } from './row-counts.js';
import { TABLES } from './schema.js';
import type { TableColumns } from './segment-file.js';
import type { SegmentHold } from './segment-hold.js';
import { segmentDatabase, segmentFile, type SegmentName } from './segment-name.js';
import type { SegmentWords } from './words/segment-words.js';

/**
 * One attached file and what is known of it without asking it. The facts may promise more than the file holds
 * (a batch that failed, a row that was replaced), never less: reads and checks use them only to leave segments out.
 */
export class Segment {
  readonly name: SegmentName;
  /** Rises from the oldest to the latest. */
  readonly number: number;
  /** Its name in SQL. */
  readonly database: string;
  readonly path: string;
  /** Keys of traces with an observation or a score here. */
  readonly traces = new KeySet();
  /** Whose rows are here. */
  readonly projects = new Set<string>();
  /** Keys of the sessions and the users that deltas name here; undefined: nobody knows. */
  groups: Record<GroupKey, KeySet> | undefined = { session_id: new KeySet(), user_id: new KeySet() };
  /** Ids of traces that have something in another segment too. */
  readonly spread = new Set<string>();
  /** Whether each trace has one delta at most here. */
  isFolded = false;
  /** Keys of the observations here; only while the segment is one of the latest, see {@link forgetSpans}. */
  spans: KeySet | undefined = new KeySet();
  /** As they stand in the file: one that an older version made has them in another order. */
  columns: TableColumns = TABLES;
  /** Of observations, log records and data points. */
  rows = 0;
  /** Of the batches in it, the highest ingest log position. */
  position = 0;
  /** Rows that were deleted or replaced here and still take room in the file. */
  holes = 0;
  readonly counts = new RowCounts();
  /** Whether the file says which bodies its rows point to; false: they must be read. */
  hasBodyRefs = false;
  /** False when no row points to a body. */
  mayPointToBodies = true;
  /** Keys of its scores: one that is written again may have come for another trace before. */
  readonly scores = new KeySet();
  /** Rises before and after everything that is written to it: where it is the same before a read has begun and afterwards, the read has seen all of it. */
  revision = 0;
  /** Once its words are indexed, or while they are: told of rows that are written to it. */
  words: SegmentWords | undefined;
  /** While the segment is being merged: told of traces that change in it. */
  changes: SegmentChanges | undefined;
  readonly logTimes = new TimeBounds();
  readonly pointTimes = new TimeBounds();
  /** Of the observations' start times: earliest, latest; and the latest of the deltas'. Empty while from > to. */
  from: Micros = Infinity;
  to: Micros = -Infinity;
  deltasTo: Micros = -Infinity;
  /** Whether commits were made since the last checkpoint. */
  isDirty = false;
  /** Settles when no checkpoint is under way. Writing to the segment waits for it. */
  settled: Promise<void> = Promise.resolve();
  /** While a backup needs the file as it is. */
  hold: SegmentHold | undefined;

  constructor(name: SegmentName, directory: string) {
    this.name = name;
    this.number = name.first;
    this.path = join(directory, segmentFile(name));
    this.database = segmentDatabase(name);
  }

  /** Resolves when nothing stands in the way of a change: no checkpoint, no backup. */
  async mayChange(): Promise<void> {
    await this.settled;
    if (this.hold === undefined) return;
    this.hold.isWanted = true;
    await this.hold.released;
  }

  noteDelta(delta: TraceDelta): void {
    this.from = Math.min(this.from, delta.start_time);
    this.to = Math.max(this.to, delta.last_start_time);
    this.deltasTo = Math.max(this.deltasTo, delta.start_time);
    for (const key of GROUP_KEYS) for (const id of [delta[key], delta[`any_${key}`]]) if (id !== null) this.groups?.[key].add(idKey(delta.project_id, id));
  }

  noteScore({ project_id, trace_id, score_id }: Score): void {
    this.traces.add(traceKey(project_id, trace_id));
    this.scores.add(idKey(project_id, score_id));
  }

  get mayHaveScores(): boolean { return this.scores.size > 0; }

  /** Whether it may hold a version of this score. */
  mayHaveScore({ project_id, score_id }: Pick<Score, 'project_id' | 'score_id'>): boolean {
    return this.scores.has(idKey(project_id, score_id));
  }

  /** From now on the segment cannot tell which observations it holds, only which traces: a twentieth of the memory. */
  forgetSpans(): void {
    this.spans = undefined;
  }

  walBytes(): number {
    return fileSize(`${this.path}.wal`);
  }

  bytes(): number {
    return fileSize(this.path) + this.walBytes();
  }

  /**
   * Reads the facts from the file.
   * @param others segments that were loaded before, and the keys of all their traces: what they share with this one is noted in both, its keys are added
   */
  async load(connection: DuckDBConnection, withSpans: boolean, others: LoadedBefore = { segments: [], traces: new KeySet() }): Promise<void> {
    const [facts] = await readRows<{ rows: number; places: number | null; from: Micros | null; to: Micros | null; deltas_to: Micros | null }>(connection, `
SELECT (SELECT count(*) FROM ${this.database}.observations) AS rows, (SELECT max(rowid) + 1 FROM ${this.database}.observations) AS places,
  min(start_time) AS "from", max(last_start_time) AS "to", max(start_time) AS deltas_to
FROM ${this.database}.trace_deltas`);
    this.holes = (facts.places ?? 0) - facts.rows;
    await this.counts.load(connection, this.database);
    for (const it of this.counts.projects()) this.projects.add(it);
    this.hasBodyRefs = await hasBodyRefs(connection, this.database);
    for (const [table, bounds] of [['logs', this.logTimes], ['metric_points', this.pointTimes]] as const) {
      const [times] = await readRows<{ rows: number; from: Micros | null; to: Micros | null }>(connection, `SELECT count(*) AS rows, min(time) AS "from", max(time) AS "to" FROM ${this.database}.${table}`);
      facts.rows += times.rows;
      if (times.from !== null && times.to !== null) bounds.note(times.from, times.to);
    }
    this.rows = facts.rows;
    this.from = facts.from ?? Infinity;
    this.to = facts.to ?? -Infinity;
    this.deltasTo = facts.deltas_to ?? -Infinity;
    this.isDirty = this.walBytes() > 0;
    await this.#loadTraces(connection, others);
    await this.#loadGroups(connection);
    await this.#addKeys(connection, this.traces, `${this.database}.scores`, ['project_id', 'trace_id']);
    await this.#addKeys(connection, this.scores, idsOf(`SELECT project_id, score_id AS id FROM ${this.database}.scores`), ['project_id', 'id']);
    this.spans = withSpans ? new KeySet(this.rows) : undefined;
    if (this.spans !== undefined) await this.#addKeys(connection, this.spans, `${this.database}.observations`, ['project_id', 'trace_id', 'observation_id']);
  }

  async #loadTraces(connection: DuckDBConnection, others: LoadedBefore): Promise<void> {
    this.isFolded = true;
    await this.#addKeys(connection, new KeySet(), `${this.database}.trace_deltas`, ['project_id', 'trace_id'], ({ key, isNew, from, to }, ids) => {
      this.traces.add(key);
      if (!isNew) this.isFolded = false;
      else if (!others.traces.add(key)) noteSpread(ids.slice(from, to), [this, ...others.segments.filter((it) => it.traces.has(key))]);
    });
  }

  async #loadGroups(connection: DuckDBConnection): Promise<void> {
    for (const key of GROUP_KEYS) {
      const rows = [key, `any_${key}`].map((column) => `SELECT project_id, ${column} AS id FROM ${this.database}.trace_deltas`).join(' UNION ');
      await this.#addKeys(connection, this.groups![key], idsOf(rows), ['project_id', 'id']);
    }
  }

  /** Reads all ids of a table as a few long texts: string by string takes ten times as long. */
  async #addKeys(connection: DuckDBConnection, keys: KeySet, source: string, columns: readonly string[], each?: (record: AddedRecord, ids: string) => void): Promise<void> {
    const texts = await readRows<{ ids: string }>(connection, `
SELECT string_agg(concat_ws(chr(${FIELD_SEPARATOR.charCodeAt(0)}), ${columns.join(', ')}), chr(${RECORD_SEPARATOR.charCodeAt(0)})) AS ids
FROM ${source} GROUP BY rowid // 50000`);
    for (const { ids } of texts) addRecords(keys, ids, each && ((record) => each(record, ids)));
  }
}

export interface LoadedBefore { segments: readonly Segment[]; traces: KeySet }

/** Before a commit that makes it so: a trace that is in several segments has to be put together. */
export function noteSpread(traceId: string, segments: readonly Segment[]): void {
  for (const it of segments) it.spread.add(traceId);
}

/** What a merge must copy again; `everything` when it had better begin anew. */
export interface SegmentChanges { traces: Map<string, { project_id: string; trace_id: string }>; everything: boolean }

/** Earliest and latest of what was noted. Empty while from > to. */
export class TimeBounds {
  from: Micros = Infinity;
  to: Micros = -Infinity;

  note(from: Micros, to = from): void {
    if (from < this.from) this.from = from;
    if (to > this.to) this.to = to;
  }
}

/** The segments that may hold something of one of these traces. */
export function holding(segments: readonly Segment[], projectId: string, traceIds: readonly string[]): Segment[] {
  const keys = traceIds.map((it) => traceKey(projectId, it));
  return segments.filter(({ traces }) => keys.some((it) => traces.has(it)));
}

/** The segments that may hold a trace of one of these sessions or users. */
export function naming(segments: readonly Segment[], projectId: string, key: GroupKey, ids: readonly string[]): Segment[] {
  const keys = ids.map((it) => idKey(projectId, it));
  return segments.filter(({ groups }) => groups === undefined || keys.some((it) => groups[key].has(it)));
}

const SEPARATORS = FIELD_SEPARATOR + RECORD_SEPARATOR;

/** Ids of anybody, as {@link idKey} takes them, from a SELECT of project_id and id. */
const idsOf = (rows: string) => `(SELECT project_id, translate(id, '${SEPARATORS}', '  ') AS id, row_number() OVER () AS rowid FROM (${rows}) WHERE id IS NOT NULL)`;

/** An id is anybody's text: it may have in it what stands between ids, or halves of characters, which are not stored as they came. */
function idKey(projectId: string, id: string): Key {
  return traceKey(projectId, Buffer.from(id).toString().replaceAll(FIELD_SEPARATOR, ' ').replaceAll(RECORD_SEPARATOR, ' '));
}

function fileSize(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
