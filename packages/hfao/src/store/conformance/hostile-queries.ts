import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Failure } from '../../runtime/errors.js';
import { aLog, aPoint } from './a-log.js';
import { anObservation, aScore, NEW_YEAR, traceId } from './an-observation.js';
import { ATTACKS, type Attack } from './hostile-sql.js';
import type { Subject } from './telemetry-store.js';

const MARKER = 'STOLEN-4f1c9e';
const MAX_MS = 5_000;

/** @param more in the backend's own words; atOnce as many as it lets in at a time */
export function hostileQueries(subject: Subject, { more = [], atOnce = 1 }: { more?: readonly Attack[]; atOnce?: number } = {}): void {
  const attacks = [...ATTACKS, ...more];
  it(`keeps ${attacks.length} hostile queries in their project and in time, while writes go on`, { timeout: 900_000 }, async () => {
    const { store } = await subject.open();
    await store.write({ rows: ['mine', 'theirs'].flatMap((it) => rowsOf(it)), ...aboutThem() });
    const writing = new AbortController();
    const written = writeOn(store, writing.signal);

    const wrong: string[] = [];
    const left = [...attacks];
    const attack = async ({ sql, must }: Attack) => {
      const startMs = performance.now();
      const { told, refused } = await outcome(store.runSql('mine', { sql, limit: 200 }));
      const ms = performance.now() - startMs;
      const short = `${sql.slice(0, 200)} => ${told.slice(0, 300)}`;
      if (told.includes(MARKER) || told.includes('theirs')) wrong.push(`leaks: ${short}`);
      if (/^internal|root:|segment_0|\/telemetry/i.test(told) && !/segment|telemetry/i.test(sql)) wrong.push(`tells too much: ${short}`);
      if (ms > MAX_MS) wrong.push(`takes ${Math.round(ms)} ms: ${short}`);
      if (must === 'be refused' && !refused) wrong.push(`is not refused: ${short}`);
    };
    await Promise.all(Array.from({ length: atOnce }, async () => { for (let it = left.shift(); it !== undefined; it = left.shift()) await attack(it); }));
    writing.abort();

    expect(wrong).toEqual([]);
    expect((await written).slowestMs).toBeLessThan(MAX_MS);
    expect(await store.countObservations('writer', {})).toBe((await written).count);
    expect(await store.countObservations('theirs', {})).toBe(rowsOf('theirs').length);
    await store.close();
  });
}

/** What a caller gets to see. Only what is expected may go wrong. */
async function outcome(answer: Promise<unknown>): Promise<{ told: string; refused: boolean }> {
  try {
    return { told: JSON.stringify(await answer), refused: false };
  } catch (error) {
    if (error instanceof Failure) return { told: error.message, refused: error.code === 'invalid_input' };
    return { told: `internal: ${String(error)}`, refused: false };
  }
}

/** What is theirs differs from what is mine in every way that an expression could trip over. */
function rowsOf(project_id: string) {
  const theirs = project_id === 'theirs';
  return Array.from({ length: 400 }, (_, i) => anObservation({
    project_id, trace_id: traceId(`${project_id}-${i >> 2}`), start_time: NEW_YEAR + i * 1000, name: theirs ? MARKER : `step ${i}`,
    model: theirs ? MARKER : '5', user_id: theirs ? MARKER : 'ada', session_id: theirs ? MARKER : 'mine', input: theirs ? `${MARKER} ${'a'.repeat(2_000)}` : String(i), output: theirs ? MARKER : 'aab'.repeat(500),
    total_tokens: theirs ? Number.MAX_SAFE_INTEGER : 1, usage_counted: true, tags: theirs ? [MARKER] : ['x', 'y'], metadata: ['k', theirs ? MARKER : 'v'], attributes: ['k', theirs ? MARKER : 'v'],
    status: theirs ? 'error' : 'ok', status_message: theirs ? MARKER : null, environment: theirs ? MARKER : 'test',
  }));
}

function aboutThem() {
  const of = <T>(make: (project_id: string, text: string) => T) => [make('mine', 'fine'), make('theirs', MARKER)];
  return {
    scores: of((project_id, text) => aScore({ project_id, trace_id: traceId(`${project_id}-1`), name: text, string_value: text, comment: text })),
    logs: of((project_id, text) => aLog({ project_id, body: text, event_name: text })),
    metricPoints: of((project_id, text) => aPoint({ project_id, name: text, description: text })),
  };
}

async function writeOn(store: Subject['store'], signal: AbortSignal): Promise<{ count: number; slowestMs: number }> {
  let count = 0;
  let slowestMs = 0;
  while (!signal.aborted) {
    const startMs = performance.now();
    await store.write({ rows: Array.from({ length: 20 }, () => anObservation({ project_id: 'writer' })), scores: [] });
    slowestMs = Math.max(slowestMs, performance.now() - startMs);
    count += 20;
    await sleep(50);
  }
  return { count, slowestMs };
}
