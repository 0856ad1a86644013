/** Texts, and lists and objects as JSON, are cut there: one value must not fill an answer. */
export const CUT_CELL_AT = 100_000;

/** How a value is shown, whatever engine has it. `plain`: as JSON has it; `integer`: as number or text; `time`: as text `2026-01-01 00:00:00.5`, in UTC; `json`: as JSON text. */
export type ShownKind = 'plain' | 'integer' | 'float' | 'time' | 'text' | 'json';

/** A value of an answer, of which the engine has given one sign more than is shown. Integers that a double cannot hold stay text; what JSON has no number for is null. */
export function shownValue(kind: ShownKind, value: unknown): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'integer': return Number.isSafeInteger(Number(value)) ? Number(value) : value;
    case 'float': return Number.isFinite(value) ? value : null;
    case 'time': return isoTime(textOf(value));
    case 'json': return isCut(value) ? value.slice(0, CUT_CELL_AT) : JSON.parse(textOf(value));
    case 'text': return isCut(value) ? value.slice(0, CUT_CELL_AT) : value;
    default: return value;
  }
}

/** Longer than is shown. Characters beyond the Basic Multilingual Plane count twice here and once there: close enough. */
export const isCut = (value: unknown): value is string => typeof value === 'string' && value.length > CUT_CELL_AT;

const textOf = (value: unknown) => (typeof value === 'string' ? value : 'null');

/** `2026-01-01 00:00:00.5` as every surface shows a time; infinity stays what it is. */
function isoTime(text: string): string {
  const match = /^(\S+) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?$/.exec(text);
  return match === null ? text : `${match[1]}T${match[2]}.${(match[3] ?? '').padEnd(6, '0')}Z`;
}
