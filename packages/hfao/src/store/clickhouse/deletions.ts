import type { ClickHouseClient } from '@clickhouse/client';
import type { BodyId } from '../../model/body-ref.js';
import type { ForgetCounts, ForgetSubject, PendingDeletion } from '../../model/forgetting.js';
import type { Micros } from '../../model/time.js';
import type { ForgottenRows } from '../forgotten-rows.js';
import { newDeletion, type Deletion } from '../known-deletions.js';
import type { TidyOutcome, UnfinishedDeletion } from '../store-keeping.js';
import { bodiesIn } from './body-refs.js';
import type { DeletionJournal } from './deletion-journal.js';
import { hide, partsOf, survey, tracesOf, type Survey } from './forget.js';
import type { Mutations } from './mutations.js';
import { TABLES } from './schema.js';
import { Parameters } from './sql.js';
import type { Writer } from './writer.js';

interface DeletionsDeps { client: ClickHouseClient; writer: Writer; journal: DeletionJournal; forgotten: ForgottenRows; mutations: Mutations }

const NOTHING: TidyOutcome = { did: 'nothing', more: false };

/** Takes rows out of every read: noted in the journal, then hidden table by table between batches, and later out of the files. What a crash parts is finished when the store opens. */
export class Deletions {
  #step: Promise<TidyOutcome> | undefined;

  constructor(private readonly deps: DeletionsDeps) {}

  /** Before anything is read or written. */
  async finish(): Promise<void> {
    for (const it of this.#notHidden()) await this.#hide(it);
  }

  async count(projectId: string, subject: ForgetSubject, at: Micros): Promise<ForgetCounts> {
    const { client } = this.deps;
    return (await survey(client, newDeletion(projectId, subject, at, await tracesOf(client, projectId, subject)))).counts;
  }

  /** @throws Failure `unavailable` when it cannot be noted now, or not be carried out now: then {@link step} goes on with it */
  async forget(projectId: string, subject: ForgetSubject, at: Micros): Promise<{ deletion_id: string; counts: ForgetCounts }> {
    const { client, writer } = this.deps;
    const { deletion, found } = await writer.exclusive(async () => {
      const deletion = newDeletion(projectId, subject, at, await tracesOf(client, projectId, subject));
      return { deletion, found: await this.#note(deletion) };
    });
    await this.#hide(deletion);
    return { deletion_id: deletion.deletion_id, counts: found.counts };
  }

  /** What has passed its time. */
  async expire(deletions: readonly Deletion[]): Promise<void> {
    for (const it of deletions) await this.deps.writer.exclusive(() => this.#note(it));
    for (const it of deletions) await this.#hide(it);
  }

  /** Those of which parts, bodies or copies elsewhere still hold something. */
  pending(): PendingDeletion[] {
    const { known } = this.deps.journal;
    return known.all.map((it): PendingDeletion => ({
      deletion_id: it.deletion_id, project_id: it.project_id, files: it.files.length,
      files_left: known.isCleaned(it.deletion_id) ? 0 : it.files.length, elsewhere_left: !known.isFinished(it.deletion_id),
    })).filter((it) => it.files_left > 0 || it.elsewhere_left);
  }

  unfinished(): Promise<UnfinishedDeletion | undefined> {
    return this.deps.journal.known.unfinished((projectId, ids) => this.inUse(projectId, ids));
  }

  inUse(projectId: string, ids: readonly BodyId[]): Promise<BodyId[]> {
    return ids.length === 0 ? Promise.resolve([]) : bodiesIn(this.deps.client, (it: Parameters) => `project_id = ${it.text(projectId)}`, ids);
  }

  async finished(deletionId: string): Promise<void> {
    await this.deps.journal.write({ finished: deletionId });
  }

  /** Goes on with what could not be hidden, then takes what is hidden out of the files. Two callers share a step. */
  step(): Promise<TidyOutcome> {
    this.#step ??= this.#next().finally(() => { this.#step = undefined; });
    return this.#step;
  }

  /** Ends the step in hand; it begins anew another time. */
  async close(): Promise<void> {
    this.deps.mutations.stop();
    await this.#step?.catch(() => {});
  }

  async #next(): Promise<TidyOutcome> {
    const { journal, mutations } = this.deps;
    const [visible] = this.#notHidden();
    if (visible !== undefined) {
      await this.#hide(visible);
      return { did: 'cleaned', more: true };
    }
    const unclean = journal.deletions.filter((it) => !journal.known.isCleaned(it.deletion_id));
    if (unclean.length === 0) return NOTHING;
    for (const table of [...Object.keys(TABLES), 'observation_costs']) await mutations.clean(table);
    for (const { deletion_id } of unclean) await journal.write({ cleaned: deletion_id });
    return { did: 'cleaned', more: false };
  }

  #notHidden(): Deletion[] {
    const { journal } = this.deps;
    return journal.deletions.filter((it) => !journal.known.isHidden(it.deletion_id));
  }

  /** Between two batches: from here on it will happen, whatever comes. */
  async #note(deletion: Deletion): Promise<Survey> {
    const { client, journal, forgotten } = this.deps;
    const found = await survey(client, deletion);
    deletion.bodies = found.bodies;
    if (deletion.subject.kind !== 'age') deletion.files = found.tables;
    await journal.write({ deletion });
    forgotten.refresh();
    return found;
  }

  async #hide(deletion: Deletion): Promise<void> {
    const { client, mutations, writer, journal } = this.deps;
    for (const part of partsOf(deletion)) await writer.exclusive((inserts) => hide({ client, mutations }, inserts, part));
    await journal.write({ hidden: deletion.deletion_id });
  }
}
