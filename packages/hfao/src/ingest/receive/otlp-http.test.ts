import Fastify, { type FastifyInstance } from 'fastify';
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { compress } from '@bokuweb/zstd-wasm';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Failure } from '../../runtime/errors.js';
import { makeLog } from '../../runtime/log.js';
import { prepareZstd } from '../../runtime/zstd.js';
import { readTraces } from '../decode/read-traces.js';
import { bytes, field, fixed64, ids, keyValue, nestedLists, requestOf, SPAN_ID, TRACE_ID } from '../decode/conformance/wire.js';
import type { IngestObserver, ReceivedRequest } from './ingest-observer.js';
import { otlpHttp } from './otlp-http.js';
import type { AcceptedRequest } from './receive-export.js';

const MIB = 1024 * 1024;
const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';
const ONE_SPAN = requestOf(ids);
const ONE_SPAN_JSON = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE_ID.toString('hex'), spanId: SPAN_ID.toString('hex') }] }] }] });

class Notes implements IngestObserver {
  readonly receivedRequests: ReceivedRequest[] = [];
  readonly refusals: [string, string][] = [];
  received(request: ReceivedRequest) { this.receivedRequests.push(request); }
  refused(code: string, message: string) { this.refusals.push([code, message]); }
}

let app: FastifyInstance;
let url: string;
let accepted: AcceptedRequest[];
let isFull: boolean;
let notes: Notes;
let refuseWith: Error | undefined;
let untilSafe: Promise<void> | undefined;

