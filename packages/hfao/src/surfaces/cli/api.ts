import type { Command } from 'commander';
import { Failure, type FailureCode } from '../../runtime/errors.js';
import type { Operation } from '../../operations/operation.js';
import { queryReader } from '../http/query-values.js';
import { type ClientConfig, hostOf } from './host.js';

const TIMEOUT_MS = 60_000;

/** The REST API of the server that a command talks to. */
export class Api {
  constructor(readonly config: ClientConfig) {}

  /** @throws Failure as the server answered, or `unavailable` when none answers */
  async call<Result = Record<string, unknown>>(operation: Operation, input: Record<string, unknown>): Promise<Result> {
    const [method, template] = operation.http;
    const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
    const path = template.replace(/:(\w+)/g, (_, name: string) => {
      const value = String(rest.get(name));
      rest.delete(name);
      return encodeURIComponent(value);
    });
    if (method !== 'GET') return this.json<Result>(method, path, queryReader(operation)(Object.fromEntries(rest)));
    const query = new URLSearchParams(Object.fromEntries([...rest].map(([name, value]) => [name, String(value)]))).toString();
    return this.json<Result>(method, query === '' ? path : `${path}?${query}`);
  }

  async json<Result>(method: string, path: string, body?: Record<string, unknown>): Promise<Result> {
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const response = await this.request(path, { method, signal: AbortSignal.timeout(TIMEOUT_MS), ...content });
    return await response.json() as Result;
  }

  /** The answer of a path, once it is known to be a good one. */
  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const response = await this.#fetch(path, init);
    if (response.ok) return response;
    throw await refusal(response, this.config.baseUrl);
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.config.apiKey !== undefined) headers.set('authorization', `Bearer ${this.config.apiKey}`);
    try {
      return await fetch(this.config.baseUrl + path, { ...init, headers });
    } catch (cause) {
      if (cause instanceof Error && cause.name === 'TimeoutError') throw new Failure('deadline_exceeded', `${this.config.baseUrl} has not answered within ${TIMEOUT_MS / 1000} s.`, { cause });
      throw new Failure('unavailable', `No hfao server answers at ${this.config.baseUrl}. Start one with: hfao up. If it runs elsewhere, name it with --base-url or HFAO_BASE_URL.`, { cause });
    }
  }
}

async function refusal(response: Response, baseUrl: string): Promise<Failure> {
  const body = await response.json().catch(() => undefined) as { error?: { code: FailureCode; message: string; field?: string } } | undefined;
  if (typeof body?.error?.message !== 'string') return new Failure('unavailable', `What answers at ${baseUrl} is not hfao, or not this version of it (status ${response.status}).`);
  return new Failure(body.error.code, body.error.message, { field: body.error.field });
}

/** The options that every command has. */
export interface GlobalOptions { baseUrl?: string; project?: string; dataDir?: string; json?: boolean }

/** The API that a command's options, the environment and the data directory name. */
export function apiOf(command: Command): Api {
  const { baseUrl, project, dataDir } = command.optsWithGlobals<GlobalOptions>();
  return new Api(hostOf(command).clientConfig({ baseUrl, project, dataDir }));
}
