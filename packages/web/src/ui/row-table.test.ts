import { expect, it } from 'vitest';
import { fitting } from './row-table';

const columns = [{ id: 'name', width: 0 }, { id: 'a', width: 200, leaves: 2 }, { id: 'b', width: 200, leaves: 1 }, { id: 'c', width: 100 }];
const idsAt = (width: number) => fitting(columns, width).map((it) => it.id);

it('lets columns go one after the other, and never those that must stay', () => {
  expect(idsAt(1000)).toEqual(['name', 'a', 'b', 'c']);
  expect(idsAt(550)).toEqual(['name', 'a', 'c']);
  expect(idsAt(100)).toEqual(['name', 'c']);
});