beforeEach(async () => {
  accepted = [];
  isFull = false;
  notes = new Notes();
  refuseWith = undefined;
  untilSafe = undefined;
  app = Fastify({ logger: false, forceCloseConnections: true });
  await app.register(otlpHttp, {
    maxBodyBytes: 16 * MIB, observer: notes, log: makeLog('silent'), now: () => 1_700_000_000_000_000,
    requireRoom: () => { if (isFull) throw new Failure('backpressure', 'The buffer is full.'); },
    accept: async (request) => {
      if (refuseWith !== undefined) throw refuseWith;
      accepted.push(request);
      await untilSafe;
    },
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterEach(() => app.close());

async function post(body: string | Uint8Array | undefined, headers: Record<string, string>, path = '/v1/traces') {
  const response = await fetch(url + path, { method: 'POST', body: body as RequestInit['body'], headers });
  const answer = Buffer.from(await response.arrayBuffer());
  return { status: response.status, type: response.headers.get('content-type'), retryAfter: response.headers.get('retry-after'), answer, json: () => JSON.parse(answer.toString()) as unknown };
}

const postProtobuf = (body: Uint8Array, headers: Record<string, string> = {}) => post(body, { 'content-type': PROTOBUF, ...headers });
const postJson = (body: string, headers: Record<string, string> = {}) => post(body, { 'content-type': JSON_TYPE, ...headers });

/** google.rpc.Status, read by hand: code (1), message (2). */
const status = (code: number, message: string) => bytes(0x08, code, field(2, message));

describe('POST /v1/traces', () => {
  it('accepts protobuf, plain and compressed, and answers with an empty response in protobuf', async () => {
    await prepareZstd();
    const ways = [[ONE_SPAN, 'identity'], [gzipSync(ONE_SPAN), 'gzip'], [Buffer.from(compress(ONE_SPAN)), 'zstd'], [deflateSync(ONE_SPAN), 'deflate'], [deflateRawSync(ONE_SPAN), 'deflate']] as const;
    for (const [body, contentEncoding] of ways) {
      const response = await postProtobuf(body, contentEncoding === 'identity' ? {} : { 'content-encoding': contentEncoding });

      expect(response).toMatchObject({ status: 200, type: PROTOBUF });
      expect(response.answer).toHaveLength(0);
      const request = accepted.at(-1)!;
      expect(request).toMatchObject({ encoding: 'protobuf', contentEncoding, receivedAt: 1_700_000_000_000_000, check: { itemCount: 1, rejectedCount: 0 } });
      expect([Buffer.from(request.raw), Buffer.from(request.inflated)]).toEqual([body, ONE_SPAN]);
    }
    expect(notes.receivedRequests).toHaveLength(5);
  });

  it('accepts JSON with parameters in its content type and answers in JSON', async () => {
    const response = await postJson(ONE_SPAN_JSON, { 'content-type': 'application/json; charset=utf-8' });

    expect(response).toMatchObject({ status: 200, type: JSON_TYPE });
    expect(response.json()).toEqual({});
    expect(accepted).toMatchObject([{ encoding: 'json' }]);
  });

  it('answers only after the request is safe', async () => {
    let release = () => {};
    untilSafe = new Promise((resolve) => { release = resolve; });
    let isAnswered = false;

    const response = postProtobuf(ONE_SPAN).finally(() => { isAnswered = true; });
    await expect.poll(() => accepted.length).toBe(1);
    await soon();

    expect(isAnswered).toBe(false);
    release();
    expect(await response).toMatchObject({ status: 200 });
  });

  it('takes what the official exporter sends', async () => {
    const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, compression: 'gzip' as never });
    const span = {
      name: 'exported', kind: 0, spanContext: () => ({ traceId: TRACE_ID.toString('hex'), spanId: SPAN_ID.toString('hex'), traceFlags: 1 }), startTime: [1, 0], endTime: [2, 0], duration: [1, 0], ended: true,
      status: { code: 0 }, attributes: {}, links: [], events: [], resource: { attributes: {} }, instrumentationScope: { name: 'test' }, droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0,
    };

    const result = await new Promise<{ code: number }>((resolve) => { exporter.export([span as never], resolve); });
    await exporter.shutdown();

    const names: string[] = [];
    readTraces(accepted[0].inflated, 'protobuf', (it) => names.push(it.name));
    expect(result.code).toBe(0);
    expect(names).toEqual(['exported']);
    expect(accepted[0].contentEncoding).toBe('gzip');
  });

  it('takes an empty body as a valid request without spans', async () => {
    expect(await postProtobuf(Buffer.alloc(0))).toMatchObject({ status: 200 });
    expect(await postJson('')).toMatchObject({ status: 200 });
    expect(await postJson('{"resourceSpans":[]}')).toMatchObject({ status: 200 });
    expect(await postProtobuf(gzipSync(''), { 'content-encoding': 'gzip' })).toMatchObject({ status: 200 });

    expect(accepted).toEqual([]);
    expect(notes.receivedRequests).toHaveLength(4);
  });

  it('names refused spans in a partial success, in both encodings', async () => {
    const bad = bytes(field(1, Buffer.alloc(16)), field(2, SPAN_ID), field(5, 'no trace'));
    const message = `1 of 2 spans were refused: "no trace" (trace ${'0'.repeat(32)}, span b7ad6b7169203331): its trace id is all zero.`;

    const inProtobuf = await postProtobuf(requestOf(ids, bad));
    const inJson = await postJson(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: 'zz', spanId: 'ab', name: 'odd' }] }] }] }));

    expect(inProtobuf.status).toBe(200);
    expect(inProtobuf.answer).toEqual(field(1, bytes(0x08, 1, field(2, message))));
    expect(accepted).toHaveLength(1);
    expect(inJson.json()).toEqual({ partialSuccess: { rejectedSpans: '1', errorMessage: '1 of 1 spans were refused: "odd" (trace zz, span ab): its trace id is not 16 bytes long.' } });
    expect(notes.receivedRequests.map((it) => it.check.rejectedCount)).toEqual([1, 1]);
  });

  it('refuses a span that is nested too deep, and only it', async () => {
    const deep = bytes(ids, field(9, keyValue('k', nestedLists(1000))));

    const response = await postProtobuf(requestOf(deep, ids));

    expect(response.status).toBe(200);
    expect(response.answer.toString()).toContain('nested deeper than 100 levels');
    expect(accepted).toHaveLength(1);
  });

  it('takes text that is not UTF-8', async () => {
    expect(await postProtobuf(requestOf(bytes(ids, field(5, Buffer.from([0xff, 0xfe])))))).toMatchObject({ status: 200 });
    expect(accepted).toHaveLength(1);
  });

  it('answers 400 to what cannot be decoded, in the encoding of the request', async () => {
    const inProtobuf = await postProtobuf(Buffer.from([0x0a, 0x05, 0x01]));
    const inJson = await postJson('{"resourceSpans":[');

    const message = 'The body is not an OTLP trace request in protobuf: a length goes beyond the message it is in, at byte 1 of 3.';
    expect(inProtobuf).toMatchObject({ status: 400, type: PROTOBUF, retryAfter: null, answer: status(3, message) });
    expect(inJson).toMatchObject({ status: 400, type: JSON_TYPE });
    expect(inJson.json()).toEqual({ code: 3, message: 'The body is not an OTLP trace request in JSON: the JSON ends too early, at byte 18 of 18.' });
    expect(notes.refusals).toHaveLength(2);
    expect(notes.refusals[0]).toEqual(['undecodable', message]);
  });

  it('answers 400 to gzip that is cut off, or none', async () => {
    const zipped = gzipSync(ONE_SPAN);

    expect(await postProtobuf(zipped.subarray(0, -9), { 'content-encoding': 'gzip' })).toMatchObject({ status: 400, type: PROTOBUF });
    expect(await postProtobuf(ONE_SPAN, { 'content-encoding': 'gzip' })).toMatchObject({ status: 400 });
    expect(notes.refusals.map(([code]) => code)).toEqual(['undecodable', 'undecodable']);
  });

  it('answers 415 to other content types and encodings, naming what is accepted', async () => {
    const wrongType = await post('hello', { 'content-type': 'text/plain' });
    const noType = await post(new Uint8Array([1]), {});
    const brokenType = await post('x', { 'content-type': 'nonsense' });
    const brotli = await postProtobuf(ONE_SPAN, { 'content-encoding': 'br' });

    expect(wrongType).toMatchObject({ status: 415, type: JSON_TYPE });
    expect(wrongType.json()).toEqual({ code: 3, message: 'The Content-Type is "text/plain"; OTLP over HTTP is application/x-protobuf or application/json.' });
    expect([noType.status, brokenType.status]).toEqual([415, 415]);
    expect(brotli).toMatchObject({ status: 415, type: PROTOBUF });
    expect(brotli.answer.toString()).toContain('one of gzip, zstd, deflate and identity is accepted');
    expect(await postProtobuf(ONE_SPAN, { 'content-encoding': 'gzip, gzip' })).toMatchObject({ status: 415 });
  });

  it('answers 413 to an inflation bomb, soon and without the memory', async () => {
    const bomb = gzipSync(Buffer.alloc(500 * MIB));
    const bombs = Buffer.concat(Array.from({ length: 20 }, () => bomb));   // ten gigabytes of zeros in ten megabytes
    const rssBefore = process.memoryUsage().rss;
    const before = performance.now();

    const response = await postProtobuf(bombs, { 'content-encoding': 'gzip' });

    expect(response).toMatchObject({ status: 413, type: PROTOBUF });
    expect(response.answer.toString()).toContain('larger than 16777216 bytes after inflation');
    expect(performance.now() - before).toBeLessThan(2000);
    expect(process.memoryUsage().rss - rssBefore).toBeLessThan(100 * MIB);
  });

  it('answers 413 to a body that is too long, announced or not', async () => {
    const announced = await postProtobuf(Buffer.alloc(16 * MIB + 1));
    const { response } = await sendChunked(Array.from({ length: 40 }, () => Buffer.alloc(MIB)));

    expect(announced).toMatchObject({ status: 413, type: PROTOBUF });
    expect(response.statusCode).toBe(413);
  });

  it('takes a body of exactly the limit', async () => {
    const body = bytes(ONE_SPAN, field(9, Buffer.alloc(16 * MIB - ONE_SPAN.length - 5)));

    expect(body).toHaveLength(16 * MIB);
    expect(await postProtobuf(body)).toMatchObject({ status: 200 });
    expect(await postProtobuf(gzipSync(body), { 'content-encoding': 'gzip' })).toMatchObject({ status: 200 });
  });

  it('takes a body in chunks', async () => {
    const { response } = await sendChunked([ONE_SPAN.subarray(0, 3), ONE_SPAN.subarray(3, 20), ONE_SPAN.subarray(20)]);

    expect(response.statusCode).toBe(200);
    expect(Buffer.from(accepted[0].raw)).toEqual(ONE_SPAN);
  });

  it('lets a sender that asks first continue', async () => {
    const request = open({ 'content-length': String(ONE_SPAN.length), expect: '100-continue' });
    request.flushHeaders();
    await once(request, 'continue');

    const response = await finish(request, ONE_SPAN);

    expect(response.statusCode).toBe(200);
  });

  it('forgets a request whose sender goes away, and serves the next', async () => {
    const request = open({ 'content-length': '1000' });
    request.on('error', () => {});
    request.write(Buffer.alloc(100));
    await soon();
    request.destroy();

    await expect.poll(() => notes.refusals).toEqual([['invalid_input', 'The sender closed the connection after 100 bytes, before the body was complete.']]);
    expect(await postProtobuf(ONE_SPAN)).toMatchObject({ status: 200 });
    expect(accepted).toHaveLength(1);
  });

  it('ends the connection of a sender that does not stop', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    const closed = new Promise((resolve) => { socket.on('close', resolve); });
    socket.write(`POST /v1/traces HTTP/1.1\r\nhost: localhost\r\ncontent-type: ${PROTOBUF}\r\ncontent-length: 1000000000\r\n\r\n`);
    const zeros = Buffer.alloc(MIB);
    const more = () => { if (!socket.destroyed) socket.write(zeros, more); };
    more();

    await closed;

    expect(notes.refusals.map(([code]) => code)).toEqual(['too_large']);
  });

  it('answers other methods with 405', async () => {
    const response = await fetch(`${url}/v1/traces`);

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ code: 12 });
    expect((await fetch(`${url}/v1/traces`, { method: 'HEAD' })).status).toBe(405);
    expect((await fetch(`${url}/v1/traces`, { method: 'PUT', body: 'x' })).status).toBe(405);
  });

  it('refuses an overload before it looks at the body', async () => {
    isFull = true;

    const answer = await postProtobuf(Buffer.from('this would be a 400'));

    expect(answer).toMatchObject({ status: 429, retryAfter: '1' });
  });

  it('hands on when to try again', async () => {
    refuseWith = new Failure('backpressure', 'The buffer is full.', { retryAfterSeconds: 2 });
    expect(await postProtobuf(ONE_SPAN)).toMatchObject({ status: 429, retryAfter: '2', answer: status(8, 'The buffer is full.') });

    refuseWith = new Failure('unavailable', 'The disk is full.');
    expect(await postJson(ONE_SPAN_JSON)).toMatchObject({ status: 503, retryAfter: '1', type: JSON_TYPE });

    refuseWith = new Failure('forbidden', 'Too many projects.');
    expect(await postProtobuf(ONE_SPAN)).toMatchObject({ status: 403, retryAfter: null });
    expect(notes.refusals.map(([code]) => code)).toEqual(['backpressure', 'unavailable', 'forbidden']);
    expect(notes.receivedRequests).toEqual([]);
  });

  it('says nothing of a bug but that there is one', async () => {
    refuseWith = new TypeError('secret detail');

    const response = await postJson(ONE_SPAN_JSON);

    expect(response.status).toBe(500);
    expect(response.answer.toString()).not.toContain('secret');
  });
});

