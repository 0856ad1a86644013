import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const folder = () => mkdtempSync(join(tmpdir(), 'hfao-config-'));

describe('readConfig', () => {
  it('needs nothing', () => {
    const config = readConfig({}, {}, '/somewhere');

    expect(config).toMatchObject({ host: '127.0.0.1', port: 7860, otlpHttpPort: 4318, otlpGrpcPort: 4317, mcpPort: 4319, dataDir: '/somewhere/.hfao', project: 'default' });
  });

  it('lets MCP clients change things unless told otherwise', () => {
    expect([readConfig({}).mcpReadOnly, readConfig({ HFAO_MCP_READ_ONLY: 'on' }).mcpReadOnly]).toEqual([false, true]);
  });

  it('takes personal data and secrets out unless told otherwise', () => {
    expect(readConfig({}).redaction).toMatchObject({ kinds: expect.arrayContaining(['email', 'pem']), hash_only: false });
    expect(readConfig({ HFAO_REDACTION: 'off' }).redaction.kinds).toEqual([]);
    expect(readConfig({ HFAO_REDACTION: 'email,ip' }).redaction.kinds).toEqual(['email', 'ip']);
    expect(() => readConfig({ HFAO_REDACTION: 'emails' })).toThrow(/HFAO_REDACTION is "emails": on \(every kind\), off, secrets .*email, phone/);
  });

  it('puts flags over the environment over the file over the defaults; empty counts as unset', () => {
    const directory = folder();
    writeFileSync(join(directory, 'hfao.config.json'), '{"HFAO_PORT": 1, "HFAO_MCP_PORT": 2, "HFAO_OTLP_HTTP_PORT": 3}');

    const config = readConfig({ HFAO_PORT: '10', HFAO_MCP_PORT: '20', HFAO_OTLP_HTTP_PORT: '' }, { HFAO_PORT: '100' }, directory);

    expect(config).toMatchObject({ port: 100, mcpPort: 20, otlpHttpPort: 3 });
  });

  it('complains of every wrong value at once, naming variable, value and what is accepted', () => {
    const read = () => readConfig({ HFAO_PORT: 'abc', HFAO_MCP_PORT: '99999', HFAO_PROJECT: 'My Project', HFAO_LOG_LEVEL: 'loud' });

    expect(read).toThrow(/HFAO_PORT is "abc": a port is a whole number from 0 to 65535\./);
    for (const name of ['HFAO_MCP_PORT is "99999"', 'HFAO_PROJECT is "My Project"', 'HFAO_LOG_LEVEL is "loud"']) expect(read).toThrow(name);
  });

  it('never repeats a secret', () => {
    expect(() => readConfig({ HFAO_SECRET_KEY: 'hunter2' })).toThrow(/HFAO_SECRET_KEY is set: 64 hex digits/);
    expect(() => readConfig({ HFAO_SECRET_KEY: 'hunter2' })).not.toThrow(/hunter2/);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', '127.example.com', 'example.com'])('refuses to listen on %s without authentication', (host) => {
    expect(() => readConfig({ HFAO_HOST: host })).toThrow(/loopback/);
  });

  it('says where a broken configuration file is', () => {
    const directory = folder();
    writeFileSync(join(directory, 'hfao.config.json'), '{');

    expect(() => readConfig({}, {}, directory)).toThrow(/hfao\.config\.json is not valid JSON/);
  });

  it('keeps telemetry in the data directory, or in the ClickHouse that it is given', () => {
    const url = 'https://hfao:p%40ss@clickhouse:8443/hfao';

    expect(readConfig({ HFAO_CLICKHOUSE_URL: url }).clickhouse).toBeUndefined();
    expect(readConfig({ HFAO_BACKEND: 'clickhouse', HFAO_CLICKHOUSE_URL: url, HFAO_CLICKHOUSE_CLUSTER: 'main' }).clickhouse).toEqual({ url, cluster: 'main' });
  });

  it.each([
    [{}, /HFAO_BACKEND is "clickhouse", and HFAO_CLICKHOUSE_URL is not set: give http/],
    [{ HFAO_CLICKHOUSE_URL: 'clickhouse://hfao:hunter2@host/db' }, /HFAO_CLICKHOUSE_URL is set: http:\/\/\[user/],
    [{ HFAO_CLICKHOUSE_URL: 'http://hfao:hunter2@host:8123' }, /\/database/],
    [{ HFAO_CLICKHOUSE_URL: 'http://host:8123/db', HFAO_CLICKHOUSE_CLUSTER: "x'; DROP" }, /HFAO_CLICKHOUSE_CLUSTER is .*: a cluster/],
  ])('refuses a ClickHouse that cannot be with a sentence, and without its password: %#', (env, sentence) => {
    const read = () => readConfig({ HFAO_BACKEND: 'clickhouse', ...env });

    expect(read).toThrow(sentence);
    expect(read).not.toThrow(/hunter2/);
  });

  describe('roles', () => {
    const KEY = 'ab'.repeat(32);
    const redis = { HFAO_REDIS_URL: 'redis://127.0.0.1:6379', HFAO_SECRET_KEY: KEY };

    it('are all of them unless somebody says otherwise', () => {
      expect(readConfig({}).roles).toEqual(['ingest', 'writer', 'web', 'worker']);
      expect(readConfig({ HFAO_ROLE: 'all' }).roles).toEqual(['ingest', 'writer', 'web', 'worker']);
      expect(readConfig({ ...redis, HFAO_ROLE: 'web, writer' }).roles).toEqual(['writer', 'web']);
      expect(readConfig({ ...redis, HFAO_ROLE: 'ingest' }).roles).toEqual(['ingest']);
    });

    it.each([
      ['ingest', {}, /without Redis the process that takes telemetry in is the one that stores it\. Add writer,web/],
      ['writer,web', {}, /Add ingest/],
      ['web', redis, /web needs the store, and DuckDB belongs to the one process that writes it/],
      ['ingest,worker', redis, /worker needs the store/],
      ['writer', redis, /nobody could see what is stored\. Add web/],
      ['reader', {}, /HFAO_ROLE is "reader": all, or some of ingest, writer, web, worker/],
    ])('%s is refused with a sentence where it cannot be', (role, env, sentence) => {
      expect(() => readConfig({ ...env, HFAO_ROLE: role })).toThrow(sentence);
    });

    it('need one secret key where processes share a Redis, whose password is never shown', () => {
      expect(() => readConfig({ HFAO_REDIS_URL: 'redis://127.0.0.1' })).toThrow(/Set HFAO_SECRET_KEY to the same 64 hex digits everywhere/);
      expect(() => readConfig({ HFAO_REDIS_URL: 'http://me:hunter2@there' })).toThrow(/HFAO_REDIS_URL is set: redis:/);
      expect(() => readConfig({ HFAO_REDIS_URL: 'http://me:hunter2@there' })).not.toThrow(/hunter2/);
    });
  });

  it('keeps the control plane in the data directory, in another file, or in a Postgres', () => {
    const key = 'ab'.repeat(32);
    const place = (env: Record<string, string>) => readConfig({ HFAO_DATA_DIR: '/somewhere', ...env }, {}, '/here').controlPlane;

    expect(place({})).toEqual({ kind: 'sqlite', path: '/somewhere/control.sqlite' });
    expect(place({ HFAO_CONTROL_PLANE_URL: 'sqlite:other.sqlite' })).toEqual({ kind: 'sqlite', path: '/here/other.sqlite' });
    expect(place({ HFAO_CONTROL_PLANE_URL: 'postgres://me:p%40ss@db:5432/hfao', HFAO_SECRET_KEY: key })).toEqual({ kind: 'postgres', url: 'postgres://me:p%40ss@db:5432/hfao' });
  });

  it('says what is wrong with the place of the control plane, and never its password', () => {
    const refused = (url: string) => () => readConfig({ HFAO_CONTROL_PLANE_URL: url }, {}, '/here');

    expect(refused('mysql://me:hush@db/hfao')).toThrow('HFAO_CONTROL_PLANE_URL is set: sqlite:PATH, or postgres://');
    expect(refused('mysql://me:hush@db/hfao')).not.toThrow('hush');
    expect(refused('postgres://me:hu sh@db/hfao')).toThrow('percent-encoded');
    expect(refused('sqlite:')).toThrow('sqlite:PATH');
    expect(refused('postgres://me:hush@db/hfao')).toThrow('HFAO_SECRET_KEY is not set');
  });

  it('keeps bodies in the data directory, in another folder, or in a bucket', () => {
    const aws = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000' };
    const bodies = (env: Record<string, string>) => readConfig(env, {}, '/somewhere').bodies;

    expect(bodies({})).toEqual({ kind: 'files', directory: '/somewhere/.hfao/bodies' });
    expect(bodies({ HFAO_BODIES_URL: 'elsewhere' })).toEqual({ kind: 'files', directory: '/somewhere/elsewhere' });
    expect(bodies({ HFAO_BODIES_URL: 's3://traces/of/us/', ...aws })).toEqual({
      kind: 'bucket', bucket: { bucket: 'traces', prefix: 'of/us', region: 'eu-west-1', accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined, endpoint: 'http://127.0.0.1:9000', variable: 'HFAO_BODIES_URL' },
    });
  });

  it('keeps the warm tier nowhere, in a folder, or in a bucket, which may be one of Hugging Face', () => {
    const credentials = { AWS_ACCESS_KEY_ID: 'HFAK1', AWS_SECRET_ACCESS_KEY: 'secret' };
    const warm = (env: Record<string, string>) => readConfig(env, {}, '/somewhere').warm;

    expect(warm({})).toBeUndefined();
    expect(warm({ HFAO_WARM_URL: 'warm' })).toEqual({ kind: 'files', directory: '/somewhere/warm' });
    expect(warm({ HFAO_WARM_URL: 'hf://buckets/my-org/traces/of/us', ...credentials })).toMatchObject({
      kind: 'bucket', bucket: { bucket: 'traces', prefix: 'of/us', region: 'us-east-1', endpoint: 'https://s3.hf.co/my-org', variable: 'HFAO_WARM_URL' },
    });
  });

  it('says what a bucket lacks', () => {
    const refused = (env: Record<string, string>) => () => readConfig(env);

    expect(refused({ HFAO_BODIES_URL: 's3://Traces' })).toThrow('HFAO_BODIES_URL is "s3://Traces": give a folder, s3://bucket');
    expect(refused({ HFAO_BODIES_URL: 'gs://traces' })).toThrow('give a folder, s3://bucket');
    expect(refused({ HFAO_BODIES_URL: 's3://traces', AWS_ACCESS_KEY_ID: 'id' })).toThrow('AWS_SECRET_ACCESS_KEY is not set');
    expect(refused({ HFAO_BODIES_URL: 's3://traces', AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 's', AWS_ENDPOINT_URL_S3: 'minio:9000' })).toThrow('AWS_ENDPOINT_URL_S3 is "minio:9000"');
  });

  it('compares texts here unless an endpoint is named, with its model', () => {
    const endpoint = { HFAO_EMBEDDINGS_BASE_URL: 'https://models.example/v1', HFAO_EMBEDDINGS_MODEL: 'small' };
    const refused = (env: Record<string, string>) => () => readConfig(env);

    expect(readConfig({}).embeddings).toBeUndefined();
    expect(readConfig({ ...endpoint, HFAO_EMBEDDINGS_API_KEY: 'sk-1' }).embeddings).toEqual({ baseUrl: 'https://models.example/v1', model: 'small', apiKey: 'sk-1' });
    expect(refused({ HFAO_EMBEDDINGS_MODEL: 'small' })).toThrow('HFAO_EMBEDDINGS_MODEL is set and HFAO_EMBEDDINGS_BASE_URL is not');
    expect(refused({ HFAO_EMBEDDINGS_BASE_URL: 'https://models.example/v1' })).toThrow('name the model');
    expect(refused({ ...endpoint, HFAO_EMBEDDINGS_BASE_URL: 'ftp://models' })).toThrow('a URL such as');
    expect(refused({ ...endpoint, HFAO_EMBEDDINGS_BASE_URL: 'https://me:hush@models/v1' })).toThrow('HFAO_EMBEDDINGS_API_KEY');
    expect(refused({ ...endpoint, HFAO_EMBEDDINGS_API_KEY: 'two words' })).not.toThrow('two words');
  });
});
