import type { Writable } from 'node:stream';
import type { Config } from './config.js';
import { type RunningServer, up, VERSION } from './main.js';
import { makeLog, type Log } from './runtime/log.js';

/**
 * Runs the server until it is told to stop (SIGINT, SIGTERM), and says on stdout where it listens. A second signal ends it at once.
 * A bug, or a part that died, ends the process with code 1: the ingest log has what was acknowledged, and whoever supervises starts it again.
 * @returns the exit code
 * @throws Failure when it cannot start
 */
export async function serve(config: Config, stdout: Writable): Promise<number> {
  const log = makeLog(config.logLevel);
  const stopped = stopSignal(log);
  for (const bug of ['uncaughtException', 'unhandledRejection'] as const) process.on(bug, (error: unknown) => endBecauseOf(error, log));
  const server = await up(config, { log });
  void server.died.then((error) => endBecauseOf(error, log));
  stdout.write(`hfao ${VERSION} is ready\n${whereabouts(config, server)}`);

  await stopped;
  await server.close();
  return 0;
}

function whereabouts({ dataDir, roles }: Config, { url, otlpHttpUrl, otlpGrpcUrl, mcpUrl }: RunningServer): string {
  const places = { 'cockpit, REST': url, 'OTLP/HTTP': otlpHttpUrl, 'OTLP/gRPC': otlpGrpcUrl, MCP: mcpUrl, data: roles.includes('writer') ? dataDir : undefined };
  return Object.entries(places).map(([name, place]) => (place === undefined ? '' : `  ${name.padEnd(15)}${place}\n`)).join('');
}

function stopSignal(log: Log): Promise<void> {
  return new Promise((resolve) => {
    let isAsked = false;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        if (isAsked) {
          log.warn({ signal }, 'asked twice: ending at once; the ingest log keeps what is not stored');
          process.kill(process.pid, 'SIGKILL');   // an orderly exit would wait for the store's thread, or fall over it
        }
        isAsked = true;
        resolve();
      });
    }
  });
}

function endBecauseOf(error: unknown, log: Log): never {
  log.fatal({ error }, 'hfao cannot go on; what was acknowledged is in the ingest log and will be stored at the next start');
  process.exit(1);
}
