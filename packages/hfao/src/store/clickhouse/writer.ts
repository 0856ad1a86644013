import type { ClickHouseClient } from '@clickhouse/client';
import type { ObservationRow } from '../../model/observation.js';
import { byTrace, idOf, lastOfEach, traceOfSpan, type BatchTrace } from '../batch-traces.js';
import type { ForgottenRows } from '../forgotten-rows.js';
import { keyWithin } from '../key-set.js';
import type { Batch, Rederived, ReplaceOutcome } from '../store.js';
import { traceDelta, type TraceDelta } from '../trace-delta.js';
import type { DeletionJournal } from './deletion-journal.js';
import { Inserts } from './inserts.js';
import { readRows } from './read-rows.js';
import { RecentSpans } from './recent-spans.js';
import { replacementsOf, stillAsRead, type Replacement } from './replacements.js';
import type { EncodedColumn } from './row-binary.js';
import { Parameters } from './sql.js';
import { knownTraces, storedVersions, type KnownTrace } from './stored-spans.js';
import { wholeDeltas, type TraceReach } from './whole-deltas.js';
import { writeFailure } from './write-failure.js';

type OwnDelta = TraceDelta & { delta_id: number; generation: number };

/** What is written of observations: rows in the place of stored ones, and new ones by trace. */
interface Change { known: ReadonlyMap<string, KnownTrace>; replacing: readonly Replacement[]; fresh: readonly BatchTrace[] }

/**
 * The one writer of a database: batches follow each other. A batch is several inserts, each whole or not at all, in an order that makes it safe to repeat:
 * observations, the deltas that count them, scores, log records and data points, and last the position. What a batch that broke off has left is found
 * when it comes again, and the deltas of its traces are worked out anew from what is stored then.
 */
