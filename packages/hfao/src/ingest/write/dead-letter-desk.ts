import type { DeadLetter } from '../../model/dead-letter.js';
import { isoTime } from '../../model/time.js';
import { Failure } from '../../runtime/errors.js';
import { checkExport } from '../decode/check-export.js';
import type { LetterHead } from './dead-letters.js';
import type { CheckedRequest } from './ingest-buffer.js';
import type { UnpackDeps } from './unpack.js';

/** Where letters lie: on the store's thread, or in a test's own folder. */
export interface LetterBox {
  /** Oldest first. */
  list(): Promise<LetterHead[]>;
  get(letterId: string): Promise<{ head: LetterHead; body: Uint8Array } | undefined>;
  remove(letterId: string): Promise<void>;
}

export interface DeadLetterDeskDeps {
  letters: LetterBox;
  append: (request: CheckedRequest) => Promise<void>;
  inflate: UnpackDeps['inflate'];
  /** Whose letters those are that could not be read, so that nobody knows whose items they hold. */
  defaultProjectId: string;
}

/** Dead letters as projects see them: each only those that hold lost items of its own. */
export class DeadLetterDesk {
  /** @param count letters that are there at the start */
  constructor(readonly deps: DeadLetterDeskDeps, public count = 0) {}

  /** Oldest first. */
  async list(projectId: string): Promise<DeadLetter[]> {
    const heads = await this.deps.letters.list();
    return heads.filter((it) => this.#isOf(it, projectId)).map((it) => shown(it, projectId));
  }

  /** @throws Failure `not_found` */
  async get(projectId: string, letterId: string): Promise<DeadLetter> {
    return shown((await this.#existing(projectId, letterId)).head, projectId);
  }

  /**
   * The whole request, inflated.
   * @throws Failure `not_found`; `forbidden` for one that holds what belongs to other projects
   */
  async body(projectId: string, letterId: string): Promise<Uint8Array> {
    const { head, body } = await this.#existing(projectId, letterId);
    requireOwn(head, projectId, 'its body is not shown');
    return this.deps.inflate(body, head.record.contentEncoding);
  }

  /**
   * Sends the whole request down the write road again, as if it had just been received; what of it is stored already replaces itself.
   * The letter goes once the request is safe again: if it fails again there is a new one.
   * @throws Failure `not_found`, or as {@link IngestBuffer.append} does
   */
  async replay(projectId: string, letterId: string): Promise<void> {
    const { head, body } = await this.#existing(projectId, letterId);
    const { receivedAt, signal, encoding, contentEncoding } = head.record;
    const kept = new Uint8Array(body);   // memory of its own, that can move on
    const inflated = await this.deps.inflate(kept, contentEncoding);
    await this.deps.append({ receivedAt, signal, encoding, contentEncoding, body: kept, inflated: inflated === kept ? new Uint8Array(kept) : inflated, projectNames: namesIn(inflated, head) });
    await this.#remove(letterId);
  }

  /**
   * @returns false where there is no such letter in this project (any more)
   * @throws Failure `forbidden` for one that holds what belongs to other projects
   */
  async drop(projectId: string, letterId: string): Promise<boolean> {
    const found = await this.deps.letters.get(letterId);
    if (found === undefined || !this.#isOf(found.head, projectId)) return false;
    requireOwn(found.head, projectId, 'it is not dropped');
    await this.#remove(letterId);
    return true;
  }

  async #remove(letterId: string): Promise<void> {
    await this.deps.letters.remove(letterId);
    this.count = Math.max(0, this.count - 1);
  }

  async #existing(projectId: string, letterId: string): Promise<{ head: LetterHead; body: Uint8Array }> {
    const found = await this.deps.letters.get(letterId);
    if (found === undefined || !this.#isOf(found.head, projectId)) throw new Failure('not_found', `There is no dead letter ${letterId.slice(0, 60)} in this project (list_dead_letters shows those that are).`, { field: 'letter_id' });
    return found;
  }

  #isOf({ lost }: LetterHead, projectId: string): boolean {
    return Object.keys(lost).length === 0 ? projectId === this.deps.defaultProjectId : lost[projectId] !== undefined;
  }
}

/** What could not be read is the default project's, whatever it holds. */
const othersIn = ({ lost }: LetterHead, projectId: string) => Object.keys(lost).some((it) => it !== projectId);

function requireOwn(head: LetterHead, projectId: string, what: string): void {
  if (othersIn(head, projectId)) throw new Failure('forbidden', `The dead letter ${head.letterId} holds items of other projects too, so ${what} here. Replay it: then each project has its own again, or a letter for what still fails.`, { field: 'letter_id' });
}

function shown(head: LetterHead, projectId: string): DeadLetter {
  const { letterId, reason, failedAt, bodyBytes, lost, record } = head;
  const { count, items } = lost[projectId] ?? { count: 0, items: [] };
  return {
    letter_id: letterId, reason, failed_at: failedAt, received_at: isoTime(record.receivedAt), signal: record.signal, encoding: record.encoding,
    body_bytes: bodyBytes, lost_items: count, items, is_shared: othersIn(head, projectId),
  };
}

function namesIn(inflated: Uint8Array, { record: { signal, encoding } }: LetterHead): readonly string[] {
  try {
    return checkExport(signal, inflated, encoding).projectNames;
  } catch {
    return [];   // it will be set aside again, by who reads it
  }
}
