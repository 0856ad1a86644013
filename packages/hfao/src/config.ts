import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from './runtime/errors.js';
import { ProjectSlug } from './model/project.js';

const whole = (min: number, max: number, what: string) => z.coerce.number(what).int(what).min(min, what).max(max, what);
const port = (standard: number) => whole(0, 65_535, 'a port is a whole number from 0 to 65535').default(standard);

/** Every variable that hfao reads, with its default. `hfao up --help` and the docs are made from this. */
export const Environment = z.object({
  HFAO_HOST: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  HFAO_PORT: port(7860).describe('cockpit, REST, and everything else on one port'),
  HFAO_OTLP_HTTP_PORT: port(4318).describe('OTLP over HTTP'),
  HFAO_MCP_PORT: port(4319).describe('MCP at /mcp'),
  HFAO_DATA_DIR: z.string().min(1).default('./.hfao').describe('where everything is kept'),
  HFAO_CONTROL_PLANE_URL: z.string().regex(/^sqlite:/, 'sqlite:PATH').optional().describe('sqlite:PATH; default: in the data directory'),
  HFAO_PROJECT: ProjectSlug.default('default').describe('project of spans that name none'),
  HFAO_AUTH: z.enum(['off', 'on']).default('off').describe('off is accepted on a loopback address only'),
  HFAO_SECRET_KEY: z.string().regex(/^[0-9a-fA-F]{64}$/, '64 hex digits').optional().describe('key that encrypts what is kept; default: made at first start'),
  HFAO_MAX_BODY_BYTES: whole(1024, 1 << 30, 'a whole number of bytes from 1024 to 1073741824').default(16 * 1024 * 1024).describe('largest OTLP request after inflation'),
  HFAO_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('detail of the log on stderr'),
});

export interface Config {
  host: string;
  port: number;
  otlpHttpPort: number;
  mcpPort: number;
  dataDir: string;
  controlPlanePath: string;
  project: string;
  secretKey: string | undefined;
  maxBodyBytes: number;
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
  const dataDir = resolve(directory, it.HFAO_DATA_DIR);
  return Object.freeze({
    host: it.HFAO_HOST,
    port: it.HFAO_PORT,
    otlpHttpPort: it.HFAO_OTLP_HTTP_PORT,
    mcpPort: it.HFAO_MCP_PORT,
    dataDir,
    controlPlanePath: it.HFAO_CONTROL_PLANE_URL === undefined ? resolve(dataDir, 'control.sqlite') : resolve(directory, it.HFAO_CONTROL_PLANE_URL.slice('sqlite:'.length)),
    project: it.HFAO_PROJECT,
    secretKey: it.HFAO_SECRET_KEY,
    maxBodyBytes: it.HFAO_MAX_BODY_BYTES,
    logLevel: it.HFAO_LOG_LEVEL,
  });
}

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

/** An empty variable counts as unset, as the OpenTelemetry SDKs read theirs. */
const nonEmpty = (value: string | undefined) => (value === '' ? undefined : value);

function describeProblems(error: z.ZodError, given: Record<string, unknown>): string {
  return error.issues
    .map((it) => {
      const name = String(it.path[0]);
      const shown = name === 'HFAO_SECRET_KEY' ? 'set' : `"${String(given[name])}"`;
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
