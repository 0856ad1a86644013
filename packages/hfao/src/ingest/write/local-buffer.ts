import type { Log } from '../../runtime/log.js';
import type { IngestLog } from '../log/ingest-log.js';
import type { CheckedRequest, IngestBuffer } from './ingest-buffer.js';
import { Pending } from './pending.js';
import { ownBuffer, unpack, type UnpackDeps } from './unpack.js';
import type { WriteRequest } from './write-request.js';

export interface LocalBufferDeps extends UnpackDeps {
  ingestLog: IngestLog;
  defaultProjectId: string;
  /** What the store has already. */
  storedPosition: number;
  log: Log;
}

/** What of an earlier run may be in memory at a time. */
const REPLAY_BYTES = 16 * 1024 * 1024;

/**
 * The ingest log of this machine, and what it has promised since the start. A request moves on to the store's thread as soon as it is
 * logged, from memory; the log is read only after a crash. Requests reach the store in the order of the log.
 */
export class LocalBuffer implements IngestBuffer {
  readonly #live = new Pending();
  readonly #replayed = new Pending();
  /** Accepted while the log of the last run is still read: they come after it. */
  #held: WriteRequest[] | undefined = [];
  #take: (request: WriteRequest) => void = () => {};
  #stopped = false;
  #onSettled: () => void = () => {};

  #lastPosition: number;

  constructor(readonly deps: LocalBufferDeps) {
    this.#lastPosition = deps.storedPosition;
  }

  /** The highest that was handed over or is stored. */
  get lastPosition(): number { return this.#lastPosition; }

  requireRoom(): void {
    this.#live.admit(0);
  }

  async append(request: CheckedRequest): Promise<void> {
    const { ingestLog, projects, defaultProjectId } = this.deps;
    const { receivedAt, signal, encoding, contentEncoding, body, inflated } = request;
    const bytes = inflated.byteLength;
    this.#live.admit(bytes);
    let position: number;
    let ids: Record<string, string>;
    try {
      ids = await projects.of(request.projectNames);
      position = await ingestLog.append({ receivedAt, signal, projectId: defaultProjectId, encoding, contentEncoding, body });
    } catch (error) {
      this.#live.release(bytes);
      throw error;
    }
    this.#live.logged(position, bytes);
    this.#send({ position, receivedAt, signal, encoding, body: ownBuffer(inflated), projectId: defaultProjectId, projects: ids });
  }

  settled(position: number): void {
    this.#live.settled(position);
    this.#replayed.settled(position);
    this.#onSettled();
    this.deps.ingestLog.forget(position).catch((error: unknown) => this.deps.log.error({ error }, 'a log file whose requests are stored cannot be deleted'));
  }

  async consume(take: (request: WriteRequest) => void): Promise<void> {
    this.#take = take;
    const count = await this.#replay();
    if (this.#stopped) return;   // what is held stays held: it must not overtake what was not sent
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const request of held) this.#handOver(request);
    if (count > 0) this.deps.log.info({ requests: count }, 'took up what the last run had acknowledged and not stored');
  }

  stop(): void {
    this.#stopped = true;
    this.#onSettled();
  }

  close(): Promise<void> {
    return this.deps.ingestLog.close();
  }

  pending(): { bytes: number; ageMs: number } {
    return { bytes: this.#live.bytes + this.#replayed.bytes, ageMs: Math.max(this.#live.ageMs, this.#replayed.ageMs) };
  }

  waitingFor(): string[] {
    return this.#held === undefined ? [] : ['replay of the ingest log'];
  }

  async #replay(): Promise<number> {
    let count = 0;
    for await (const record of this.deps.ingestLog.replay(this.deps.storedPosition)) {
      const request = await unpack(record, this.deps);
      while (this.#replayed.bytes > REPLAY_BYTES && !this.#stopped) await new Promise<void>((resolve) => { this.#onSettled = resolve; });
      if (this.#stopped) return count;
      this.#replayed.resume(record.position, request.body.byteLength);
      this.#handOver(request);
      count++;
    }
    return count;
  }

  #send(request: WriteRequest): void {
    if (this.#held === undefined) this.#handOver(request);
    else this.#held.push(request);
  }

  #handOver(request: WriteRequest): void {
    this.#lastPosition = request.position;
    this.#take(request);
  }
}