export class Writer {
  readonly #client: ClickHouseClient;
  readonly #inserts: Inserts;
  readonly #name: string;
  readonly #journal: Pick<DeletionJournal, 'flush'>;
  readonly #forgotten: Pick<ForgottenRows, 'strain'>;
  readonly #recent = new RecentSpans();
  #position = 0;
  #lastVersion = 0;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(client: ClickHouseClient, name: string, journal: DeletionJournal, forgotten: ForgottenRows) {
    this.#client = client;
    this.#journal = journal;
    this.#forgotten = forgotten;
    this.#inserts = new Inserts(client);
    this.#name = name;
  }

  /** @param name whose ingest log the positions are of */
  static async open(client: ClickHouseClient, name: string, journal: DeletionJournal, forgotten: ForgottenRows): Promise<Writer> {
    const writer = new Writer(client, name, journal, forgotten);
    const parameters = new Parameters();
    const [{ position }] = await readRows<{ position: number }>(client, `SELECT max(position) AS position FROM positions WHERE writer = ${parameters.text(name)}`, parameters);
    writer.#position = position;
    return writer;
  }

  /** The highest that was ever written. */
  get position(): number { return this.#position; }

  /** @throws Failure `unavailable` or `overloaded` when the batch could not be stored; it may be written again */
  write(batch: Batch): Promise<void> {
    return this.#next(() => this.#write(batch));
  }

  /** See TelemetryStore. @throws Failure likewise when something could not be stored */
  replace(projectId: string, rederived: readonly Rederived[]): Promise<ReplaceOutcome> {
    return this.#next(async () => {
      const { known, replacing } = await stillAsRead(this.#client, projectId, rederived);
      await this.#apply({ known, replacing, fresh: [] }, undefined);
      return { replaced: replacing.length, skipped: rederived.length - replacing.length };
    });
  }

  /** Runs work that deletes rows between batches: nothing is written meanwhile. */
  exclusive<T>(work: (inserts: Inserts) => Promise<T>): Promise<T> {
    return this.#next(() => work(this.#inserts).finally(() => {
      this.#recent.forgetAll();
      this.#inserts.forgetRepeats();
    }));
  }

  /** Waits for the batches in hand. */
  async close(): Promise<void> {
    await this.#last;
  }

  /** Nothing comes between what a piece of work reads and what it writes. After a failure nobody knows what is stored. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work).catch((error: unknown) => {
      this.#recent.forgetAll();
      throw writeFailure(error);
    });
    this.#last = done.catch(() => {});
    return done;
  }

  async #write(batch: Batch): Promise<void> {
    const { rows, scores, logs = [], metricPoints = [], position } = this.#forgotten.strain(batch);
    await this.#journal.flush();
    const attempt = position === undefined ? undefined : `${this.#name} ${position}`;
    this.#recent.age();
    await this.#apply(await this.#changeOf(byTrace(rows)), attempt);
    await this.#inserts.insert('scores', lastOfEach(scores, (it) => it.score_id).map((it) => ({ ...it, row_version: this.#nextVersion() })), attempt);
    await this.#inserts.insert('logs', lastOfEach(logs, (it) => it.log_id), attempt);
    await this.#inserts.insert('metric_points', lastOfEach(metricPoints, (it) => it.point_id), attempt);
    if (position === undefined || position <= this.#position) return;
    await this.#inserts.insertInto('positions', POSITION, [{ writer: this.#name, position }], attempt);
    this.#position = position;
  }

  /** Asks the database only about traces that may be stored and are not remembered. */
  async #changeOf(traces: readonly BatchTrace[]): Promise<Change> {
    const recent = this.#recent;
    const suspectsOf = (trace: BatchTrace) => (recent.covers(trace) ? trace.rows.filter((_, i) => recent.mayHold(trace, i)) : trace.rows);
    const asked = traces.filter((it) => !recent.covers(it) || recent.isRegenerated(it) || suspectsOf(it).length > 0);
    const known = await knownTraces(this.#client, asked);
    const suspects = asked.filter((it) => known.has(traceOfSpan(it))).flatMap(suspectsOf);
    const versions = await storedVersions(this.#client, known, suspects);
    const replacing = await replacementsOf(this.#client, known, suspects.filter((it) => versions.has(idOf(it))), versions);
    const isFresh = (it: ObservationRow) => !versions.has(idOf(it));
    return { known, replacing, fresh: versions.size === 0 ? traces : traces.map((it) => ({ ...it, rows: it.rows.filter(isFresh), spanKeys: it.spanKeys.filter((_, i) => isFresh(it.rows[i])) })) };
  }

  async #apply({ known, replacing, fresh }: Change, attempt: string | undefined): Promise<void> {
    const before = new Set(fresh.filter((it) => this.#recent.covers(it)).map(traceOfSpan));
    await this.#inserts.insert('observations', [...replacing.flatMap(inPlaceOf), ...fresh.flatMap((it) => it.rows)], attempt);

    const replaced = reaches(known, replacing, fresh);
    const whole = await wholeDeltas(this.#client, [...replaced.values()], (it) => this.#recent.note(it, { isNew: false, isRegenerated: true }));
    const added = fresh.filter((it) => it.rows.length > 0 && !replaced.has(traceOfSpan(it)));
    const deltas: OwnDelta[] = [
      ...whole.map((it) => Object.assign(it, { delta_id: 0, generation: known.get(traceOfSpan(it))!.generation + 1 })),
      ...added.map((it) => Object.assign(traceDelta(it.rows), { delta_id: deltaId(it), generation: known.get(traceOfSpan(it))?.generation ?? 0 })),
    ];
    await this.#inserts.insert('trace_deltas', deltas, attempt);
    for (const it of fresh) this.#recent.note(it, { isNew: !before.has(traceOfSpan(it)) && !known.has(traceOfSpan(it)), isRegenerated: false });
  }

  #nextVersion(): number {
    return this.#lastVersion = Math.max(this.#lastVersion + 1, Date.now() * 1000);
  }
}

const POSITION: readonly EncodedColumn[] = [{ name: 'writer', kind: 'text', isNullable: false }, { name: 'position', kind: 'int', isNullable: false }];

const DAY = 86_400_000_000;

/** The row with the next version, and where it moves to another day, which has another order key, one that deletes the old. */
function inPlaceOf({ row, stored }: Replacement): object[] {
  const next = { ...row, row_version: stored.row_version + 1 };
  if (Math.floor(row.start_time / DAY) === Math.floor(stored.start_time / DAY)) return [next];
  return [next, { ...next, ...WITHOUT_PAYLOADS, start_time: stored.start_time, is_deleted: true }];
}

const WITHOUT_PAYLOADS = { input: null, output: null, attributes: null, metadata: null, events: null, links: null, tool_definitions: null, tool_calls: null, documents: null };

/** The traces in which rows are replaced, and when their observations begin, those that are written now included. */
function reaches(known: ReadonlyMap<string, KnownTrace>, replacing: readonly Replacement[], fresh: readonly BatchTrace[]): Map<string, TraceReach> {
  const found = new Map<string, TraceReach>();
  for (const { row: { project_id, trace_id } } of replacing) {
    const { from, to } = known.get(traceOfSpan({ project_id, trace_id }))!;
    found.set(traceOfSpan({ project_id, trace_id }), { project_id, trace_id, from, to });
  }
  for (const row of [...replacing.map((it) => it.row), ...fresh.flatMap((it) => (found.has(traceOfSpan(it)) ? it.rows : []))]) {
    const reach = found.get(traceOfSpan(row))!;
    if (row.start_time < reach.from) reach.from = row.start_time;
    if (row.start_time > reach.to) reach.to = row.start_time;
  }
  return found;
}

/** Of its own among the deltas of a generation of a trace, since an observation is new but once; never 0, and the same when the batch comes again. */
function deltaId({ key, rows }: BatchTrace): number {
  const { high, low } = keyWithin(key, rows[0].observation_id);
  return (high & 0x1f_ffff) * 2 ** 32 + (low || 1);
}
