import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveSurfaces, type Served } from '../../test/served-surfaces.js';
import type { Job } from '../model/job.js';
import { anObservation } from '../store/conformance/an-observation.js';

let served: Served;
const call = async (method: string, path: string, body: unknown) => {
  const response = await fetch(`${served.url}/api/v1/projects/default${path}`, { method, headers: { 'content-type': 'application/json' }, body: body === undefined ? undefined : JSON.stringify(body) });
  return { status: response.status, body: await response.json() as Record<string, never> };
};

beforeAll(async () => {
  served = await serveSurfaces();
  const rows = Array.from({ length: 150 }, (_, i) => anObservation({
    project_id: served.project.id, input: i % 3 === 0 ? JSON.stringify({ text: `from jane.doe@example.com, number ${i}, and bob@example.org` }) : 'nothing', attributes: ['db.password', 'hunter22!', 'n', String(i)], tags: i === 1 ? ['203.0.113.9'] : null,
  }));
  await served.write(rows);
});
afterAll(() => served.close());

async function dryRun(input: Record<string, unknown>): Promise<Job> {
  const { body } = await call('POST', '/redaction/dry-run', input);
  for (let job = body.job as Job; ; ({ job } = (await call('GET', `/jobs/${job.job_id}`, undefined)).body)) {
    if (job.state !== 'running') return job;
    await sleep(10);
  }
}

describe('redaction_dry_run', () => {
  it('counts what would be taken out, shows masked examples and changes nothing', async () => {
    const job = await dryRun({});

    expect(job).toMatchObject({ state: 'done', done: 150, total: 150, result: { observations: 150, 'found.email': 100, 'found.bearer': 150, 'found.ip': 1 } });
    const { examples } = job.result as { examples: { field: string; kind: string; excerpt: string }[] };
    expect(examples).toHaveLength(20);
    expect(examples).toContainEqual(expect.objectContaining({ field: 'input', kind: 'email', excerpt: '{"text":"from j***@e***, number 0, and b***@e***"}' }));
    expect(examples).toContainEqual(expect.objectContaining({ field: 'attributes.db.password', kind: 'bearer', excerpt: 'h***' }));
    expect(JSON.stringify(job)).not.toMatch(/jane|bob@|hunter/);
    expect((await dryRun({})).result).toEqual(job.result);
  });

  it('takes another profile, a limit and a range', async () => {
    const profile = { kinds: [], custom: [{ kind: 'number', pattern: 'number \\d+' }] };

    expect((await dryRun({ profile, limit: 30 })).result).toMatchObject({ observations: 10, 'found.number': 10 });
    expect(await dryRun({ to: '2020-01-01T00:00:00Z' })).toMatchObject({ done: 0, result: { observations: 0 } });
  });
});

describe('test_redaction', () => {
  it('answers with what would be stored', async () => {
    const { body } = await call('POST', '/redaction/test', { text: 'write to ada@example.com' });

    expect(body).toEqual({ text: 'write to [REDACTED:email]', redactions: [{ kind: 'email', count: 1 }] });
  });

  it('tells that Presidio cannot be asked', async () => {
    const { status, body } = await call('POST', '/redaction/test', { text: 'Ada', profile: { presidio: { url: 'http://127.0.0.1:9' } } });

    expect(status).toBe(503);
    expect(body).toMatchObject({ error: { code: 'unavailable', message: expect.stringContaining('127.0.0.1:9') } });
  });
});

it('refuses settings with a pattern that is none, and names it', async () => {
  const { status, body } = await call('PATCH', '/settings', { redaction: { custom: [{ kind: 'ok', pattern: 'a' }, { kind: 'bad', pattern: '(?=a)' }] } });

  expect(status).toBe(400);
  expect(body).toMatchObject({ error: { code: 'invalid_input', field: 'redaction.custom.1.pattern' } });
  expect((await call('GET', '/settings', undefined)).body).toMatchObject({ settings: { redaction: null } });
});
