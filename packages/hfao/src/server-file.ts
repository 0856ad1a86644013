import { rm, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a running server is found: for the command line and for tests. */
export interface ServerFile {
  pid: number;
  url: string;
  /** Undefined where receivers of their own take telemetry in. */
  otlp_http_url: string | undefined;
  otlp_grpc_url: string | undefined;
  mcp_url: string;
  version: string;
}

/** Writes `server.json` into the data directory, whole or not at all; the returned function removes it. */
export async function writeServerFile(dataDir: string, server: ServerFile): Promise<() => Promise<void>> {
  const path = join(dataDir, 'server.json');
  await writeFile(`${path}.new`, `${JSON.stringify(server, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return () => rm(path, { force: true });
}
