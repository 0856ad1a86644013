import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { STANDARD_REDACTION_FORMS, standardProfile } from './ingest/redact/standard-profile.js';
import type { RedactionProfile } from './model/redaction.js';
import { Failure } from './runtime/errors.js';
import type { ControlPlace } from './store/control/place.js';
import { ProjectSlug } from './model/project.js';
import { nonEmpty, readStoragePlace } from './read-storage-place.js';
import type { StoragePlace } from './store/s3/storage-place.js';

const whole = (min: number, max: number, what: string) => z.coerce.number(what).int(what).min(min, what).max(max, what);
const port = (standard: number) => whole(0, 65_535, 'a port is a whole number from 0 to 65535').default(standard);

/** What a process may do: take telemetry in, store it, answer questions, work on what is stored. */
export const ROLES = ['ingest', 'writer', 'web', 'worker'] as const;
export type Role = (typeof ROLES)[number];

const Roles = z.string().transform((text, context) => {
  const names = text.split(',').map((it) => it.trim()).filter((it) => it !== '');
  if (names.length === 0 || names.some((it) => it !== 'all' && !ROLES.includes(it as Role))) {
    context.addIssue({ code: 'custom', message: `all, or some of ${ROLES.join(', ')} with commas between` });
    return z.NEVER;
  }
  return ROLES.filter((it) => names.includes(it) || names.includes('all'));
});

const Redaction = z.string().transform((text, context) => {
  const profile = standardProfile(text);
  if (profile !== undefined) return profile;
  context.addIssue({ code: 'custom', message: STANDARD_REDACTION_FORMS });
  return z.NEVER;
});

const ControlPlane = z.string().refine((it) => /^sqlite:./.test(it) || (/^postgres(?:ql)?:\/\/\S+$/.test(it) && URL.canParse(it)), 'sqlite:PATH, or postgres://[user[:password]@]host[:port]/database (a password with special characters is percent-encoded)');

const ClickhouseUrl = z.string().refine((it) => /^https?:\/\/\S+\/\w+$/.test(it) && URL.canParse(it), 'http://[user[:password]@]host:8123/database, or https:// (a password with special characters is percent-encoded; the database is letters, digits and _)');

const SECRET_KEY = /^[0-9a-fA-F]{64}$/;

