import { Failure } from '../../runtime/errors.js';
import type { ScanCursor, TelemetryStore } from '../store.js';
import type { StoredCounts, TimedCursor } from '../store-scans.js';

/** Rows are up to some 100 KiB; a batch of them should not be much more than what a store takes from ingest. */
const PAGE = 2_000;

const TABLES = ['observations', 'scores', 'logs', 'metric_points'] as const satisfies readonly (keyof StoredCounts)[];
type CopiedTable = (typeof TABLES)[number];

/** How far a copy has come: everything before is in the target. */
export interface CopyState {
  project_id: string;
  table: CopiedTable;
  after?: ScanCursor | TimedCursor | string;
  /** Rows of the table so far. */
  copied: number;
  /** Whether that is all of the table. */
  isDone: boolean;
}

export interface CopyOptions {
  /** Where an interrupted copy goes on. */
  from?: CopyState;
  /** After each page that is durable in the target. */
  onPage: (state: CopyState, rows: number) => Promise<void>;
  onTotal?: (rows: number) => void;
  signal?: AbortSignal;
}

export interface CopiedProject extends StoredCounts { project_id: string }

/** What is read of a store that is copied. */
export type CopySource = Pick<TelemetryStore, 'storedProjects' | 'countStored' | 'scanObservations' | 'scanScores' | 'scanLogs' | 'scanMetricPoints'>;

/**
 * Copies what is stored of every project from one store into another, whatever engines they are, and counts both afterwards. Page by page; a page that is
 * written again changes nothing, so a copy that was stopped goes on at its last page, or begins anew. Nothing may be written to the source meanwhile.
 * @returns what was copied, as the target counts it
 * @throws Failure `conflict` when the counts differ; `unavailable` when one of the stores cannot go on
 */
export async function copyTelemetry(source: CopySource, target: TelemetryStore, { from, onPage, onTotal = () => {}, signal }: CopyOptions): Promise<CopiedProject[]> {
  const counts = await storedCounts(source);
  onTotal(sumOf(counts));
  for await (const { state, rows } of copiedPages(source, target, counts, { from, signal })) await onPage(state, rows);
  return verifiedCopy(target, counts);
}

/** How much is stored of each project. */
export async function storedCounts(source: CopySource): Promise<Map<string, StoredCounts>> {
  const counts = new Map<string, StoredCounts>();
  for (const it of await source.storedProjects()) counts.set(it, await source.countStored(it));
  return counts;
}

/** Copies a page whenever the next is asked for. */
export async function* copiedPages(source: CopySource, target: TelemetryStore, counts: ReadonlyMap<string, StoredCounts>, { from, signal }: Pick<CopyOptions, 'from' | 'signal'> = {}): AsyncGenerator<{ state: CopyState; rows: number }> {
  for (const [project_id, count] of counts) {
    for (const table of TABLES) {
      const before = knownOf(from, project_id, table, count[table]);
      if (before.copied > 0) yield { state: before, rows: before.copied };
      if (!before.isDone) yield* copiedTable(source, target, before, signal);
    }
  }
}

/** @throws Failure `conflict` when the target counts otherwise */
export async function verifiedCopy(target: TelemetryStore, counts: ReadonlyMap<string, StoredCounts>): Promise<CopiedProject[]> {
  return Promise.all([...counts].map(([projectId, expected]) => verified(target, projectId, expected)));
}

export function sumOf(counts: ReadonlyMap<string, StoredCounts>): number {
  return [...counts.values()].reduce((sum, it) => sum + TABLES.reduce((rows, table) => rows + it[table], 0), 0);
}

/** What an interrupted copy had done of a table. */
function knownOf(from: CopyState | undefined, project_id: string, table: CopiedTable, count: number): CopyState {
  if (from?.project_id === project_id && from.table === table) return from;
  const isBefore = from !== undefined && (project_id < from.project_id || (project_id === from.project_id && TABLES.indexOf(table) < TABLES.indexOf(from.table)));
  return { project_id, table, copied: isBefore ? count : 0, isDone: isBefore };
}

async function* copiedTable(source: CopySource, target: TelemetryStore, begin: CopyState, signal: AbortSignal | undefined): AsyncGenerator<{ state: CopyState; rows: number }> {
  const { project_id, table } = begin;
  let { after, copied } = begin;
  do {
    signal?.throwIfAborted();
    const page = await PAGES[table](source, target, project_id, after);
    after = page.next;
    copied += page.rows;
    yield { state: { project_id, table, after, copied, isDone: after === undefined }, rows: page.rows };
  } while (after !== undefined);
}

interface CopiedPage { rows: number; next?: CopyState['after'] }

/** Reads a page and writes it. */
const PAGES: Record<CopiedTable, (source: CopySource, target: TelemetryStore, projectId: string, after: CopyState['after']) => Promise<CopiedPage>> = {
  async observations(source, target, projectId, after) {
    const { rows, next } = await source.scanObservations(projectId, { after: after as ScanCursor | undefined, limit: PAGE });
    await target.write({ rows, scores: [] });
    return { rows: rows.length, next };
  },
  async scores(source, target, projectId, after) {
    const { rows, next } = await source.scanScores(projectId, { after: after as string | undefined, limit: PAGE });
    await target.write({ rows: [], scores: rows });
    return { rows: rows.length, next };
  },
  async logs(source, target, projectId, after) {
    const { rows, next } = await source.scanLogs(projectId, { after: after as TimedCursor | undefined, limit: PAGE });
    await target.write({ rows: [], scores: [], logs: rows });
    return { rows: rows.length, next };
  },
  async metric_points(source, target, projectId, after) {
    const { rows, next } = await source.scanMetricPoints(projectId, { after: after as TimedCursor | undefined, limit: PAGE });
    await target.write({ rows: [], scores: [], metricPoints: rows });
    return { rows: rows.length, next };
  },
};

async function verified(target: TelemetryStore, project_id: string, expected: StoredCounts): Promise<CopiedProject> {
  const found = await target.countStored(project_id);
  const wrong = TABLES.filter((it) => found[it] !== expected[it]).map((it) => `${found[it]} ${it.replace('_', ' ')} instead of ${expected[it]}`);
  if (wrong.length === 0) return { project_id, ...found };
  throw new Failure('conflict', `The target holds of project ${project_id} ${wrong.join(', ')}: either something else had been stored there, or the source was written to meanwhile. Stop what writes to it and copy again.`);
}
