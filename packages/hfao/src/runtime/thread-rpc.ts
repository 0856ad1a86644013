import { callerSignal, forCaller } from './caller.js';
import { Failure, type FailureCode } from './errors.js';

/** Either end of a worker thread: a Worker, or its parentPort. */
export interface Port {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: never) => void): unknown;
}

type Method = (...args: never[]) => Promise<unknown>;
/** Methods and notices by name; an interface works as one. */
export type Methods<T> = { [K in keyof T]: Method };
export type Notices<T> = { [K in keyof T]: (value: T[K]) => void };

export interface ThreadLink<RemoteMethods extends Methods<RemoteMethods>, RemoteNotices> {
  /**
   * Runs a method on the other side. Failures keep their code on the way; any other error keeps its stack and the system's code.
   * Called for a caller (caller.ts), it runs there for one too, who has gone when this one has.
   */
  call<M extends keyof RemoteMethods & string>(method: M, ...args: Parameters<RemoteMethods[M]>): ReturnType<RemoteMethods[M]>;
  /** Tells the other side, without an answer. What is in `transfer` is gone from this side. */
  post<N extends keyof RemoteNotices & string>(notice: N, value: RemoteNotices[N], transfer?: readonly ArrayBuffer[]): void;
  /** The other side is gone: every call in hand and to come fails with this. */
  break(error: Error): void;
}

type Message =
  | { kind: 'call'; id: number; method: string; args: never[]; hasCaller: boolean }
  /** The caller of a call has gone. */
  | { kind: 'gone'; id: number }
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'error'; id: number; error: SentError }
  | { kind: 'notice'; name: string; value: never };

type SentError =
  | { failure: FailureCode; message: string; field?: string; retryAfterSeconds?: number }
  | { failure?: undefined; message: string; code?: string; stack?: string };

/** Joins two threads; both sides call it. A call begins on the other side as soon as its message is read, in order. */
export function linkThread<RemoteMethods extends Methods<RemoteMethods>, RemoteNotices, Local extends Methods<Local>, LocalNotices>(
  port: Port,
  local: { methods: Local; notices: Notices<LocalNotices> },
): ThreadLink<RemoteMethods, RemoteNotices> {
  const inHand = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  /** Of the calls that run here. */
  const callers = new Map<number, AbortController>();
  let nextId = 1;
  let broken: Error | undefined;

  port.on('message', (message: Message) => {
    switch (message.kind) {
      case 'call': void run(message); break;
      case 'gone': callers.get(message.id)?.abort(); break;
      case 'notice': local.notices[message.name as keyof LocalNotices](message.value); break;
      case 'value': settle(message.id)?.resolve(message.value); break;
      case 'error': settle(message.id)?.reject(received(message.error)); break;
    }
  });

  async function run(message: Message & { kind: 'call' }): Promise<void> {
    const method = local.methods[message.method as keyof Local];
    if (!message.hasCaller) return answer(port, message.id, () => method(...message.args));
    const caller = new AbortController();
    callers.set(message.id, caller);
    await answer(port, message.id, () => forCaller(caller.signal, () => method(...message.args)));
    callers.delete(message.id);
  }

  function settle(id: number) {
    const waiting = inHand.get(id);
    inHand.delete(id);
    return waiting;
  }

  /** Tells the other side when the caller goes before the answer has come. */
  function tellingOf(caller: AbortSignal, id: number, answered: Promise<unknown>): Promise<unknown> {
    const tell = () => port.postMessage({ kind: 'gone', id });
    if (caller.aborted) tell();
    caller.addEventListener('abort', tell, { once: true });
    return answered.finally(() => caller.removeEventListener('abort', tell));
  }

  return {
    call(method, ...args) {
      const id = nextId++;
      const caller = callerSignal();
      const answered = new Promise((resolve, reject) => {
        if (broken !== undefined) return reject(broken);
        inHand.set(id, { resolve, reject });
        port.postMessage({ kind: 'call', id, method, args, hasCaller: caller !== undefined });
      });
      return (caller === undefined ? answered : tellingOf(caller, id, answered)) as ReturnType<RemoteMethods[typeof method]>;
    },
    post: (name, value, transfer) => port.postMessage({ kind: 'notice', name, value }, transfer),
    break(error) {
      broken = error;
      for (const waiting of inHand.values()) waiting.reject(error);
      inHand.clear();
    },
  };
}

async function answer(port: Port, id: number, work: () => Promise<unknown>): Promise<void> {
  try {
    port.postMessage({ kind: 'value', id, value: await work() });
  } catch (error) {
    port.postMessage({ kind: 'error', id, error: sent(error) });
  }
}

function sent(error: unknown): SentError {
  if (error instanceof Failure) return { failure: error.code, message: error.message, field: error.field, retryAfterSeconds: error.retryAfterSeconds };
  return error instanceof Error ? { message: error.message, code: (error as NodeJS.ErrnoException).code, stack: error.stack } : { message: String(error) };
}

function received(error: SentError): Error {
  if (error.failure !== undefined) return new Failure(error.failure, error.message, { field: error.field, retryAfterSeconds: error.retryAfterSeconds });
  return Object.assign(new Error(error.message), { stack: error.stack, ...(error.code !== undefined && { code: error.code }) });
}
