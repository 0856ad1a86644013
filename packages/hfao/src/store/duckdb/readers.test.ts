import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { forCaller } from '../../runtime/caller.js';
import { Readers } from './readers.js';

const ENDLESS = 'SELECT count(*) AS n FROM range(1000000000) a, range(1000000000) b WHERE a.range + b.range = 7';

describe('readers', () => {
  it('stop a read that takes too long, say what to narrow, and serve the next', async () => {
    const readers = await Readers.connect(await DuckDBInstance.create(':memory:'), 1, 1000);

    const tooLong = readers.read((query) => query(ENDLESS));

    await expect(tooLong).rejects.toMatchObject({ code: 'deadline_exceeded', message: expect.stringContaining('Narrow') });
    expect(await readers.read((query) => query('SELECT 42 AS n'))).toEqual([{ n: 42 }]);
    await readers.close();
  });

  it('stop a read whose caller goes, and serve the next', async () => {
    const readers = await Readers.connect(await DuckDBInstance.create(':memory:'), 1);
    const leaving = new AbortController();

    const left = forCaller(leaving.signal, () => readers.read((query) => query(ENDLESS)));
    const waiting = forCaller(leaving.signal, () => readers.read((query) => query('SELECT 1 AS n')));
    setTimeout(() => leaving.abort(), 50);

    await expect(left).rejects.toMatchObject({ code: 'cancelled' });
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readers.read((query) => query('SELECT 42 AS n'))).toEqual([{ n: 42 }]);
    await readers.close();
  });

  it('count the wait for a connection into the deadline', async () => {
    const readers = await Readers.connect(await DuckDBInstance.create(':memory:'), 1, 1000);

    const reads = await Promise.allSettled([readers.read((query) => query(ENDLESS)), readers.read((query) => query('SELECT 1 AS n'))]);

    expect(reads).toMatchObject([{ reason: { code: 'deadline_exceeded' } }, { reason: { code: 'deadline_exceeded' } }]);
    await readers.close();
  });

  it('read one snapshot, however many statements a read has', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const writing = await instance.connect();
    await writing.run('CREATE TABLE t AS SELECT 1 AS n');
    const readers = await Readers.connect(instance, 1);

    const seen = await readers.read(async (query) => {
      const before = await query('SELECT count(*) AS n FROM t');
      await writing.run('INSERT INTO t VALUES (2)');
      return [...before, ...await query('SELECT count(*) AS n FROM t')];
    });

    expect(seen).toEqual([{ n: 1 }, { n: 1 }]);
    await readers.close();
  });

  it('refuse to write', async () => {
    const readers = await Readers.connect(await DuckDBInstance.create(':memory:'), 1);

    await expect(readers.read((query) => query('CREATE TABLE t (n INTEGER)'))).rejects.toThrow('read-only');

    await readers.close();
  });

  it('give a failed read its error, and the connection to the next', async () => {
    const readers = await Readers.connect(await DuckDBInstance.create(':memory:'), 1);

    await expect(readers.read((query) => query('SELECT nonsense'))).rejects.toThrow('nonsense');

    expect(await readers.read((query) => query('SELECT 1 AS n'))).toEqual([{ n: 1 }]);
    await readers.close();
  });
});
