import type { DuckDBConnection } from '@duckdb/node-api';
import type { ForgetCounts, ForgetSubject, PendingDeletion } from '../../model/forgetting.js';
import type { Micros } from '../../model/time.js';
import type { ForgottenRows } from '../forgotten-rows.js';
import { newDeletion, type Deletion } from '../known-deletions.js';
import type { UnfinishedDeletion } from '../store-keeping.js';
import { referenced } from './body-refs.js';
import type { AtCrashPoint } from './crash-points.js';
import type { DeletionJournal } from './deletion-journal.js';
import { countRows, deleteFrom, survey, tracesOf, type Survey } from './forget.js';
import { segmentFile } from './segment-name.js';
import type { Segment } from './segment.js';
import type { Segments } from './segments.js';
import { integerLiteral } from './sql.js';
import type { StillThere } from './warm/warm-days.js';
import { writeFailure } from './write-failure.js';
import type { Writer } from './writer.js';

interface DeletionsDeps {
  segments: Segments;
  writer: Writer;
  journal: DeletionJournal;
  forgotten: ForgottenRows;
  /** For reading what a deletion is about. */
  connection: DuckDBConnection;
  atCrashPoint: AtCrashPoint;
}

/** Takes rows out of every read: noted in the journal, then deleted segment by segment between batches. What a crash parts is finished when the store opens. */
export class Deletions {
  constructor(private readonly deps: DeletionsDeps) {}

  /** Before anything is read or written. */
  async finish(): Promise<void> {
    const { journal, segments } = this.deps;
    for (const it of journal.deletions.filter(({ deletion_id }) => !journal.known.isHidden(deletion_id))) await this.#hide([it], segments.all);
  }

  async count(projectId: string, subject: ForgetSubject, at: Micros): Promise<ForgetCounts> {
    const { segments, connection } = this.deps;
    return segments.reading(async (all) => (await survey(connection, all, newDeletion(projectId, subject, at, await tracesOf(connection, all, projectId, subject)))).counts);
  }

