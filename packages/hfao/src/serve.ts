import type { Writable } from 'node:stream';
import type { Config } from './config.js';
import { up, VERSION } from './main.js';
import { makeLog } from './runtime/log.js';

/**
 * Runs the server until it is told to stop (SIGINT, SIGTERM), and says on stdout where it listens. A second signal ends it at once.
 * @returns the exit code
 * @throws Failure when it cannot start
 */
export async function serve(config: Config, stdout: Writable): Promise<number> {
  const log = makeLog(config.logLevel);
  const server = await up(config, { log });
  stdout.write(`hfao ${VERSION} is ready\n  cockpit, REST  ${server.url}\n  OTLP/HTTP      ${server.otlpHttpUrl}\n  MCP            ${server.mcpUrl}\n  data           ${config.dataDir}\n`);
  const error = await Promise.race([stopSignal(), server.died]);
  if (error !== undefined) log.fatal({ error }, 'a part of hfao died; stopping');
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => process.exit(130));
  await server.close();
  return error === undefined ? 0 : 1;
}

function stopSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(undefined));
  });
}
