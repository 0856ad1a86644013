export interface Suggestion { label: string; insert: string; kind: 'field' | 'relation' | 'operator' | 'value' | 'keyword' | 'recent'; detail: string }
/** What can stand between `from` and `to`, best first. */
export interface Suggestions { from: number; to: number; items: readonly Suggestion[] }

const MOST_RECENT = 5;

/** What the server offers, and before it the filters of late, as long as they begin with all that is written. */
export function mergeRecent(offered: Suggestions, recent: readonly string[], text: string, cursor: number): Suggestions {
  const written = text.slice(0, cursor);
  if (text.slice(cursor).trim() !== '') return offered;
  const wanted = written.trim().toLowerCase();
  const fitting = recent.filter((it) => it.toLowerCase().startsWith(wanted) && it !== text.trim()).slice(0, MOST_RECENT);
  if (fitting.length === 0) return offered;
  // All items of a list take the place of the same text: here all of it, with what the server would have kept written out.
  const before = text.slice(0, offered.from);
  return {
    from: 0, to: text.length,
    items: [...fitting.map((it): Suggestion => ({ label: it, insert: it, kind: 'recent', detail: 'recent' })), ...offered.items.map((it) => ({ ...it, insert: before + it.insert }))],
  };
}

/** What Enter means while a list is open: true takes the item, false applies the filter as it is written. */
export function enterTakes(item: Suggestion, written: string, hasMoved: boolean): boolean {
  if (hasMoved) return true;
  const partial = bare(written);
  if (partial === '' || item.kind === 'recent' || /^[-+\d]/.test(partial)) return false;   // a number is whole wherever one stops
  return partial !== bare(item.label);
}

const bare = (text: string) => text.trim().replace(/^['"]|['"]$/g, '').toLowerCase();

/** With a space behind what something must follow, so that one types on. */
export const inserted = ({ insert, kind }: Suggestion): string => (kind === 'value' || kind === 'recent' || /[(['"]$/.test(insert) ? insert : `${insert} `);
