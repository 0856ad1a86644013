import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogEntry } from '../src/model/log-entry.js';
import type { Observation } from '../src/model/observation.js';
import type { Score } from '../src/model/score.js';
import { compared, expectedOf, FIXTURES, recordedRequests } from './fixture-expectations.js';
import { ServerProcess } from './server-process.js';

const files = recordedRequests().filter((it) => !it.endsWith('.logs.json'));
const logFiles = recordedRequests().filter((it) => it.endsWith('.logs.json'));

interface Sent { resourceSpans: { scopeSpans: { spans: { traceId: string; spanId: string }[] }[] }[] }
interface SentLogs { resourceLogs: { scopeLogs: { logRecords: { traceId: string; spanId: string; eventName: string; timeUnixNano: string }[] }[] }[] }
interface Trace { observations: Observation[]; scores: Score[] }

const dataDir = mkdtempSync(join(tmpdir(), 'hfao-fixtures-'));
let server: ServerProcess;
beforeAll(async () => { server = await ServerProcess.start(dataDir); });
afterAll(async () => {
  await server?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('a recorded request, sent and read back', () => {
  it.concurrent.each(files)('%s', async (file) => {
    const body = readFileSync(new URL(file, FIXTURES), 'utf8');
    const project = file.replace(/[^a-z0-9]+/g, '-');

    await send(body, project);
    const shown = await readBack(JSON.parse(body) as Sent, project);

    for (const it of expectedOf(file)) {
      const { observation, scores } = shown.get(it.spanId!)!;
      const both = compared(observation, scores, it);
      expect(both.shown).toEqual(both.wanted);
    }
  });
});

describe.each(['otel_genai', 'openinference'])('a recorded request, exported in the terms of %s and sent again', (convention) => {
  it.concurrent.each(files)('%s', async (file) => {
    const sent = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8')) as Sent;
    const project = file.replace(/[^a-z0-9]+/g, '-');   // where the tests above have sent it
    const again = `${project}-${convention}`.slice(-60).replace(/^[^a-z]+/, '');
    const before = await readBack(sent, project);

    for (const traceId of traceIds(sent)) {
      const { otlp } = await server.get<{ otlp: object }>(`/api/v1/projects/${project}/traces/${traceId}/export?convention=${convention}`);
      await send(JSON.stringify(otlp), again);
    }
    const after = await readBack(sent, again);

    for (const [id, { observation }] of before) expect(fields(after.get(id)!.observation)).toEqual(fields(observation));
  });
});

/** All but what is about the way here, and attributes: what a convention has no word for comes in another's beside it. */
function fields({ project_id: _project, event_version: _version, ingested_at: _ingested, dialect: _dialect, mapping: _mapping, usage_details: _details, warnings: _warnings, attributes: _attributes, ...rest }: Observation): object {
  // A body is named by its content and the key of its project.
  return JSON.parse(JSON.stringify(rest).replaceAll(/hfao-body:[a-p]{40}/g, 'hfao-body')) as object;
}

describe('recorded log records, sent and read back', () => {
  it.concurrent.each(logFiles)('%s', async (file) => {
    const body = readFileSync(new URL(file, FIXTURES), 'utf8');
    const project = file.replace(/[^a-z0-9]+/g, '-');
    const records = (JSON.parse(body) as SentLogs).resourceLogs.flatMap((it) => it.scopeLogs).flatMap((it) => it.logRecords);

    await send(body, project, 'logs');
    const { logs } = await whenLogged(project, records.length);

    expect(logs.map((it) => it.event_name).toReversed()).toEqual(records.map((it) => it.eventName));
    for (const expected of expectedOf(file)) {
      const { traceId, spanId, timeUnixNano } = records[expected.logRecord!];
      const { observations, scores } = await whenStored(traceId, 1, project);
      const time = new Date(Number(timeUnixNano.slice(0, -6))).toISOString().slice(0, -1);
      const both = compared(observations[0], scores.filter((it) => it.observation_id === spanId && it.timestamp.startsWith(time)), expected);
      expect(both.shown).toEqual(both.wanted);
    }
  });
});

/** Each in a project of its own: recordings may share ids. */
async function send(body: string, project: string, signal = 'traces'): Promise<void> {
  const request = JSON.parse(body) as Record<string, { resource?: { attributes?: unknown[] } }[]>;
  for (const it of Object.values(request).flat()) it.resource = { attributes: [...(it.resource?.attributes ?? []), { key: 'hfao.project', value: { stringValue: project } }] };
  const response = await fetch(new URL(`/v1/${signal}`, server.at.otlp_http_url), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(request) });
  expect([response.status, await response.json()]).toEqual([200, {}]);
}

function traceIds(sent: Sent): Set<string> {
  return new Set(sent.resourceSpans.flatMap((it) => it.scopeSpans).flatMap((it) => it.spans).map((it) => it.traceId.toLowerCase()));
}

async function readBack(sent: Sent, project: string): Promise<Map<string, { observation: Observation; scores: Score[] }>> {
  const spans = sent.resourceSpans.flatMap((it) => it.scopeSpans).flatMap((it) => it.spans);
  const shown = new Map<string, { observation: Observation; scores: Score[] }>();
  for (const traceId of traceIds(sent)) {
    const count = spans.filter((it) => it.traceId.toLowerCase() === traceId).length;
    const trace = await whenStored(traceId, count, project);
    for (const observation of trace.observations) {
      shown.set(observation.observation_id, { observation, scores: scoresFrom(observation, trace.scores) });
    }
  }
  return shown;
}

async function whenStored(traceId: string, count: number, project: string): Promise<Trace> {
  for (let tries = 0; tries < 200; tries++) {
    const trace = await server.get<Trace>(`/api/v1/projects/${project}/traces/${traceId}`).catch(() => undefined);
    if (trace?.observations.length === count) return trace;
    await sleep(25);
  }
  throw new Error(`trace ${traceId} is not there with its ${count} spans`);
}

async function whenLogged(project: string, count: number): Promise<{ logs: LogEntry[] }> {
  for (let tries = 0; tries < 200; tries++) {
    const page = await server.get<{ logs: LogEntry[] }>(`/api/v1/projects/${project}/logs`).catch(() => undefined);
    if (page?.logs.length === count) return page;
    await sleep(25);
  }
  throw new Error(`project ${project} has not its ${count} log records`);
}

/** What is told of a parent stands on it. */
function scoresFrom(observation: Observation, all: Score[]): Score[] {
  const own = all.filter((it) => it.observation_id === observation.observation_id);
  return own.length > 0 ? own : all.filter((it) => it.observation_id === observation.parent_observation_id);
}