/** Every variable that hfao reads, with its default. `hfao up --help` and the docs are made from this. */
export const Environment = z.object({
  HFAO_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  HFAO_PORT: port(7860).describe('cockpit, REST, and everything else on one port'),
  HFAO_OTLP_HTTP_PORT: port(4318).describe('OTLP over HTTP'),
  HFAO_OTLP_GRPC_PORT: port(4317).describe('OTLP over gRPC'),
  HFAO_MCP_PORT: port(4319).describe('MCP at /mcp'),
  HFAO_ROLE: Roles.default([...ROLES]).describe('what this process does: all, or some of ingest,writer,web,worker; several processes share a Redis'),
  HFAO_DATA_DIR: z.string().min(1).default('./.hfao').describe('where everything is kept'),
  HFAO_BACKEND: z.enum(['duckdb', 'clickhouse']).default('duckdb').describe('where telemetry rests: duckdb, in the data directory, or clickhouse'),
  HFAO_CLICKHOUSE_URL: ClickhouseUrl.optional().describe('for HFAO_BACKEND=clickhouse: http(s)://[user[:password]@]host:port/database'),
  HFAO_CLICKHOUSE_CLUSTER: z.string().regex(/^[\w.{}-]+$/, 'a cluster as it is named in system.clusters').optional().describe('ClickHouse servers that hold replicated and divided tables; default: one server'),
  HFAO_CONTROL_PLANE_URL: ControlPlane.optional().describe('projects, settings and keys: sqlite:PATH, or postgres://[user[:password]@]host[:port]/database; default: in the data directory'),
  HFAO_BODIES_URL: z.string().min(1).optional().describe('large payloads and media: a folder, or s3://bucket/prefix; default: in the data directory'),
  HFAO_WARM_URL: z.string().min(1).optional().describe('closed hours as Parquet with a DuckLake catalog: a folder, s3://bucket/prefix, or hf://buckets/organisation/name; default: nowhere'),
  HFAO_PROJECT: ProjectSlug.default('default').describe('project of spans that name none'),
  HFAO_AUTH: z.enum(['off', 'on']).default('off').describe('off is accepted on a loopback address only'),
  HFAO_SECRET_KEY: z.string().regex(SECRET_KEY, '64 hex digits').optional().describe('key that encrypts what is kept; default: made at first start'),
  HFAO_MAX_BODY_BYTES: whole(1024, 1 << 30, 'a whole number of bytes from 1024 to 1073741824').default(16 * 1024 * 1024).describe('largest OTLP request after inflation'),
  HFAO_REDIS_URL: z.string().regex(/^rediss?:\/\/[^\s/]+/, 'redis://[user:password@]host[:port][/database], or rediss:// for TLS').optional().describe('what is acknowledged waits there; default: in the data directory'),
  HFAO_REDIS_DURABILITY: z.enum(['full', 'relaxed']).default('full').describe('relaxed accepts a Redis whose crash may lose what was acknowledged'),
  HFAO_REDIS_MAX_BYTES: whole(1024 * 1024, 2 ** 40, 'a whole number of bytes from 1048576').default(512 * 1024 * 1024).describe('memory of Redis that may wait to be stored; senders are slowed down at 80 %'),
  HFAO_REDACTION: Redaction.default(standardProfile('on')!).describe('what is taken out of texts before they are stored, for projects that decide nothing themselves: on, off, secrets, hash, or kinds with commas between'),
  HFAO_EMBEDDINGS_BASE_URL: z.url({ protocol: /^https?$/, error: 'a URL such as https://api.openai.com/v1' }).optional().describe('an endpoint that speaks OpenAI\'s embeddings API, for semantic search: /embeddings is added; texts that are compared are sent there; default: comparison by spelling, here'),
  HFAO_EMBEDDINGS_MODEL: z.string().min(1).optional().describe('its model'),
  HFAO_EMBEDDINGS_API_KEY: z.string().regex(/^[\x21-\x7e]+$/, 'ASCII without spaces').optional().describe('its key, if it wants one'),
  HFAO_MCP_READ_ONLY: z.enum(['off', 'on']).default('off').describe('on: MCP clients see no tool that changes anything'),
  HFAO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('detail of the log on stderr'),
});

export interface Config {
  host: string;
  port: number;
  otlpHttpPort: number;
  otlpGrpcPort: number;
  mcpPort: number;
  dataDir: string;
  /** A Postgres URL holds a password: never logged. */
  controlPlane: ControlPlace;
  /** Where telemetry rests; absent: in the data directory. The URL holds a password: never logged. */
  clickhouse: { url: string; cluster: string | undefined } | undefined;
  bodies: StoragePlace;
  /** Where closed hours go as Parquet; absent: nowhere. */
  warm: StoragePlace | undefined;
  project: string;
  roles: readonly Role[];
  /** Absent: what is acknowledged waits in a log in the data directory. */
  redis: { url: string; isRelaxed: boolean; maxBytes: number } | undefined;
  /** For projects that decide nothing themselves. */
  redaction: RedactionProfile;
  secretKey: string | undefined;
  maxBodyBytes: number;
  /** Absent: texts are compared by spelling. */
  embeddings: { baseUrl: string; model: string; apiKey: string | undefined } | undefined;
  mcpReadOnly: boolean;
  logLevel: string;
}

/**
 * Flags over environment over `hfao.config.json` over defaults; nothing else in hfao reads the environment.
 * @throws Failure `invalid_input` that names every wrong variable, its value and what is accepted
 */
