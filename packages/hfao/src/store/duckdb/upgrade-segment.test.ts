import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { pino } from 'pino';
import { afterAll, describe, expect, it } from 'vitest';
import { aLog, aPoint } from '../conformance/a-log.js';
import { anObservation, NEW_YEAR } from '../conformance/an-observation.js';
import { asLogRow } from '../../model/merge-observation.js';
import { openDuckdbStore } from './open.js';

const home = mkdtempSync(join(tmpdir(), 'hfao-upgrade-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Version 1, as it was: one observation, its delta, and the position 42. */
const VERSION_1 = [
  `CREATE TABLE observations ("project_id" VARCHAR, "trace_id" VARCHAR, "observation_id" VARCHAR, "parent_observation_id" VARCHAR, "event_version" BIGINT, "ingested_at" TIMESTAMP,
    "session_id" VARCHAR, "user_id" VARCHAR, "environment" VARCHAR, "release" VARCHAR, "service_name" VARCHAR, "scope_name" VARCHAR, "scope_version" VARCHAR, "dialect" VARCHAR,
    "name" VARCHAR, "type" VARCHAR, "level" VARCHAR, "status" VARCHAR, "status_message" VARCHAR, "start_time" TIMESTAMP, "end_time" TIMESTAMP, "duration_ns" BIGINT, "time_to_first_token_ms" DOUBLE,
    "input" VARCHAR USING COMPRESSION zstd, "output" VARCHAR USING COMPRESSION zstd, "input_ref" VARCHAR, "output_ref" VARCHAR, "input_preview" VARCHAR, "output_preview" VARCHAR,
    "model" VARCHAR, "provider" VARCHAR, "model_parameters" MAP(VARCHAR, VARCHAR), "finish_reasons" VARCHAR[],
    "input_tokens" BIGINT, "output_tokens" BIGINT, "cache_read_tokens" BIGINT, "cache_creation_tokens" BIGINT, "reasoning_tokens" BIGINT, "total_tokens" BIGINT, "usage_counted" BOOLEAN,
    "input_cost_usd" DOUBLE, "output_cost_usd" DOUBLE, "total_cost_usd" DOUBLE, "cost_source" VARCHAR,
    "tool_definitions" VARCHAR USING COMPRESSION zstd, "tool_calls" VARCHAR USING COMPRESSION zstd, "tool_call_names" VARCHAR[],
    "agent_id" VARCHAR, "agent_name" VARCHAR, "handoff_target_agent_id" VARCHAR, "documents" VARCHAR USING COMPRESSION zstd,
    "prompt_name" VARCHAR, "prompt_version" VARCHAR, "prompt_label" VARCHAR, "metadata" MAP(VARCHAR, VARCHAR), "tags" VARCHAR[], "attributes" MAP(VARCHAR, VARCHAR),
    "events" VARCHAR USING COMPRESSION zstd, "links" VARCHAR USING COMPRESSION zstd)`,
  `INSERT INTO observations BY NAME SELECT 'project-1' AS project_id, '00000000000000000000000000000001' AS trace_id, '0000000000000001' AS observation_id, ${NEW_YEAR} AS event_version,
    make_timestamp(${NEW_YEAR}) AS ingested_at, 'otel' AS dialect, 'step' AS name, 'SPAN' AS type, 'DEFAULT' AS level, 'ok' AS status, make_timestamp(${NEW_YEAR}) AS start_time,
    make_timestamp(${NEW_YEAR} + 1000000) AS end_time, 1000000000 AS duration_ns, 'none' AS cost_source, false AS usage_counted, MAP {'k': 'v'} AS attributes`,
  `CREATE TABLE trace_deltas ("project_id" VARCHAR, "trace_id" VARCHAR, "start_time" TIMESTAMP, "last_start_time" TIMESTAMP, "end_time" TIMESTAMP, "observation_count" BIGINT, "error_count" BIGINT,
    "is_root" BOOLEAN, "head_start_time" TIMESTAMP, "head_id" VARCHAR, "name" VARCHAR, "status" VARCHAR, "input_preview" VARCHAR USING COMPRESSION zstd, "output_preview" VARCHAR USING COMPRESSION zstd,
    "session_id" VARCHAR, "user_id" VARCHAR, "environment" VARCHAR, "release" VARCHAR, "service_name" VARCHAR, "any_session_id" VARCHAR, "any_user_id" VARCHAR, "any_environment" VARCHAR,
    "any_release" VARCHAR, "any_service_name" VARCHAR, "error_start_time" TIMESTAMP, "error_id" VARCHAR, "error_message" VARCHAR, "models" VARCHAR[], "agents" VARCHAR[], "tags" VARCHAR[], "counted" BIGINT,
    "input_tokens" BIGINT, "output_tokens" BIGINT, "cache_read_tokens" BIGINT, "cache_creation_tokens" BIGINT, "reasoning_tokens" BIGINT, "total_tokens" BIGINT,
    "input_cost_usd" DOUBLE, "output_cost_usd" DOUBLE, "total_cost_usd" DOUBLE)`,
  `INSERT INTO trace_deltas BY NAME SELECT project_id, trace_id, start_time, start_time AS last_start_time, end_time, 1 AS observation_count, 0 AS error_count, true AS is_root,
    start_time AS head_start_time, observation_id AS head_id, name, status, 0 AS counted FROM observations`,
  `CREATE TABLE scores ("score_id" VARCHAR, "project_id" VARCHAR, "trace_id" VARCHAR, "observation_id" VARCHAR, "session_id" VARCHAR, "name" VARCHAR, "value" DOUBLE, "string_value" VARCHAR,
    "boolean_value" BOOLEAN, "data_type" VARCHAR, "source" VARCHAR, "comment" VARCHAR, "judge_model" VARCHAR, "calibration_bias" DOUBLE, "annotator_id" VARCHAR, "eval_run_id" VARCHAR, "timestamp" VARCHAR)`,
  'CREATE TABLE segment (schema_version BIGINT NOT NULL, "position" BIGINT NOT NULL)',
  'INSERT INTO segment VALUES (1, 42)',
];

const STORED = anObservation({
  trace_id: '00000000000000000000000000000001', observation_id: '0000000000000001', start_time: NEW_YEAR, end_time: NEW_YEAR + 1_000_000, dialect: 'otel', attributes: ['k', 'v'],
});

describe('a data directory of version 1', () => {
  it('shows what it held, and takes new observations, logs and data points beside', async () => {
    const directory = await versionOne('fresh');
    const store = await open(directory);
    const row = anObservation({ warnings: ['w'], usage_details: ['a', '1'], mapping: '{}', tags: ['t'], input: 'asked', attributes: ['x', 'y'] });
    const [log, point] = [aLog(), aPoint()];

    await store.write({ rows: [row], scores: [], logs: [log], metricPoints: [point] });

    expect(await store.observation('project-1', STORED.trace_id, STORED.observation_id)).toEqual(STORED);
    expect(await store.observation('project-1', row.trace_id, row.observation_id)).toEqual(row);
    expect((await store.listLogs('project-1', { limit: 5 })).logs).toEqual([log]);
    expect((await store.listMetrics('project-1', { limit: 5 })).metrics).toMatchObject([{ name: 'calls', points: 1 }]);
    expect(await store.position()).toBe(42);
    await store.close();
  });

  it('has its rows replaced and merged, and opens again as what it has become', async () => {
    const directory = await versionOne('replaced');
    const before = await open(directory);
    await before.write({ rows: [asLogRow({ ...STORED, source: 'log', attributes: null, model: 'm' })], scores: [] });
    await before.close();

    const store = await open(directory);

    expect(await store.observation('project-1', STORED.trace_id, STORED.observation_id)).toEqual({ ...STORED, source: 'merged', model: 'm', mapping: '{"model":"log record"}' });
    expect(await store.traceSummary('project-1', STORED.trace_id)).toMatchObject({ observation_count: 1, models: ['m'] });
    await store.close();
  });
});

const open = (directory: string) => openDuckdbStore({ directory, log: pino({ level: 'silent' }) });

async function versionOne(name: string): Promise<string> {
  const directory = join(home, name);
  mkdirSync(directory);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`ATTACH '${join(directory, 'segment-000001.duckdb')}' AS old (STORAGE_VERSION 'latest')`);
  await connection.run('USE old');
  for (const statement of VERSION_1) await connection.run(statement);
  await connection.run('USE memory');
  await connection.run('DETACH old');
  connection.closeSync();
  instance.closeSync();
  return directory;
}
