import { resolve } from 'node:path';
import { Failure } from './runtime/errors.js';
import type { ControlPlace } from './store/control/place.js';
import { describePlace } from './store/control/place.js';

/** What can be copied from or to, as it is named on the command line. */
export type CopyPlace = { kind: 'duckdb'; dataDir: string } | { kind: 'clickhouse'; url: string } | ControlPlace;

export interface CopyPlaces { from: CopyPlace; to: CopyPlace; cluster: string | undefined }

const FORMS = 'duckdb:DIR (a data directory), http(s)://user:password@host:8123/database (ClickHouse), sqlite:PATH, postgres://…, or the name of a variable that holds such a URL';
const isTelemetry = (place: CopyPlace) => place.kind === 'duckdb' || place.kind === 'clickhouse';

/**
 * The two ends of a copy. A password is better in a variable than on the command line, which other users can see: the name of one may stand there.
 * @throws Failure `invalid_input` when one is no such place, both are the same, or one holds telemetry and the other a control plane
 */
export function readCopyPlaces(env: NodeJS.ProcessEnv, named: { from: string; to: string }, directory = process.cwd()): CopyPlaces {
  const from = placeOf('--from', named.from, env, directory);
  const to = placeOf('--to', named.to, env, directory);
  if (isTelemetry(from) !== isTelemetry(to)) throw new Failure('invalid_input', `${describeCopyPlace(from)} and ${describeCopyPlace(to)} hold different things: telemetry (DuckDB, ClickHouse) is copied to telemetry, a control plane (SQLite, Postgres) to a control plane.`, { field: 'to' });
  if (describeCopyPlace(from) === describeCopyPlace(to)) throw new Failure('invalid_input', '--from and --to are the same place.', { field: 'to' });
  return { from, to, cluster: env.HFAO_CLICKHOUSE_CLUSTER === '' ? undefined : env.HFAO_CLICKHOUSE_CLUSTER };
}

/** For people: without a password. */
export function describeCopyPlace(place: CopyPlace): string {
  if (place.kind === 'duckdb') return `duckdb:${place.dataDir}`;
  if (place.kind !== 'clickhouse') return describePlace(place);
  const { protocol, host, pathname } = new URL(place.url);
  return `${protocol}//${host}${pathname}`;
}

function placeOf(flag: string, named: string, env: NodeJS.ProcessEnv, directory: string): CopyPlace {
  const isVariable = /^[A-Z][A-Z0-9_]*$/.test(named);
  const text = isVariable ? env[named] : named;
  if (text === undefined || text === '') throw new Failure('invalid_input', `${flag} names the variable ${named}, which is not set.`, { field: flag.slice(2) });
  const [, scheme, rest] = /^(duckdb|sqlite):(.+)$/.exec(text) ?? [];
  if (scheme === 'duckdb') return { kind: 'duckdb', dataDir: resolve(directory, rest) };
  if (scheme === 'sqlite') return { kind: 'sqlite', path: resolve(directory, rest) };
  if (/^postgres(?:ql)?:\/\/\S+$/.test(text) && URL.canParse(text)) return { kind: 'postgres', url: text };
  if (/^https?:\/\/\S+\/\w+$/.test(text) && URL.canParse(text)) return { kind: 'clickhouse', url: text };
  throw new Failure('invalid_input', `${flag} is no place to copy ${flag === '--to' ? 'to' : 'from'}: give ${FORMS}.`, { field: flag.slice(2) });
}