export function readConfig(env: NodeJS.ProcessEnv, flags: Record<string, string | undefined> = {}, directory = process.cwd()): Readonly<Config> {
  const given = { ...readConfigFile(resolve(directory, 'hfao.config.json')), ...known(env), ...defined(flags) };
  const parsed = Environment.safeParse(given);
  if (!parsed.success) throw new Failure('invalid_input', describeProblems(parsed.error, given));
  const it = parsed.data;
  refuseOpenBind(it.HFAO_HOST, it.HFAO_AUTH);
  refuseImpossibleRoles(it.HFAO_ROLE, it.HFAO_REDIS_URL, it.HFAO_SECRET_KEY);
  refuseOwnKey(it.HFAO_CONTROL_PLANE_URL, it.HFAO_SECRET_KEY);
  const dataDir = resolve(directory, it.HFAO_DATA_DIR);
  return Object.freeze({
    host: it.HFAO_HOST,
    port: it.HFAO_PORT,
    otlpHttpPort: it.HFAO_OTLP_HTTP_PORT,
    otlpGrpcPort: it.HFAO_OTLP_GRPC_PORT,
    mcpPort: it.HFAO_MCP_PORT,
    dataDir,
    controlPlane: controlPlace(it.HFAO_CONTROL_PLANE_URL, directory, dataDir),
    clickhouse: it.HFAO_BACKEND === 'duckdb' ? undefined : { url: clickhouseUrl(it.HFAO_CLICKHOUSE_URL), cluster: it.HFAO_CLICKHOUSE_CLUSTER },
    bodies: readStoragePlace('HFAO_BODIES_URL', it.HFAO_BODIES_URL ?? resolve(dataDir, 'bodies'), env, directory),
    warm: it.HFAO_WARM_URL === undefined ? undefined : readStoragePlace('HFAO_WARM_URL', it.HFAO_WARM_URL, env, directory),
    project: it.HFAO_PROJECT,
    roles: it.HFAO_ROLE,
    redis: it.HFAO_REDIS_URL === undefined ? undefined : { url: it.HFAO_REDIS_URL, isRelaxed: it.HFAO_REDIS_DURABILITY === 'relaxed', maxBytes: it.HFAO_REDIS_MAX_BYTES },
    redaction: it.HFAO_REDACTION,
    secretKey: it.HFAO_SECRET_KEY,
    maxBodyBytes: it.HFAO_MAX_BODY_BYTES,
    embeddings: embeddingsEndpoint(it.HFAO_EMBEDDINGS_BASE_URL, it.HFAO_EMBEDDINGS_MODEL, it.HFAO_EMBEDDINGS_API_KEY),
    mcpReadOnly: it.HFAO_MCP_READ_ONLY === 'on',
    logLevel: it.HFAO_LOG_LEVEL,
  });
}

/**
 * What a change of the secret key needs to know. The keys are variables and never flags, which other users can see.
 * @throws Failure `invalid_input` as {@link readConfig} does
 */
export function readKeyRotation(env: NodeJS.ProcessEnv, flags: Record<string, string | undefined> = {}, directory = process.cwd()): Readonly<KeyRotation> {
  const { dataDir, controlPlane, project, secretKey } = readConfig(env, flags, directory);
  const next = nonEmpty(env.HFAO_SECRET_KEY_NEXT);
  if (next !== undefined && !SECRET_KEY.test(next)) throw new Failure('invalid_input', 'HFAO_SECRET_KEY_NEXT is set: 64 hex digits.', { field: 'HFAO_SECRET_KEY_NEXT' });
  return Object.freeze({ dataDir, controlPlane, project, secretKey: keyOf(secretKey), nextSecretKey: keyOf(next) });
}

export interface KeyRotation {
  dataDir: string;
  controlPlane: ControlPlace;
  project: string;
  /** Absent: the one in the data directory. */
  secretKey: Buffer | undefined;
  nextSecretKey: Buffer | undefined;
}

const keyOf = (hex: string | undefined) => (hex === undefined ? undefined : Buffer.from(hex, 'hex'));

