import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

/** Where SQLite and Postgres differ: the only place that asks which it is. */
export function isPostgres(db: Pick<Kysely<never>, 'getExecutor'>): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** The database's own clock, in milliseconds since 1970. */
export function databaseNow(db: Pick<Kysely<never>, 'getExecutor'>): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
