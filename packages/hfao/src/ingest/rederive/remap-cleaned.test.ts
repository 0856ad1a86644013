import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { MappingRule } from '../../model/mapping-rule.js';
import { asLogRow } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import { ProjectSettings } from '../../model/project-settings.js';
import { RedactionProfile } from '../../model/redaction.js';
import { makeLog } from '../../runtime/log.js';
import { anObservation } from '../../store/conformance/an-observation.js';
import { openDuckdbStore } from '../../store/duckdb/open.js';
import type { TelemetryStore } from '../../store/store.js';
import { Offloader } from '../offload/collected-bodies.js';
import { largeStage } from '../offload/large-stage.js';
import { mediaStage } from '../offload/media-stage.js';
import { pricerOf } from '../price/pricer.js';
import { ProjectRedaction } from '../redact/project-redaction.js';
import { Pipelines, type Tally } from '../write/pipelines.js';
import { Rederiver } from './rederiver.js';

/* Mapping again with all stages on, as the server has them: what was cleaned or moved to the body store at ingest stays so. */

const directory = mkdtempSync(join(tmpdir(), 'hfao-remap-cleaned-'));
const secretKey = randomBytes(32);
const keyring = { activeId: 'key_1', keys: { key_1: randomBytes(32) } };
let store: TelemetryStore;
beforeAll(async () => {
  store = await openDuckdbStore({ directory, memoryLimitMb: 256, threads: 1, log: makeLog('silent') });
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

let projects = 0;
const LARGE = 'a long question of ada@example.org '.repeat(3000);
const rule = (it: Partial<MappingRule> & Pick<MappingRule, 'field' | 'from'>) => MappingRule.parse({ name: 'r', ...it });

/** Rows stored as ingest stores them, and a way to map them again under other settings. */
async function ingested(settings: Partial<ProjectSettings>, rows: Partial<ObservationRow>[]) {
  const project = `project-${++projects}`;
  const offloader = new Offloader(project, () => keyring);
  const pipelines = new Pipelines((projectId, { redaction, price_overrides }) => [
    mediaStage(offloader), pricerOf(price_overrides), ...new ProjectRedaction(projectId, redaction ?? RedactionProfile.parse({ kinds: [] }), secretKey).observations<Tally>([largeStage(offloader)]),
  ]);
  const decide = (parts: Partial<ProjectSettings>) => { pipelines.put(project, ProjectSettings.parse(parts)); };
  decide(settings);
  const given = rows.map((it) => anObservation({ project_id: project, ...it }));
  for (const row of given) for (const stage of pipelines.of(project).stages) stage(row, { redactions: {}, offloaded: 0 });
  await store.write({ rows: given.map((it) => (it.source === 'log' ? asLogRow(it) : it)), scores: [] });
  const rederiver = new Rederiver({ store, pipelines, keep: async () => {} });
  const read = () => Promise.all(given.map(async (it) => (await store.observation(project, it.trace_id, it.observation_id))!));
  return { decide, read, remap: async () => (await rederiver.remapPage(project, { dryRun: false })).found };
}

const redaction = RedactionProfile.parse({});

it('keeps references to bodies, whatever other attributes and rules say of the payload', async () => {
  const { decide, read, remap } = await ingested({ redaction }, [
    { type: 'GENERATION', input: LARGE, output: LARGE, attributes: ['my.user', 'ada', 'input.value', 'displaced', 'my.output', 'other'], mapping: '{"input":"gen_ai.input.messages","output":"gen_ai.output.messages"}' },
  ]);
  const [before] = await read();
  const untouched = await remap();
  decide({ redaction, mapping_rules: [rule({ name: 'who', field: 'user_id', from: { attribute: 'my.user' } }), rule({ name: 'out', field: 'output', from: { attribute: 'my.output' } })] });

  const ruled = await remap();

  expect(before).toMatchObject({ input: null, input_ref: expect.stringMatching(/^hfao-body:/) as string, output: null });
  expect(before.input_preview).toContain('[REDACTED:email]');
  expect(untouched).toMatchObject({ changed: 0, unchanged: 1 });
  expect(ruled).toMatchObject({ changed: 1, 'changed.user_id': 1 });
  expect(await read()).toEqual([{ ...before, user_id: 'ada', mapping: '{"input":"gen_ai.input.messages","output":"gen_ai.output.messages","user_id":"rule:who"}' }]);
  expect(await remap()).toMatchObject({ changed: 0, unchanged: 1 });
});

it.each([false, true])('cleans nothing twice (hashes: %s)', async (hash_only) => {
  const profile = RedactionProfile.parse({ hash_only });
  const { decide, read, remap } = await ingested({ redaction: profile }, [
    { input: 'Mail ada@example.org, call +14155552671', metadata: ['mail', 'ada@example.org'], status_message: 'for ada@example.org', attributes: ['my.session', 's1', 'my.mail', 'ada@example.org'] },
  ]);
  const [before] = await read();
  decide({ redaction: profile, mapping_rules: [rule({ name: 's', field: 'session_id', from: { attribute: 'my.session' } }), rule({ name: 'm', field: 'user_id', from: { attribute: 'my.mail' } })] });

  await remap();

  const clean = hash_only ? /^\[SHA256:[0-9a-f]{16}\]$/ : /^\[REDACTED:email\]$/;
  expect(JSON.stringify(before)).not.toContain('example.org');
  expect(await read()).toEqual([{ ...before, session_id: 's1', user_id: expect.stringMatching(clean) as string, mapping: '{"session_id":"rule:s","user_id":"rule:m"}' }]);
  expect(await remap()).toMatchObject({ changed: 0, unchanged: 1 });
});

it('cleans what it changes by the settings of today, in rows that logs have a part in too', async () => {
  const at = { trace_id: 'ab'.repeat(16), observation_id: 'cd'.repeat(8) };
  const { decide, read, remap } = await ingested({}, [
    { ...at, metadata: ['mail', 'ada@example.org'], attributes: ['my.session', 's1'], input: LARGE },
    { ...at, source: 'log', type: 'EVENT', status: 'unset', output: 'said to ada@example.org' },
  ]);
  decide({ redaction, mapping_rules: [rule({ field: 'session_id', from: { attribute: 'my.session' } })] });

  const found = await remap();

  const [row] = await read();
  expect(found).toMatchObject({ changed: 1, skipped: 0 });
  expect(row).toMatchObject({ source: 'merged', session_id: 's1', metadata: ['mail', '[REDACTED:email]'], output: 'said to [REDACTED:email]', input: null, input_ref: expect.stringMatching(/^hfao-body:/) as string });
  expect(await remap()).toMatchObject({ changed: 0, unchanged: 1 });
});

it('moves to the body store what a rule makes a payload, and cleans it before', async () => {
  const long = 'ada@example.org '.repeat(3000);
  const { decide, read, remap } = await ingested({}, [{ attributes: ['part', JSON.stringify({ text: long })] }]);
  decide({ redaction, mapping_rules: [rule({ field: 'input', from: { attribute: 'part', path: 'text' } })] });

  await remap();

  const [row] = await read();
  expect(JSON.stringify(row)).not.toContain('example.org');
  expect(row.input ?? row.input_preview).toContain('[REDACTED:email]');
  expect(await remap()).toMatchObject({ changed: 0 });
});
