import { z } from 'zod';
import { cutText, howManyFit } from './budget.js';
import type { View } from './view.js';

const CELL_CHARS = 2_000;

interface SqlAnswer { columns: { name: string; type: string }[]; rows: unknown[][]; truncated: boolean; elapsed_ms: number }

/** Rows by the names of their columns, as many as fit; long values are cut. */
export const sqlView: View = {
  output: z.object({
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.record(z.string(), z.unknown())).describe('by column'),
    row_count: z.number().int(), truncated: z.boolean(),
  }),
  async present({ input, maxChars, run }) {
    const { columns, rows, truncated } = await run(input) as unknown as SqlAnswer;
    let cuts = 0;
    const short = (value: unknown) => {
      const text = typeof value === 'string' ? value : value !== null && typeof value === 'object' ? JSON.stringify(value) : '';
      if (text.length <= CELL_CHARS) return value;
      cuts += 1;
      return cutText(text, CELL_CHARS);
    };
    const all = rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, short(row[i])])));
    const shown = all.slice(0, howManyFit(all, maxChars - 500 - JSON.stringify(columns).length));
    const notes = [
      ...(shown.length < all.length ? [`The first ${shown.length} of ${all.length} rows: aggregate, select fewer columns, add LIMIT, or give a larger max_tokens.`] : []),
      ...(truncated ? ['There are more rows than limit lets through, or a value was cut.'] : []),
      ...(cuts > 0 ? [`${cuts} long values were cut to ${CELL_CHARS} characters: select a part of them with substr(), or read get_observation.`] : []),
    ];
    return { structured: { columns, rows: shown, row_count: all.length, truncated }, notes, text: shown.map((it) => JSON.stringify(it)).join('\n') || 'No rows.' };
  },
};