describe('POST /v1/logs and /v1/metrics', () => {
  const logs = field(1, field(2, field(2, fixed64(1, 1_700_000_000_000_000_000n)), field(2)));
  const metrics = field(1, field(2, field(2, field(1, 'tokens'), field(5, field(1, fixed64(3, 1_700_000_000_000_000_000n)), field(1)))));

  it('are accepted as what they are, with a partial success in the message of their own', async () => {
    const logsAnswer = await post(logs, { 'content-type': PROTOBUF }, '/v1/logs');
    const metricsAnswer = await post(metrics, { 'content-type': PROTOBUF }, '/v1/metrics');

    expect(logsAnswer.answer).toEqual(field(1, bytes(0x08, 1, field(2, '1 of 2 log records were refused: "" (trace none, span none): it has no time, no body, no attributes and no event name.'))));
    expect(metricsAnswer.answer).toEqual(field(1, bytes(0x08, 1, field(2, '1 of 2 data points were refused: "tokens": it has no time.'))));
    expect(accepted).toMatchObject([{ signal: 'logs', check: { itemCount: 2, rejectedCount: 1 } }, { signal: 'metrics', check: { itemCount: 2, rejectedCount: 1 } }]);
    expect(notes.receivedRequests.map((it) => it.signal)).toEqual(['logs', 'metrics']);
  });

  it('name the count of what they refuse in JSON', async () => {
    const logsAnswer = await post('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{}]}]}]}', { 'content-type': JSON_TYPE }, '/v1/logs');
    const metricsAnswer = await post('{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"n","sum":{"dataPoints":[{"asInt":"x","timeUnixNano":"5000"}]}}]}]}]}', { 'content-type': JSON_TYPE }, '/v1/metrics');

    expect(logsAnswer.json()).toMatchObject({ partialSuccess: { rejectedLogRecords: '1' } });
    expect(metricsAnswer.json()).toEqual({ partialSuccess: { rejectedDataPoints: '1', errorMessage: '1 of 1 data points were refused: "n": asInt is not a 64-bit signed integer.' } });
    expect(accepted).toEqual([]);
  });

  it('say what a body was taken for when it cannot be decoded', async () => {
    const logsAnswer = await post(Buffer.from([0x0a, 0x05, 0x01]), { 'content-type': PROTOBUF }, '/v1/logs');
    const metricsAnswer = await post('[]', { 'content-type': JSON_TYPE }, '/v1/metrics');

    expect(logsAnswer).toMatchObject({ status: 400, answer: status(3, 'The body is not an OTLP log request in protobuf: a length goes beyond the message it is in, at byte 1 of 3.') });
    expect(metricsAnswer.json()).toEqual({ code: 3, message: 'The body is not an OTLP metric request in JSON: it is not an object.' });
  });

  it('answer other methods with 405', async () => {
    expect((await fetch(`${url}/v1/logs`)).status).toBe(405);
    expect((await fetch(`${url}/v1/metrics`, { method: 'PUT', body: 'x' })).headers.get('allow')).toBe('POST');
  });
});

function open(headers: Record<string, string>): ClientRequest {
  return httpRequest(`${url}/v1/traces`, { method: 'POST', headers: { 'content-type': PROTOBUF, ...headers } });
}

async function finish(request: ClientRequest, last?: Uint8Array): Promise<IncomingMessage> {
  const answered = once(request, 'response');
  request.end(last);
  const [response] = await answered as [IncomingMessage];
  response.resume();
  return response;
}

async function sendChunked(chunks: Uint8Array[]): Promise<{ response: IncomingMessage }> {
  const request = open({ 'transfer-encoding': 'chunked' });
  for (const chunk of chunks) request.write(chunk);
  const response = await finish(request);
  if (!request.writableFinished) await once(request, 'finish');   // the answer may come before everything is sent
  return { response };
}

const soon = () => new Promise((resolve) => { setTimeout(resolve, 50); });