  /** @throws Failure `unavailable` when it cannot be noted now, and then nothing is deleted; when something cannot be deleted it is finished at the next start */
  async forget(projectId: string, subject: ForgetSubject, at: Micros): Promise<{ deletion_id: string; counts: ForgetCounts }> {
    const { segments, writer, connection } = this.deps;
    try {
      const known = new Map(segments.all.map((it) => [it, it.revision]));
      const traces = new Set(await segments.reading((all) => tracesOf(connection, all, projectId, subject)));
      const { deletion, found } = await writer.exclusive(async (writing) => {
        const changed = segments.all.filter((it) => known.get(it) !== it.revision);
        for (const it of await tracesOf(writing, changed, projectId, subject)) traces.add(it);
        const deletion = newDeletion(projectId, subject, at, [...traces]);
        return { deletion, found: await this.#note(writing, deletion) };
      });
      await this.#hide([deletion], [...found.holders.keys()]);
      return { deletion_id: deletion.deletion_id, counts: found.counts };
    } catch (error) {
      throw writeFailure(error);
    }
  }

  /** What has passed its time; segments of which nothing stays are dropped whole. */
  async expire(deletions: readonly Deletion[]): Promise<void> {
    const { writer, segments } = this.deps;
    const rows = new Map<Segment, { leaving: number; revision: number }>();
    try {
      for (const deletion of deletions) {
        await writer.exclusive(async (writing) => {
          for (const [segment, count] of (await this.#note(writing, deletion)).holders) {
            const { leaving, revision } = rows.get(segment) ?? { leaving: 0, revision: segment.revision };
            rows.set(segment, { leaving: leaving + count, revision });
          }
        });
      }
      for (const [segment, { leaving, revision }] of rows) {
        if (segments.isAtRest(segment) && segment.revision === revision && leaving === await this.#rowsIn(segment)) await this.drop(segment, revision);
      }
      await this.#hide(deletions, [...rows.keys()]);
    } catch (error) {
      throw writeFailure(error);
    }
  }

  /** Removes a segment at rest as a file, unless it has changed since. The journal knows that it is not missing. */
  async drop(segment: Segment, revision: number): Promise<void> {
    const { writer, segments, journal, atCrashPoint } = this.deps;
    const isDropped = await writer.exclusive(async (writing) => {
      if (segment.revision !== revision || !segments.all.includes(segment)) return false;
      const { active } = segments;
      if (active.position < segments.position) {
        active.isDirty = true;
        await writing.run(`UPDATE ${active.database}.segment SET "position" = ${integerLiteral(segments.position)}`);
        active.position = segments.position;
      }
      journal.add({ dropped: [segment.name.first, segment.name.last] });
      atCrashPoint('segment noted as dropped');
      if (segment.changes !== undefined) segment.changes.everything = true;
      segments.leaveOut(segment);
      return true;
    });
    if (!isDropped) return;
    await segments.remove([segment]);
    atCrashPoint('segment dropped');
  }

  /** Deletions of which files or bodies still hold something; what has passed its time goes when its segment is merged. */
  pending(): PendingDeletion[] {
    const { journal } = this.deps;
    const present = this.#presentFiles();
    return journal.deletions.map((it): PendingDeletion => ({
      deletion_id: it.deletion_id, project_id: it.project_id, files: it.files.length,
      files_left: it.files.filter((file) => present.has(file)).length, elsewhere_left: !journal.known.isFinished(it.deletion_id),
    })).filter((it) => it.files_left > 0 || it.elsewhere_left);
  }

  /** The oldest segment whose file holds what was deleted on demand. */
  unclean(): Segment | undefined {
    const files = new Set(this.deps.journal.deletions.flatMap((it) => it.files));
    return this.deps.segments.all.find((it) => files.has(segmentFile(it.name)));
  }

  async unfinished(): Promise<UnfinishedDeletion | undefined> {
    const { journal, segments, connection } = this.deps;
    return journal.known.unfinished((projectId, ids) => segments.reading((all) => referenced(connection, all, projectId, ids)));
  }

  /** What of a project was deleted on demand and may lie elsewhere yet. */
  stillThere(projectId: string): StillThere {
    const { journal } = this.deps;
    const open = journal.deletions.filter((it) => it.project_id === projectId && it.subject.kind !== 'age' && !journal.known.isFinished(it.deletion_id));
    return { traces: open.flatMap((it) => it.traces), more: open.some((it) => it.subject.kind !== 'trace') };
  }

  /** Nothing of it is left outside of the files. */
  finished(deletionId: string): void {
    this.deps.journal.add({ finished: deletionId });
  }

  /** Between two batches: from here on it will happen, whatever comes. */
  async #note(connection: DuckDBConnection, deletion: Deletion): Promise<Survey> {
    const { journal, forgotten, segments, atCrashPoint } = this.deps;
    const found = await survey(connection, segments.all, deletion);
    deletion.bodies = found.bodies;
    if (deletion.subject.kind !== 'age') deletion.files = [...found.holders.keys()].map((it) => segmentFile(it.name));
    journal.add({ deletion });
    forgotten.refresh();
    atCrashPoint('deletion noted');
    return found;
  }

  async #hide(deletions: readonly Deletion[], holders: readonly Segment[]): Promise<void> {
    const { segments, writer, journal, atCrashPoint } = this.deps;
    for (const segment of holders) {
      await writer.exclusive(async (writing) => {
        if (!segments.all.includes(segment)) return;
        for (const it of deletions) await deleteFrom(writing, segment, it);
      });
      atCrashPoint('rows deleted');
    }
    for (const { deletion_id } of deletions) journal.add({ hidden: deletion_id });
    atCrashPoint('deletion visible');
  }

  async #rowsIn(segment: Segment): Promise<number> {
    return this.deps.segments.reading(() => countRows(this.deps.connection, segment));
  }

  #presentFiles(): Set<string> {
    return new Set(this.deps.segments.all.map((it) => segmentFile(it.name)));
  }
}
