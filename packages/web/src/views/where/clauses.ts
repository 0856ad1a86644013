/** How filters are written; what they mean, the server knows. */

/** A text as a filter writes it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const equals = (field: string, value: string): string => `${field} = ${quoted(value)}`;

/** Both at once. What stands there already is not written again. */
export function withClause(where: string, clause: string): string {
  const before = where.trim();
  if (before === '') return clause;
  if (before === clause || before.split(' AND ').includes(clause)) return before;
  return `${bracketed(before)} AND ${clause}`;
}

/** All of them at once; empty when there is none. */
export const all = (clauses: readonly string[]): string => clauses.filter((it) => it.trim() !== '').map((it, _, { length }) => (length > 1 ? bracketed(it.trim()) : it.trim())).join(' AND ');

/** AND binds more closely than OR. */
const bracketed = (where: string) => (hasBareOr(where) ? `(${where})` : where);

function hasBareOr(where: string): boolean {
  let depth = 0;
  for (const [token] of where.matchAll(/'(?:[^']|'')*'?|"(?:[^"]|"")*"?|[\p{L}\p{N}_.]+|\|\||[()]/gu)) {
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    else if (depth === 0 && (token === '||' || token.toUpperCase() === 'OR')) return true;
  }
  return false;
}

/** True of words that somebody typed to look for them, without anything that only a filter has; keywords in capitals are meant as such. */
export const isWords = (text: string): boolean => /^[\p{L}\p{N}_.\-/@#:, ]+$/u.test(text) && !/\b(?:AND|OR|NOT|IN|IS|LIKE|BETWEEN|CONTAINS|HAS)\b/.test(text);
