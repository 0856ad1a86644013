import { Client, credentials, Metadata, status as codes, type ServiceError } from '@grpc/grpc-js';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../runtime/errors.js';
import { makeLog } from '../../runtime/log.js';
import { bytes, field, fixed64, ids, requestOf, SPAN_ID } from '../decode/conformance/wire.js';
import { OtlpGrpc } from './otlp-grpc.js';
import type { AcceptedRequest } from './receive-export.js';

const TRACES = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
const LOGS = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';
const METRICS = '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export';
const HEALTH = '/grpc.health.v1.Health/Check';
const ONE_SPAN = requestOf(ids);
const MAX_BODY_BYTES = 1024 * 1024;

let grpc: OtlpGrpc;
let client: Client;
let accepted: AcceptedRequest[];
let observed: string[];
let refuseWith: Error | undefined;
let isReady: boolean;
let untilSafe: Promise<void> | undefined;

beforeEach(async () => {
  accepted = [];
  observed = [];
  refuseWith = undefined;
  isReady = true;
  untilSafe = undefined;
  grpc = new OtlpGrpc({
    ready: () => isReady,
    receiver: {
      maxBodyBytes: MAX_BODY_BYTES, log: makeLog('silent'), now: () => 5,
      observer: { received: ({ signal, check }) => observed.push(`${signal} ${check.itemCount}`), refused: (code) => observed.push(code) },
      accept: async (request) => {
        if (refuseWith !== undefined) throw refuseWith;
        accepted.push(request);
        await untilSafe;
      },
    },
  });
  await grpc.listen({ host: '127.0.0.1', port: 0 });
  client = clientWith();
});
afterEach(async () => {
  client.close();
  await grpc.close();
});

function clientWith(options: Record<string, number> = {}): Client {
  return new Client(`127.0.0.1:${(grpc.server.address() as AddressInfo).port}`, credentials.createInsecure(), options);
}

const asIs = (it: Buffer) => it;
function call(path: string, message: Uint8Array, from = client): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    from.makeUnaryRequest(path, asIs, asIs, Buffer.from(message), new Metadata(), (error, answer) => (error === null ? resolve(answer!) : reject(error)));
  });
}
const refusal = (path: string, message: Uint8Array): Promise<ServiceError> => call(path, message).then(() => { throw new Error('it was accepted'); }, (error: ServiceError) => error);

