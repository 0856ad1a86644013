import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import protobuf from 'protobufjs';
import { Grammar } from './grammar.mjs';

const recordings = new URL('../fixtures/otlp/', import.meta.url);
const schemas = protobuf.loadSync(['trace.proto', 'logs.proto', 'metrics.proto'].map((it) => fileURLToPath(new URL(`../../src/ingest/decode/conformance/${it}`, import.meta.url))));
const REQUESTS = { traces: 'ExportTraceServiceRequest', logs: 'ExportLogsServiceRequest', metrics: 'ExportMetricsServiceRequest' };

/** Where mutation begins: what senders really sent, and what the grammar makes. @returns {Record<'traces' | 'logs' | 'metrics', {protobuf: Buffer[], json: Buffer[]}>} */
export function seedBodies(random, made = 300) {
  const recorded = recordedRequests();
  const grammar = new Grammar(attributeKeys(recorded), random);
  return Object.fromEntries(Object.keys(REQUESTS).map((signal) => {
    const requests = [...recorded.filter((it) => it.signal === signal).map((it) => it.request), ...Array.from({ length: made }, () => grammar.request(signal))];
    return [signal, { protobuf: requests.map((it) => encodeProtobuf(signal, it)), json: requests.map(encodeJson) }];
  }));
}

function recordedRequests() {
  return readdirSync(recordings).filter((it) => it.endsWith('.json') && !it.endsWith('.expected.json')).map((file) => {
    const request = withBytes(JSON.parse(readFileSync(new URL(file, recordings), 'utf8')));
    return { signal: request.resourceLogs !== undefined ? 'logs' : request.resourceMetrics !== undefined ? 'metrics' : 'traces', request };
  });
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** OTLP/JSON as plain data: its ids are hex, its bytes base64. */
function withBytes(value, field = '') {
  if (Array.isArray(value)) return value.map((it) => withBytes(it));
  if (typeof value === 'object' && value !== null) return Object.fromEntries(Object.entries(value).map(([name, it]) => [name, withBytes(it, name)]));
  if (typeof value !== 'string') return value;
  return IDS.has(field) ? Buffer.from(value, 'hex') : field === 'bytesValue' ? Buffer.from(value, 'base64') : value;
}

function encodeProtobuf(signal, request) {
  const type = schemas.lookupType(`otlp.${REQUESTS[signal]}`);
  return Buffer.from(type.encode(type.fromObject(request)).finish());
}

function encodeJson(request) {
  return Buffer.from(JSON.stringify(request, function write(field, value) {
    const given = this[field];   // Buffer has a toJSON of its own
    if (Buffer.isBuffer(given)) return given.toString(field === 'bytesValue' ? 'base64' : 'hex');
    return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  }));
}

function attributeKeys(recorded) {
  const keys = new Set(['__proto__', 'event.name']);
  const look = (value) => {
    if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return;
    if (typeof value.key === 'string') keys.add(value.key);
    Object.values(value).forEach(look);
  };
  recorded.forEach((it) => look(it.request));
  return [...keys];
}
