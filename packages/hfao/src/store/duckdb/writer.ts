import type { DuckDBConnection } from '@duckdb/node-api';
import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { ObservationRow } from '../../model/observation.js';
import type { Score } from '../../model/score.js';
import { byTrace, lastOfEach } from '../batch-traces.js';
import type { ForgottenRows } from '../forgotten-rows.js';
import type { Batch, Rederived, ReplaceOutcome } from '../store.js';
import { traceDelta, type TraceDelta } from '../trace-delta.js';
import { appendRows } from './append-rows.js';
import { forgetBodyRefs } from './body-refs.js';
import { keyWithin, traceKey } from '../key-set.js';
import { stillAsRead } from './rederived.js';
import { deleteStored, recomputedDeltas } from './replace.js';
import { takeResent, type BatchTrace } from './resent.js';
import { noteSpread, type Segment, type TimeBounds } from './segment.js';
import type { Segments } from './segments.js';
import { integerLiteral, Parameters } from './sql.js';
import { writeFailure } from './write-failure.js';

/** What one transaction changes in one segment. */
interface Change {
  /** Rows whose older version the segment holds. */
  replacing: readonly ObservationRow[];
  fresh: readonly BatchTrace[];
  scores: readonly Score[];
  logs: readonly LogRow[];
  metricPoints: readonly MetricPointRow[];
  position: number | undefined;
  pointsToBodies: boolean;
}

const NOTHING = { fresh: [], scores: [], logs: [], metricPoints: [], position: undefined, pointsToBodies: true };

/** The one writer of a store: batches follow each other, each a transaction (two where it replaces rows of an older segment). */
export class Writer {
  readonly #connection: DuckDBConnection;
  readonly #segments: Segments;
  readonly #forgotten: Pick<ForgottenRows, 'strain'>;
  #last: Promise<unknown> = Promise.resolve();
  #workedMs = 0;

  constructor(connection: DuckDBConnection, segments: Segments, forgotten: Pick<ForgottenRows, 'strain'>) {
    this.#connection = connection;
    this.#segments = segments;
    this.#forgotten = forgotten;
  }

  /** @throws Failure `unavailable` when the batch could not be stored; it may be written again */
  write(batch: Batch): Promise<void> {
    return this.#next(() => this.#write(batch));
  }

  /** See TelemetryStore. @throws Failure `unavailable` when something could not be stored */
  replace(projectId: string, rederived: readonly Rederived[]): Promise<ReplaceOutcome> {
    return this.#next(() => this.#replace(projectId, rederived));
  }