/**
 * Where the CLI finds the server, and as whom: the flag, HFAO_BASE_URL, the server that runs on the data directory, or the usual port.
 * @throws Failure `invalid_input` when the address is no URL
 */
export function readClientConfig(env: NodeJS.ProcessEnv, flags: { baseUrl?: string; project?: string; dataDir?: string }, directory = process.cwd()): Readonly<ClientConfig> {
  const dataDir = resolve(directory, flags.dataDir ?? nonEmpty(env.HFAO_DATA_DIR) ?? './.hfao');
  const baseUrl = flags.baseUrl ?? nonEmpty(env.HFAO_BASE_URL) ?? runningServer(dataDir) ?? `http://127.0.0.1:${nonEmpty(env.HFAO_PORT) ?? 7860}`;
  if (!/^https?:/.test(baseUrl) || !URL.canParse(baseUrl)) throw new Failure('invalid_input', `HFAO_BASE_URL is "${baseUrl}"; give a URL such as http://127.0.0.1:7860.`, { field: 'HFAO_BASE_URL' });
  return Object.freeze({ baseUrl: baseUrl.replace(/\/+$/, ''), project: flags.project ?? nonEmpty(env.HFAO_PROJECT) ?? 'default', apiKey: nonEmpty(env.HFAO_API_KEY), dataDir });
}

export interface ClientConfig {
  baseUrl: string;
  project: string;
  apiKey: string | undefined;
  dataDir: string;
}

/** What a server wrote down about itself; undefined when there is none, or it was killed and could not take it back. */
function runningServer(dataDir: string): string | undefined {
  try {
    const { pid, url } = JSON.parse(readFileSync(resolve(dataDir, 'server.json'), 'utf8')) as { pid: number; url: string };
    process.kill(pid, 0);
    return url;
  } catch {
    return undefined;
  }
}

function readConfigFile(path: string): Record<string, unknown> {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  } catch (cause) {
    throw new Failure('invalid_input', `${path} is not valid JSON: ${(cause as Error).message}`, { cause });
  }
}

function known(env: NodeJS.ProcessEnv): Record<string, string> {
  return defined(Object.fromEntries(Object.keys(Environment.shape).map((name) => [name, env[name]])));
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter((it): it is [string, string] => nonEmpty(it[1]) !== undefined));
}

function controlPlace(url: string | undefined, directory: string, dataDir: string): ControlPlace {
  if (url === undefined) return { kind: 'sqlite', path: resolve(dataDir, 'control.sqlite') };
  return url.startsWith('sqlite:') ? { kind: 'sqlite', path: resolve(directory, url.slice('sqlite:'.length)) } : { kind: 'postgres', url };
}

/** @throws Failure `invalid_input` when one is set and what it needs is not */
function embeddingsEndpoint(baseUrl: string | undefined, model: string | undefined, apiKey: string | undefined): Config['embeddings'] {
  const refuse = (field: string, sentence: string) => new Failure('invalid_input', sentence, { field });
  if (baseUrl === undefined) {
    const set = model !== undefined ? 'HFAO_EMBEDDINGS_MODEL' : apiKey !== undefined ? 'HFAO_EMBEDDINGS_API_KEY' : undefined;
    if (set !== undefined) throw refuse('HFAO_EMBEDDINGS_BASE_URL', `${set} is set and HFAO_EMBEDDINGS_BASE_URL is not: give the endpoint's URL, such as https://api.openai.com/v1.`);
    return undefined;
  }
  if (model === undefined) throw refuse('HFAO_EMBEDDINGS_MODEL', 'HFAO_EMBEDDINGS_BASE_URL is set and HFAO_EMBEDDINGS_MODEL is not: name the model, such as text-embedding-3-small.');
  if (new URL(baseUrl).username !== '') throw refuse('HFAO_EMBEDDINGS_BASE_URL', 'HFAO_EMBEDDINGS_BASE_URL holds a user name or password; give the key as HFAO_EMBEDDINGS_API_KEY.');
  return { baseUrl, model, apiKey };
}

