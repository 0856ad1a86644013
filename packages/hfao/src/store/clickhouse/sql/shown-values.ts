import { CUT_CELL_AT, type ShownKind } from '../../sql/shown-value.js';

export interface Shown { kind: ShownKind; /** The type, as the answer names it. */ name: string }

/** How values of a type are shown. Of the type's name what only says how it is kept is left out: anything may be NULL in an answer. */
export function shownAs(type: string): Shown {
  const name = withoutKeeping(type);
  if (/^U?Int\d+$/.test(name)) return { kind: 'integer', name };
  if (/^(?:Float|BFloat|Decimal)/.test(name)) return { kind: 'float', name };
  if (name === 'Bool') return { kind: 'plain', name };
  if (name.startsWith('DateTime')) return { kind: 'time', name };
  if (/^(?:Array|Map|Tuple|Nested|Variant|Dynamic|JSON|Object)\b/.test(name)) return { kind: 'json', name };
  return { kind: 'text', name };
}

const KEPT = /\b(?:LowCardinality|Nullable)\(/;

function withoutKeeping(type: string): string {
  const start = KEPT.exec(type);
  if (start === null) return type;
  const open = start.index + start[0].length;
  let end = open;
  for (let depth = 1; depth > 0 && end < type.length; end++) depth += type[end] === '(' ? 1 : type[end] === ')' ? -1 : 0;
  return withoutKeeping(type.slice(0, start.index) + type.slice(open, end - 1) + type.slice(end));
}

/** The entries of a tuple as texts, numbers and truth values that JSON can hold, as c0, c1, …. */
export function shownEntries(tuple: string, columns: readonly Shown[]): string {
  return columns.map(({ kind }, i) => `${expression(kind, `tupleElement(${tuple}, ${i + 1})`)} AS c${i}`).join(', ');
}

function expression(kind: ShownKind, value: string): string {
  switch (kind) {
    case 'plain': return value;
    case 'integer': return `toString(${value})`;
    case 'float': return `toFloat64(${value})`;
    case 'time': return `toString(toDateTime64(${value}, 6, 'UTC'))`;
    case 'json': return `substringUTF8(toJSONString(${value}), 1, ${CUT_CELL_AT + 1})`;
    case 'text': return `substringUTF8(toString(${value}), 1, ${CUT_CELL_AT + 1})`;
  }
}