describe('OTLP over gRPC', () => {
  it('accepts the three signals and answers with an empty response', async () => {
    const time = fixed64(3, 1_700_000_000_000_000_000n);

    const answers = [
      await call(TRACES, ONE_SPAN),
      await call(LOGS, field(1, field(2, field(2, field(12, 'an.event'))))),
      await call(METRICS, field(1, field(2, field(2, field(1, 'tokens'), field(7, field(1, time), field(1, time)))))),
    ];

    expect(answers).toEqual([Buffer.alloc(0), Buffer.alloc(0), Buffer.alloc(0)]);
    expect(accepted).toMatchObject([{ signal: 'traces', encoding: 'protobuf', contentEncoding: 'identity', receivedAt: 5 }, { signal: 'logs' }, { signal: 'metrics' }]);
    expect(Buffer.from(accepted[0].raw)).toEqual(ONE_SPAN);
    expect(observed).toEqual(['traces 1', 'logs 1', 'metrics 2']);
  });

  it('takes an empty request', async () => {
    expect(await call(LOGS, Buffer.alloc(0))).toEqual(Buffer.alloc(0));
    expect(accepted).toEqual([]);
  });

  it('answers only after the request is safe', async () => {
    let release = () => {};
    untilSafe = new Promise((resolve) => { release = resolve; });
    let isAnswered = false;

    const answer = call(TRACES, ONE_SPAN).finally(() => { isAnswered = true; });
    await expect.poll(() => accepted.length).toBe(1);
    await new Promise((resolve) => { setTimeout(resolve, 50); });

    expect(isAnswered).toBe(false);
    release();
    await answer;
  });

  it('names what it refuses in a partial success', async () => {
    const answer = await call(TRACES, requestOf(ids, bytes(field(2, SPAN_ID), field(5, 'no trace'))));

    expect(answer).toEqual(field(1, bytes(0x08, 1, field(2, '1 of 2 spans were refused: "no trace" (trace none, span b7ad6b7169203331): it has no trace id.'))));
  });

  it('takes messages in gzip, and no more of them than the limit', async () => {
    const zipping = clientWith({ 'grpc.default_compression_algorithm': 2 });

    await call(TRACES, bytes(ONE_SPAN, field(9, Buffer.alloc(MAX_BODY_BYTES - 100))), zipping);
    const tooLarge = await call(TRACES, field(9, Buffer.alloc(2 * MAX_BODY_BYTES)), zipping).catch((error: ServiceError) => error);
    zipping.close();

    expect(accepted).toHaveLength(1);
    expect(tooLarge).toMatchObject({ code: codes.RESOURCE_EXHAUSTED });
    expect((tooLarge as ServiceError).metadata.get('grpc-status-details-bin')).toEqual([]);
  });

  it('says INVALID_ARGUMENT to what cannot be decoded', async () => {
    const error = await refusal(METRICS, Buffer.from([0x0a, 0x05, 0x01]));

    expect(error).toMatchObject({ code: codes.INVALID_ARGUMENT, details: 'The body is not an OTLP metric request in protobuf: a length goes beyond the message it is in, at byte 1 of 3.' });
    expect(error.metadata.get('grpc-status-details-bin')).toEqual([]);
    expect(observed).toEqual(['undecodable']);
  });

  it('says when to try again, in a RetryInfo', async () => {
    const retryInfo = (code: number, message: string, delay: Uint8Array) =>
      bytes(0x08, code, field(2, message), field(3, field(1, 'type.googleapis.com/google.rpc.RetryInfo'), field(2, field(1, delay))));

    refuseWith = new Failure('backpressure', 'The buffer is full.', { retryAfterSeconds: 2.5 });
    const full = await refusal(TRACES, ONE_SPAN);
    refuseWith = new Failure('unavailable', 'The disk is full.');
    const unavailable = await refusal(TRACES, ONE_SPAN);

    expect([full.code, full.details, unavailable.code]).toEqual([codes.RESOURCE_EXHAUSTED, 'The buffer is full.', codes.UNAVAILABLE]);
    expect(full.metadata.get('grpc-status-details-bin')).toEqual([retryInfo(8, 'The buffer is full.', bytes(0x08, 2, 0x10, Buffer.from([0x80, 0xca, 0xb5, 0xee, 0x01])))]);
    expect(unavailable.metadata.get('grpc-status-details-bin')).toEqual([retryInfo(14, 'The disk is full.', bytes(0x08, 1))]);
    expect(observed).toEqual(['backpressure', 'unavailable']);
  });

  it('says nothing of a bug but that there is one', async () => {
    refuseWith = new TypeError('secret detail');

    const error = await refusal(TRACES, ONE_SPAN);

    expect(error.code).toBe(codes.INTERNAL);
    expect(error.message).not.toContain('secret');
  });

  it('knows no other services', async () => {
    expect(await refusal('/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export', ONE_SPAN)).toMatchObject({ code: codes.UNIMPLEMENTED });
  });

  it('tells its health', async () => {
    expect(await call(HEALTH, Buffer.alloc(0))).toEqual(Buffer.from([0x08, 1]));
    expect(await call(HEALTH, field(1, 'opentelemetry.proto.collector.trace.v1.TraceService'))).toEqual(Buffer.from([0x08, 1]));
    expect(await refusal(HEALTH, field(1, 'something'))).toMatchObject({ code: codes.NOT_FOUND });

    isReady = false;
    expect(await call(HEALTH, Buffer.alloc(0))).toEqual(Buffer.from([0x08, 2]));
  });

  it('lets the calls in hand end when it closes', async () => {
    let release = () => {};
    untilSafe = new Promise((resolve) => { release = resolve; });
    const answer = call(TRACES, ONE_SPAN);
    await expect.poll(() => accepted.length).toBe(1);

    const closed = grpc.close();
    release();

    expect(await answer).toEqual(Buffer.alloc(0));
    await closed;
  });
});

describe('the port', () => {
  it('closes at once when nobody ever came', async () => {
    const before = performance.now();

    await grpc.close();

    expect(performance.now() - before).toBeLessThan(500);
  });

  it('rejects with the error of a port that is taken', async () => {
    const other = new OtlpGrpc({ ready: () => true, receiver: { maxBodyBytes: 1, log: makeLog('silent'), observer: { received() {}, refused() {} }, accept: async () => {} } });

    await expect(other.listen({ host: '127.0.0.1', port: (grpc.server.address() as AddressInfo).port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
