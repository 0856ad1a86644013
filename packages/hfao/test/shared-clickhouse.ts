import type { TestProject } from 'vitest/node';
import { ClickhouseServer } from './clickhouse-server.js';
import { meetingPlace, startedOnce } from './shared-server.js';

/*
 * One ClickHouse for all test files of a run, started by the first that asks. This file is a global set-up of vitest: it makes the place where
 * they meet, and ends the server after the last test.
 */
declare module 'vitest' {
  interface ProvidedContext { clickhouseHome: string }
}

export default function setup(project: TestProject): () => void {
  const { home, end } = meetingPlace('ClickHouse', 'SIGKILL');
  project.provide('clickhouseHome', home);
  return end;
}

/** @param home what vitest's `inject('clickhouseHome')` says. The server is not the caller's to stop; each test takes a `database` of its own. */
export async function sharedClickhouse(home: string): Promise<ClickhouseServer> {
  const { directory, port } = await startedOnce('ClickHouse', home, () => ClickhouseServer.start(), 300_000);
  return new ClickhouseServer(directory, port);
}
