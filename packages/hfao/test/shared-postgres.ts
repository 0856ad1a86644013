import type { TestProject } from 'vitest/node';
import { PostgresServer, programs } from './postgres-server.js';
import { meetingPlace, startedOnce } from './shared-server.js';

/*
 * One Postgres for all test files of a run, started by the first that asks. This file is a global set-up of vitest: it makes the place where
 * they meet, and ends the server after the last test.
 */
declare module 'vitest' {
  interface ProvidedContext { postgresHome: string }
}

export default function setup(project: TestProject): () => void {
  const { home, end } = meetingPlace('Postgres', 'SIGQUIT');
  project.provide('postgresHome', home);
  // Before the first test, which would wait for it too long, and while nobody else installs anything. Whoever may not is told by the test that needs it.
  if (process.getuid?.() === 0) programs();
  return end;
}

/** @param home what vitest's `inject('postgresHome')` says. It is not the caller's to stop. */
export async function sharedPostgres(home: string): Promise<PostgresServer> {
  const { directory, port } = await startedOnce('Postgres', home, () => PostgresServer.start(), 60_000);
  return new PostgresServer(directory, port);
}
