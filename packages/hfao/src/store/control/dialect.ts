import { type Kysely, PostgresAdapter, type RawBuilder, sql } from 'kysely';

type Database = Pick<Kysely<never>, 'getExecutor'>;

/** Where SQLite and Postgres differ: the only place that asks which it is. */
export function isPostgres(db: Database): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter;
}

/** The type of a text column: sorted by its bytes on both, whatever the language of the server. */
export function text(db: Database): 'text' | RawBuilder<string> {
  return isPostgres(db) ? sql<string>`text collate "C"` : 'text';
}

/** The database's own clock, in milliseconds since 1970. */
export function databaseNow(db: Database): RawBuilder<number> {
  return isPostgres(db)
    ? sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
}
