/** What a reference to a body begins with (model/body-ref.ts), and what it looks like; the id is its one group. */
export const BODY_MARK = 'hfao-body:';
export const BODY_PATTERN = `${BODY_MARK}([a-p]{40})`;

/** Whether text from outside may stand in a column, and so a reference in its place; columns of maps and lists in their values. */
export function mayMentionBody(name: string, kind: string): boolean {
  return kind === 'map' || kind === 'list' || kind === 'payload' || kind === 'json' || TEXTS.has(name);
}

const TEXTS = new Set(['input_ref', 'output_ref', 'input_preview', 'output_preview', 'status_message', 'name']);
