import { decodeAttribute } from '../../model/attribute-value.js';
import type { Redactor } from './redactor.js';

/** What stands for a text that nobody could look at. */
export const WITHHELD = '[WITHHELD:presidio_unavailable]';

/** What says how data is built, where it is a word: it stays, so that readers still understand the rest. */
const STRUCTURE = new Set(['type', 'role', 'time', 'trace_id', 'observation_id']);
const WORD = /^[\w.:+-]{1,40}$/;

/** Takes every text away; in JSON its strings, so that its shape stays. Numbers and truth values are no texts. */
export const withholding: Redactor = {
  text: (text, counts) => {
    counts.withheld = (counts.withheld ?? 0) + 1;
    return withheld(text);
  },
  repeated: (text, counts) => withholding.text(text, counts),
  value: (_, text, counts) => (['number', 'boolean'].includes(typeof decodeAttribute(text)) ? text : withholding.text(text, counts)),
  hits: () => [],
};

function withheld(text: string): string {
  const first = text.trimStart()[0];
  if (first !== '{' && first !== '[') return WITHHELD;
  try {
    const kept = JSON.stringify(JSON.parse(text, (key, value: unknown) => (typeof value === 'string' && !(STRUCTURE.has(key) && WORD.test(value)) ? WITHHELD : value)));
    return text.startsWith(' ') ? ` ${kept}` : kept;
  } catch {
    return WITHHELD;
  }
}