  /** Runs work on the writer's connection between batches: nothing is written meanwhile. */
  exclusive<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#next(() => work(this.#connection));
  }

  /** For how long it has written since it began: what works beside it can tell how busy it is. */
  get workedMs(): number { return this.#workedMs; }

  /** Waits for the batches in hand. */
  async close(): Promise<void> {
    await this.#last;
    this.#connection.closeSync();
  }

  /** Nothing comes between what a piece of work reads and what it writes. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  async #replace(projectId: string, rederived: readonly Rederived[]): Promise<ReplaceOutcome> {
    let replaced = 0;
    try {
      for (const [segment, replacing] of await stillAsRead(this.#connection, this.#segments.all, projectId, rederived)) {
        await this.#commit(segment, { ...NOTHING, replacing });
        replaced += replacing.length;
      }
    } catch (error) {
      throw writeFailure(error);
    }
    await this.#segments.rollOver();
    return { replaced, skipped: rederived.length - replaced };
  }

  /**
   * First what replaces rows of older segments, then the rest together with the position: after a crash between the two
   * the whole batch comes again, and replaces the same rows by themselves.
   */
  async #write(batch: Batch): Promise<void> {
    const startMs = performance.now();
    try {
      const { rows, scores, logs = [], metricPoints = [], position, pointsToBodies = rows.length + logs.length > 0 } = this.#forgotten.strain(batch);
      const fresh = byTrace<Segment>(rows);
      const replacements = await takeResent(this.#connection, this.#segments.all, fresh);
      const { active } = this.#segments;
      for (const [segment, replacing] of replacements) {
        if (segment !== active) await this.#commit(segment, { ...NOTHING, replacing });
      }
      const newPosition = position !== undefined && position > this.#segments.position ? position : undefined;
      await this.#commit(active, {
        replacing: replacements.get(active) ?? [], fresh: fresh.filter((it) => it.rows.length > 0), scores: lastOfEach(scores, (it) => it.score_id),
        logs: lastOfEach(logs, (it) => it.log_id), metricPoints: lastOfEach(metricPoints, (it) => it.point_id), position: newPosition, pointsToBodies,
      });
      if (newPosition !== undefined) this.#segments.position = newPosition;
    } catch (error) {
      throw writeFailure(error);
    }
    this.#workedMs += performance.now() - startMs;
    await this.#segments.rollOver();
  }

  async #commit(segment: Segment, change: Change): Promise<void> {
    const { replacing, fresh, scores, logs, metricPoints } = change;
    if (replacing.length + fresh.length + scores.length + logs.length + metricPoints.length === 0 && change.position === undefined) return;
    await segment.mayChange();
    segment.words?.noteChanged([...replacing, ...fresh.flatMap((it) => it.rows)].map((it) => it.start_time));
    note(segment, change);
    await this.#connection.run('BEGIN');
    try {
      await this.#apply(segment, change);
      await this.#connection.run('COMMIT');
    } catch (error) {
      await this.#connection.run('ROLLBACK').catch(() => {});
      throw error;
    } finally {
      segment.revision++;
    }
    count(segment, change);
  }

  async #apply(segment: Segment, { replacing, fresh, scores, logs, metricPoints, position }: Change): Promise<void> {
    const replaced = [...new Map(replacing.map((it) => [`${it.project_id} ${it.trace_id}`, it])).values()];
    if (replacing.length > 0) await forgetBodyRefs(this.#connection, segment);
    if (replacing.length > 0) await deleteStored(this.#connection, segment, replacing, replaced);
    await appendRows(this.#connection, segment, 'observations', [...replacing, ...fresh.flatMap((it) => it.rows)]);

    const recomputed = replaced.length > 0 ? await recomputedDeltas(this.#connection, segment, replaced) : [];
    const isRecomputed = new Set(recomputed.map((it) => `${it.project_id} ${it.trace_id}`));
    const added = fresh.filter((it) => !isRecomputed.has(`${it.project_id} ${it.trace_id}`)).map((it) => traceDelta(it.rows));
    const deltas: TraceDelta[] = [...recomputed, ...added];
    for (const delta of deltas) segment.noteDelta(delta);
    await appendRows(this.#connection, segment, 'trace_deltas', deltas);

    if (scores.length > 0) await this.#replaceScores(segment, scores);
    await appendRows(this.#connection, segment, 'logs', logs);
    await appendRows(this.#connection, segment, 'metric_points', metricPoints);
    if (position !== undefined) await this.#connection.run(`UPDATE ${segment.database}.segment SET "position" = ${integerLiteral(position)}`);
  }

  async #replaceScores(segment: Segment, scores: readonly Score[]): Promise<void> {
    const parameters = new Parameters();
    await this.#connection.run(`DELETE FROM ${segment.database}.scores WHERE (project_id, score_id) IN (
SELECT unnest(${parameters.texts(scores.map((it) => it.project_id))}), unnest(${parameters.texts(scores.map((it) => it.score_id))}))`, parameters.values, parameters.types);
    await appendRows(this.#connection, segment, 'scores', scores);
  }
}

/** Before the commit, so that no read can miss what is visible; if it fails the segment is merely asked in vain. */
function note(segment: Segment, { fresh, replacing, scores, logs, metricPoints, pointsToBodies }: Change): void {
  if (pointsToBodies) segment.mayPointToBodies = true;
  segment.isDirty = true;
  segment.revision++;
  for (const { project_id, trace_id } of segment.changes === undefined ? [] : replacing) segment.changes!.traces.set(`${project_id} ${trace_id}`, { project_id, trace_id });
  noteTimes(segment.logTimes, logs);
  noteTimes(segment.pointTimes, metricPoints);
  if (fresh.length > 0) segment.isFolded = false;
  for (const trace of fresh) {
    segment.projects.add(trace.project_id);
    segment.traces.add(trace.key);
    const holders = trace.holders.filter((it) => it !== segment);
    if (holders.length > 0) noteSpread(trace.trace_id, [segment, ...holders]);
    for (const key of trace.spanKeys) segment.spans?.add(key);
  }
  for (const { project_id, trace_id, observation_id } of replacing) segment.spans?.add(keyWithin(traceKey(project_id, trace_id), observation_id));
  for (const it of scores) segment.noteScore(it);
}

/** After the commit. */
function count(segment: Segment, { fresh, replacing, logs, metricPoints, position }: Change): void {
  for (const { project_id, rows } of fresh) {
    segment.rows += rows.length;
    segment.counts.add(project_id, 'observations', rows[0].start_time, rows.length);
  }
  for (const { project_id, time } of logs) segment.counts.add(project_id, 'logs', time, 1);
  for (const { project_id, time } of metricPoints) segment.counts.add(project_id, 'metric_points', time, 1);
  segment.rows += logs.length + metricPoints.length;
  segment.holes += replacing.length;
  segment.position = Math.max(segment.position, position ?? 0);
}

function noteTimes(bounds: TimeBounds, rows: readonly { time: number }[]): void {
  for (const { time } of rows) bounds.note(time);
}
