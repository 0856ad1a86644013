import { isoTime, type Micros } from '../model/time.js';
import type { Deletion, DeletionEntry } from './known-deletions.js';
import type { Batch } from './store.js';

/** Until when what was received of something stays gone. */
type Times = Map<string, Micros>;
interface Project { all: Micros; traces: Times; sessions: Times; users: Times }

/** A journal of deletions, as far as it matters here. */
export interface DeletionNotes { readonly deletions: readonly Deletion[]; add(entry: DeletionEntry): void }

/** Knows what was deleted, and takes out of batches what was received before that: requests that waited, and what the ingest log replays. */
export class ForgottenRows {
  readonly #projects = new Map<string, Project>();
  readonly #journal: DeletionNotes;

  constructor(journal: DeletionNotes) {
    this.#journal = journal;
    this.refresh();
  }

  /** After the journal has changed. */
  refresh(): void {
    this.#projects.clear();
    for (const { project_id, subject, at, traces } of this.#journal.deletions) {
      if (subject.kind === 'age') continue;
      const project = this.#of(project_id);
      for (const it of traces) note(project.traces, it, at);
      if (subject.kind === 'project') project.all = Math.max(project.all, at);
      if (subject.kind === 'session') note(project.sessions, subject.session_id, at);
      if (subject.kind === 'user') note(project.users, subject.user_id, at);
    }
  }

  /** The batch without what must stay gone; the same where nothing was ever deleted of its projects. A session's or user's trace that was not known yet goes whole, too. */
  strain(batch: Batch): Batch {
    if (this.#projects.size === 0) return batch;
    this.#noteTraces(batch);
    const stays = <T extends { project_id: string; trace_id?: string | null; session_id?: string | null; user_id?: string | null }>(timeOf: (it: T) => Micros) => (it: T) => !this.#isGone(it, timeOf(it));
    return {
      ...batch,
      rows: batch.rows.filter(stays((it) => it.ingested_at)),
      scores: batch.scores.filter((it) => !this.#isGoneAt(it, it.timestamp)),
      logs: batch.logs?.filter(stays((it) => it.ingested_at)),
      metricPoints: batch.metricPoints?.filter(stays((it) => it.ingested_at)),
    };
  }

  #noteTraces({ rows }: Batch): void {
    for (const row of rows) {
      const project = this.#projects.get(row.project_id);
      if (project === undefined || row.ingested_at <= (project.traces.get(row.trace_id) ?? -1) || !this.#isGone(row, row.ingested_at)) continue;
      const deletion = this.#journal.deletions.find(({ project_id, subject, at }) => project_id === row.project_id && at >= row.ingested_at
        && ((subject.kind === 'session' && subject.session_id === row.session_id) || (subject.kind === 'user' && subject.user_id === row.user_id)));
      if (deletion === undefined) continue;
      this.#journal.add({ more: deletion.deletion_id, traces: [row.trace_id] });
      note(project.traces, row.trace_id, deletion.at);
    }
  }

  #isGone({ project_id, trace_id, session_id, user_id }: { project_id: string; trace_id?: string | null; session_id?: string | null; user_id?: string | null }, time: Micros): boolean {
    const project = this.#projects.get(project_id);
    return project !== undefined && (time <= project.all || isGone(project.traces, trace_id, time) || isGone(project.sessions, session_id, time) || isGone(project.users, user_id, time));
  }

  #isGoneAt({ project_id, trace_id, session_id }: { project_id: string; trace_id: string; session_id: string | null }, time: string): boolean {
    const project = this.#projects.get(project_id);
    if (project === undefined) return false;
    const latest = Math.max(project.all, project.traces.get(trace_id) ?? -1, session_id === null ? -1 : project.sessions.get(session_id) ?? -1);
    return latest >= 0 && time <= isoTime(latest);
  }

  #of(projectId: string): Project {
    let found = this.#projects.get(projectId);
    if (found === undefined) this.#projects.set(projectId, found = { all: -1, traces: new Map(), sessions: new Map(), users: new Map() });
    return found;
  }
}

function note(times: Times, key: string, at: Micros): void {
  times.set(key, Math.max(at, times.get(key) ?? -1));
}

function isGone(times: Times, key: string | null | undefined, time: Micros): boolean {
  return key !== null && key !== undefined && time <= (times.get(key) ?? -1);
}
