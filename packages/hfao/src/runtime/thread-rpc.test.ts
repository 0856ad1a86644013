import { MessageChannel } from 'node:worker_threads';
import { afterEach, expect, it } from 'vitest';
import { callerSignal, forCaller } from './caller.js';
import { Failure } from './errors.js';
import { linkThread, type Port } from './thread-rpc.js';

interface Store { add(a: number, b: number): Promise<number>; fail(kind: 'failure' | 'bug'): Promise<void>; never(): Promise<void>; unclonable(): Promise<unknown>; left(): Promise<string> }
interface Heard { bytes: { body: ArrayBuffer } }

const channels: MessageChannel[] = [];
afterEach(() => { for (const channel of channels.splice(0)) channel.port1.close(); });

function linked(heard: (value: { body: ArrayBuffer }) => void = () => {}) {
  const channel = new MessageChannel();
  channels.push(channel);
  const methods: Store = {
    add: (a, b) => Promise.resolve(a + b),
    fail: (kind) => Promise.reject(kind === 'bug' ? new TypeError('x is undefined') : new Failure('deadline_exceeded', 'narrow the time', { field: 'from', retryAfterSeconds: 7 })),
    never: () => new Promise(() => {}),
    unclonable: () => Promise.resolve(() => 1),
    left: () => {
      const caller = callerSignal();
      if (caller === undefined) return Promise.resolve('nobody');
      return new Promise((resolve) => { caller.addEventListener('abort', () => resolve('gone')); });
    },
  };
  linkThread<object, object, Store, Heard>(channel.port2 as unknown as Port, { methods, notices: { bytes: heard } });
  return linkThread<Store, Heard, object, object>(channel.port1 as unknown as Port, { methods: {}, notices: {} });
}

it('answers each call with its own result', async () => {
  const link = linked();

  const sums = await Promise.all([link.call('add', 1, 2), link.call('add', 3, 4)]);

  expect(sums).toEqual([3, 7]);
});

it('keeps the code, field and retry time of a failure', async () => {
  const failing = linked().call('fail', 'failure');

  await expect(failing).rejects.toMatchObject({ name: 'Failure', code: 'deadline_exceeded', message: 'narrow the time', field: 'from', retryAfterSeconds: 7 });
});

it('shows a bug on the other side as an error that is no failure, with its stack', async () => {
  const error: unknown = await linked().call('fail', 'bug').catch((it: unknown) => it);

  expect(error).not.toBeInstanceOf(Failure);
  expect((error as Error).stack).toContain('thread-rpc.test');
});

it('fails a call whose result cannot cross, rather than leave it waiting', async () => {
  const failing = linked().call('unclonable');

  await expect(failing).rejects.toThrow(/clone/);
});

it('moves bytes instead of copying them', async () => {
  const body = new ArrayBuffer(8);
  const heard = new Promise<{ body: ArrayBuffer }>((resolve) => {
    linked(resolve).post('bytes', { body }, [body]);
  });

  expect((await heard).body.byteLength).toBe(8);
  expect(body.byteLength).toBe(0);
});

it('fails every call when the other side is gone', async () => {
  const link = linked();
  const waiting = link.call('never');

  link.break(new Failure('unavailable', 'the store stopped'));

  await expect(waiting).rejects.toMatchObject({ code: 'unavailable' });
  await expect(link.call('add', 1, 2)).rejects.toMatchObject({ code: 'unavailable' });
});

it('lets a call know on the other side that its caller has gone, and no other call', async () => {
  const link = linked();
  const leaving = new AbortController();
  const calls = [forCaller(leaving.signal, () => link.call('left')), forCaller(new AbortController().signal, () => link.call('left')), link.call('left')];

  leaving.abort();

  expect(await calls[0]).toBe('gone');
  expect(await Promise.race([calls[1], calls[2]])).toBe('nobody');
});

it('lets a call know whose caller had gone before', async () => {
  const left = forCaller(AbortSignal.abort(), () => linked().call('left'));

  expect(await left).toBe('gone');
});
