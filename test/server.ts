import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ServerProcess } from '../packages/hfao/test/server-process.js';

export interface TestServer {
  /** Cockpit and REST. */
  url: string;
  otlpHttpUrl: string;
  otlpGrpcUrl: string;
  mcpUrl: string;
  dataDir: string;
  /** GET of a path, as JSON. @throws with status and body unless it is a 2xx */
  get<T>(path: string): Promise<T>;
  /** The same, again and again until it is there and `enough`, for at most five seconds. */
  getWhen<T>(path: string, enough?: (answer: T) => boolean): Promise<T>;
  /** Stops the process and deletes its data. */
  stop(): Promise<void>;
}

/** The built server in a process of its own, on free ports and with a data directory of its own. */
export async function startServer(env: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hfao-test-'));
  const server = await ServerProcess.start(dataDir, env);
  const get = <T>(path: string) => server.get<T>(path);
  return {
    url: server.at.url, otlpHttpUrl: server.at.otlp_http_url!, otlpGrpcUrl: server.at.otlp_grpc_url!, mcpUrl: server.at.mcp_url, dataDir, get,
    getWhen: (path, enough) => until(() => get(path), enough),
    async stop() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function until<T>(ask: () => Promise<T>, enough: (answer: T) => boolean = () => true): Promise<T> {
  const deadline = Date.now() + 5_000;
  for (;;) {
    const answer = await ask().then((value) => ({ value }), (error: unknown) => ({ error }));
    if ('value' in answer && enough(answer.value)) return answer.value;
    if (Date.now() > deadline) throw 'error' in answer ? answer.error : new Error(`not enough within five seconds: ${JSON.stringify(answer.value).slice(0, 2_000)}`);
    await sleep(50);
  }
}
