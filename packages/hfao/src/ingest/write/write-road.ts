import type { Signal } from '../../model/signal.js';
import type { Micros } from '../../model/time.js';
import type { Log } from '../../runtime/log.js';
import { checkTraces } from '../decode/check-traces.js';
import type { IngestLog } from '../log/ingest-log.js';
import type { ContentEncoding, Encoding, LogRecord } from '../log/record.js';
import { Pending } from './pending.js';
import type { ProjectIds } from './project-ids.js';
import type { Settled, WriteRequest } from './write-request.js';

/** A request that was inflated and found to be decodable. */
export interface CheckedRequest {
  receivedAt: Micros;
  signal: Signal;
  encoding: Encoding;
  contentEncoding: ContentEncoding;
  /** As received. */
  body: Uint8Array;
  /** Given away: its memory moves to the store's thread. The same as `body` where nothing was compressed. */
  inflated: Uint8Array;
  /** The names that its resources give their project. */
  projectNames: readonly string[];
}

export interface WriteRoadDeps {
  ingestLog: IngestLog;
  projects: ProjectIds;
  defaultProjectId: string;
  inflate: (body: Uint8Array, contentEncoding: ContentEncoding) => Uint8Array;
  /** To the store's thread. */
  send: (request: WriteRequest) => void;
  log: Log;
}

/** What of an earlier run may be in memory at a time. */
const REPLAY_BYTES = 16 * 1024 * 1024;

/** The write road as far as the acknowledgement, and what it has promised since: main's half. Requests reach the store in the order of the log. */
export class WriteRoad {
  readonly #live = new Pending();
  readonly #replayed = new Pending();
  /** Accepted while the log of the last run is still read: they come after it. */
  #held: WriteRequest[] | undefined;
  #stopped = false;
  #onSettled: () => void = () => {};

  constructor(readonly deps: WriteRoadDeps) {}

  get isReplaying(): boolean { return this.#held !== undefined; }
  get pendingBytes(): number { return this.#live.bytes + this.#replayed.bytes; }
  get pendingAgeMs(): number { return Math.max(this.#live.ageMs, this.#replayed.ageMs); }

  /** @throws Failure `backpressure` or `overloaded` when no request would be accepted now */
  requireRoom(): void {
    this.#live.admit(0);
  }

  /**
   * Resolves once the request survives a crash: it may be acknowledged.
   * @throws Failure `backpressure`, `overloaded` or `unavailable`; nothing was kept, and the sender should try again
   */
  async accept(request: CheckedRequest): Promise<void> {
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

  /** Everything up to a position is visible or set aside. */
  settled({ position }: Settled): void {
    this.#live.settled(position);
    this.#replayed.settled(position);
    this.#onSettled();
    this.deps.ingestLog.forget(position).catch((error: unknown) => this.deps.log.error({ error }, 'a log file whose requests are stored cannot be deleted'));
  }

  /** Sends what the last run acknowledged and did not store, a bounded part at a time; requests accepted meanwhile follow it. Resolves with how many. */
  async replay(after: number): Promise<number> {
    this.#held = [];
    let count = 0;
    for await (const record of this.deps.ingestLog.replay(after)) {
      const request = await this.#fromLog(record);
      while (this.#replayed.bytes > REPLAY_BYTES && !this.#stopped) await new Promise<void>((resolve) => { this.#onSettled = resolve; });
      if (this.#stopped) return count;   // what is held stays held: it must not overtake what was not sent
      this.#replayed.resume(record.position, request.body.byteLength);
      this.deps.send(request);
      count++;
    }
    const held = this.#held;
    this.#held = undefined;
    for (const request of held) this.deps.send(request);
    return count;
  }

  /** Ends a replay; the log keeps what it did not come to. */
  stop(): void {
    this.#stopped = true;
    this.#onSettled();
  }

  #send(request: WriteRequest): void {
    if (this.#held === undefined) this.deps.send(request);
    else this.#held.push(request);
  }

  async #fromLog(record: LogRecord): Promise<WriteRequest> {
    const { position, receivedAt, signal, encoding, projectId } = record;
    const request = { position, receivedAt, signal, encoding, projectId };
    try {
      const inflated = this.deps.inflate(record.body, record.contentEncoding);
      const projects = await this.deps.projects.of(checkTraces(inflated, encoding).projectNames);
      return { ...request, body: ownBuffer(inflated), projects };
    } catch (error) {
      // It was checked once. Whatever it is now, the store's thread will read it, or set it aside with a reason.
      this.deps.log.error({ error, position }, 'a request of the last run does not pass its check any more');
      return { ...request, body: ownBuffer(record.body), projects: {} };
    }
  }
}

/** Memory that can be given away: a small Buffer may be a view of a pool that others use too. */
function ownBuffer(bytes: Uint8Array): ArrayBuffer {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer && bytes.byteLength === buffer.byteLength) return buffer;
  return new Uint8Array(bytes).buffer;
}
