import { readFileSync } from 'node:fs';
import { readTraces } from '../src/ingest/decode/read-traces.js';
import { readLogs } from '../src/ingest/decode/read-logs.js';
import { normalizeLogRecord } from '../src/ingest/normalize/log-record.js';
import { normalize } from '../src/ingest/normalize/normalize.js';
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
  const normalized: Normalized[] = [];
  readLogs(readFileSync(new URL(file, FIXTURES)), 'json', (record, resource, scope) => {
    const scores: Score[] = [];
    const row = normalizeLogRecord(record, resource, scope, { projectId: 'p', receivedAt: RECEIVED_AT, scores });
    normalized.push({ observation: toObservation(row!), scores });
  });
  return normalized;
}
