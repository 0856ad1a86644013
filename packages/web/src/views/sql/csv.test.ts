import { expect, it } from 'vitest';
import { csvOf } from './csv';

it('quotes what needs quotes, and leaves null empty', () => {
  const columns = [{ name: 'a', type: 'VARCHAR' }, { name: 'b, c', type: 'BIGINT' }];

  expect(csvOf({ columns, rows: [['say "hi"', 1], [null, ['x', 2]], ['two\nlines', true]] })).toBe('a,"b, c"\r\n"say ""hi""",1\r\n,"[""x"",2]"\r\n"two\nlines",true');
});
