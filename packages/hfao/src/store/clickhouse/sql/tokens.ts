import { refusal } from '../../sql/refusal.js';

/** A word, name, text, number or sign of a query. `shown`: as the engine gets to see it, `at`, `end`: where it stands in the text. */
export interface Token { kind: 'word' | 'name' | 'text' | 'number' | 'sign'; value: string; shown: string; at: number; end: number }

const MAX_LENGTH = 20_000;
const MAX_TOKENS = 6_000;
const MAX_NESTED = 80;

const BLANK = /(?:\s|--[^\n]*|\/\*[^]*?\*\/)+/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /(?:0x[0-9a-f]+|(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?)(?![\w.])/iy;
const PLACE = /\d+/y;
const TEXT = /'((?:[^'\\\0]|\\[^\0]|'')*)'/y;
const NAME = /"([^"`'\\\p{Cc}():]+)"|`([^"`'\\\p{Cc}():]+)`/uy;
const SIGN = /->|::|<=>|<=|>=|<>|!=|==|\|\||[-+*/%()[\],.<>=]/y;

/**
 * Takes a text apart. The engine never sees the text itself, but what is put together of these: no comments, no signs beyond ASCII outside of texts and names, one way to
 * write each thing. So it cannot read in it what was not read here.
 * @throws Failure `invalid_input` for what is not among these
 */
export function tokensOf(sql: string): Token[] {
  if (sql.length > MAX_LENGTH) throw refusal(`The query has more than ${MAX_LENGTH} characters.`, sql);
  const tokens: Token[] = [];
  let nested = 0;
  for (let at = skip(sql, 0); at < sql.length; at = skip(sql, tokens[tokens.length - 1].end)) {
    const token = tokenAt(sql, at, tokens.at(-1));
    if (token === undefined) throw refusal(unreadable(sql, at), sql, at);
    tokens.push(token);
    if (tokens.length > MAX_TOKENS) throw refusal('The query is too long.', sql);
    if (token.kind !== 'sign') continue;
    if (token.value === '(' || token.value === '[') nested++;
    if (token.value === ')' || token.value === ']') nested--;
    if (nested < 0) throw refusal('There is a closing bracket too many.', sql, at);
    if (nested > MAX_NESTED) throw refusal(`Brackets are nested more than ${MAX_NESTED} deep.`, sql, at);
  }
  if (nested > 0) throw refusal('A bracket is not closed.', sql);
  return tokens;
}

/** The query as the engine gets it. */
export const textOf = (tokens: readonly Token[]) => tokens.map((it, i) => spaceBefore(it, tokens[i - 1]) + it.shown).join('');

/** Where in the query as it was written something stands. @param place where it stands in {@link textOf} */
export function placeOf(tokens: readonly Token[], place: number): number | undefined {
  let end = 0;
  return tokens.find((it, i) => (end += spaceBefore(it, tokens[i - 1]).length + it.shown.length) > place)?.at;
}

/** A sign belongs to its number: the engine casts both together. */
function spaceBefore(token: Token, before: Token | undefined): string {
  return before === undefined || (token.kind === 'number' && before.kind === 'sign' && before.value === '-' && before.end === token.at) ? '' : ' ';
}

function skip(sql: string, at: number): number {
  return at + (matched(BLANK, sql, at)?.[0].length ?? 0);
}

function tokenAt(sql: string, at: number, before: Token | undefined): Token | undefined {
  const made = (kind: Token['kind'], length: number, value: string, shown: string): Token => ({ kind, value, shown, at, end: at + length });
  // The places of tuples: a.1.2 is no a .1 .2
  const isPlace = before?.kind === 'sign' && before.value === '.';
  const followsValue = before !== undefined && (before.kind === 'word' || before.kind === 'name' || (before.kind === 'sign' && /[)\]]/.test(before.value)));
  const word = matched(WORD, sql, at);
  if (word !== null) return made('word', word[0].length, word[0], word[0]);
  const number = isPlace ? matched(PLACE, sql, at) : sql[at] === '.' && followsValue ? null : matched(NUMBER, sql, at);
  if (number !== null) return made('number', number[0].length, number[0], number[0]);
  const text = matched(TEXT, sql, at);
  if (text !== null) return made('text', text[0].length, text[1], `'${text[1].replaceAll("''", "\\'")}'`);
  const name = matched(NAME, sql, at);
  if (name !== null) return made('name', name[0].length, name[1] ?? name[2], `\`${name[1] ?? name[2]}\``);
  const sign = sql.startsWith('/*', at) ? null : matched(SIGN, sql, at);
  return sign === null ? undefined : made('sign', sign[0].length, sign[0], sign[0]);
}

function unreadable(sql: string, at: number): string {
  const sign = String.fromCodePoint(sql.codePointAt(at)!);
  if (sql.startsWith('/*', at)) return 'A comment is not closed.';
  if (sign === "'") return 'A text is not closed.';
  if (sign === '"' || sign === '`') return 'A name is not closed, or has quotes, brackets, colons or backslashes in it.';
  if (sign === ';') return 'Write one SELECT, without a semicolon.';
  if (sign === '{') return 'Parameters and {…} are not allowed: write the value, and of maps map(key, value).';
  if (/\d/.test(sign)) return 'This number cannot be read.';
  return `The sign ${JSON.stringify(sign)} is not allowed outside of texts.`;
}

function matched(pattern: RegExp, sql: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(sql);
}
