import { readFileSync } from 'node:fs';
import { readTraces } from '../src/ingest/decode/read-traces.js';
import type { LogRecord } from '../src/ingest/decode/log-record.js';
import { normalizeLogRecord } from '../src/ingest/normalize/log-record.js';
import { normalize } from '../src/ingest/normalize/normalize.js';
import type { AttributeValue } from '../src/model/attribute-value.js';
import { toObservation, type Observation } from '../src/model/observation.js';
import type { Score } from '../src/model/score.js';
import { settleUsage } from '../src/model/usage.js';
import { FIXTURES } from './fixture-expectations.js';

const RECEIVED_AT = 1_800_000_000_000_000;

export interface Normalized { observation: Observation; scores: Score[] }

/** What one recorded request becomes, in the order of its spans or log records, its usage settled. */
export function normalizedFixture(file: string): Normalized[] {
  return file.endsWith('.logs.json') ? normalizedLogs(file) : normalizedSpans(file);
}

function normalizedSpans(file: string): Normalized[] {
  const normalized: Normalized[] = [];
  readTraces(readFileSync(new URL(file, FIXTURES)), 'json', (span, resource, scope) => {
    const scores: Score[] = [];
    const row = normalize(span, resource, scope, { projectId: 'p', receivedAt: RECEIVED_AT, scores });
    normalized.push({ observation: toObservation(row), scores });
  });
  const settled = settleUsage(normalized.map((it) => it.observation));
  return normalized.map(({ scores }, i) => ({ observation: settled[i], scores }));
}

function normalizedLogs(file: string): Normalized[] {
  return logRecords(JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'))).map(({ record, scopeName }) => {
    const scores: Score[] = [];
    const scope = { name: scopeName, version: '', attributes: {}, schemaUrl: '' };
    const row = normalizeLogRecord(record, { attributes: {}, schemaUrl: '' }, scope, { projectId: 'p', receivedAt: RECEIVED_AT, scores });
    return { observation: toObservation(row!), scores };
  });
}

interface JsonValue { stringValue?: string; intValue?: string; doubleValue?: number; boolValue?: boolean; arrayValue?: { values?: JsonValue[] }; kvlistValue?: { values?: JsonAttribute[] } }
interface JsonAttribute { key: string; value: JsonValue }
interface JsonLogs {
  resourceLogs: { scopeLogs: { scope: { name: string }; logRecords: { timeUnixNano: string; severityNumber: number; traceId: string; spanId: string; eventName: string; attributes: JsonAttribute[] }[] }[] }[];
}

/** As much OTLP/JSON as the recorded log records need. */
function logRecords(logs: JsonLogs): { record: LogRecord; scopeName: string }[] {
  return logs.resourceLogs.flatMap((resource) => resource.scopeLogs).flatMap(({ scope, logRecords: records }) => records.map((it) => ({
    scopeName: scope.name,
    record: {
      traceId: it.traceId, spanId: it.spanId, time: Number(it.timeUnixNano) / 1000, severity: it.severityNumber, eventName: it.eventName, body: null,
      attributes: Object.fromEntries(it.attributes.map(({ key, value }) => [key, plainValue(value)])),
    },
  })));
}

function plainValue(value: JsonValue): AttributeValue {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainValue);
  if (value.kvlistValue) return Object.fromEntries((value.kvlistValue.values ?? []).map((it) => [it.key, plainValue(it.value)]));
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? (value.intValue === undefined ? null : Number(value.intValue));
}