const SECRET = new Set(['HFAO_SECRET_KEY', 'HFAO_REDIS_URL', 'HFAO_CONTROL_PLANE_URL', 'HFAO_CLICKHOUSE_URL', 'HFAO_EMBEDDINGS_API_KEY', 'HFAO_EMBEDDINGS_BASE_URL']);

function clickhouseUrl(url: string | undefined): string {
  if (url === undefined) throw new Failure('invalid_input', 'HFAO_BACKEND is "clickhouse", and HFAO_CLICKHOUSE_URL is not set: give http://user:password@host:8123/database.', { field: 'HFAO_CLICKHOUSE_URL' });
  return url;
}

function describeProblems(error: z.ZodError, given: Record<string, unknown>): string {
  return error.issues
    .map((it) => {
      const name = String(it.path[0]);
      const shown = SECRET.has(name) ? 'set' : `"${String(given[name])}"`;
      return `${name} is ${shown}: ${it.message}.`;
    })
    .join('\n');
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|::1|\[::1\])$/;

function refuseOpenBind(host: string, auth: 'off' | 'on'): void {
  if (auth === 'on') throw new Failure('invalid_input', 'HFAO_AUTH is "on", but this version has no sign-in yet. Leave it off and bind to a loopback address.', { field: 'HFAO_AUTH' });
  if (!LOOPBACK.test(host)) {
    throw new Failure('invalid_input', `HFAO_HOST is "${host}": without authentication hfao listens on a loopback address only. Use 127.0.0.1, and a tunnel or an authenticating proxy for access from elsewhere.`, { field: 'HFAO_HOST' });
  }
}

/** DuckDB belongs to one process: the one that stores is the one that can read. Redis alone joins processes. */
function refuseImpossibleRoles(roles: readonly Role[], redisUrl: string | undefined, secretKey: string | undefined): void {
  const refuse = (field: string, sentence: string) => { throw new Failure('invalid_input', sentence, { field }); };
  const has = (role: Role) => roles.includes(role);
  const given = `HFAO_ROLE is "${roles.join(',')}"`;
  if (redisUrl === undefined && has('ingest') !== has('writer')) {
    refuse('HFAO_ROLE', `${given}: without Redis the process that takes telemetry in is the one that stores it. Add ${has('ingest') ? 'writer,web' : 'ingest'}, or give all processes one HFAO_REDIS_URL.`);
  }
  const apart = (['web', 'worker'] as const).find((it) => has(it) && !has('writer'));
  if (apart !== undefined) refuse('HFAO_ROLE', `${given}: ${apart} needs the store, and DuckDB belongs to the one process that writes it. Give ${apart} to that process, together with writer.`);
  if (has('writer') && !has('web')) refuse('HFAO_ROLE', `${given}: only the process that writes DuckDB can read it, so nobody could see what is stored. Add web.`);
  if (redisUrl !== undefined && secretKey === undefined) {
    refuse('HFAO_SECRET_KEY', 'HFAO_REDIS_URL is set and HFAO_SECRET_KEY is not: what waits in Redis is encrypted with a key that all processes share. Set HFAO_SECRET_KEY to the same 64 hex digits everywhere (openssl rand -hex 32).');
  }
}

/** A key in one machine's data directory must not be what the shared control plane depends on. */
function refuseOwnKey(controlPlaneUrl: string | undefined, secretKey: string | undefined): void {
  if (controlPlaneUrl === undefined || controlPlaneUrl.startsWith('sqlite:') || secretKey !== undefined) return;
  throw new Failure('invalid_input', 'HFAO_CONTROL_PLANE_URL is a Postgres and HFAO_SECRET_KEY is not set: the keys kept there are encrypted with it. Set HFAO_SECRET_KEY to 64 hex digits (openssl rand -hex 32), the same everywhere.', { field: 'HFAO_SECRET_KEY' });
}
