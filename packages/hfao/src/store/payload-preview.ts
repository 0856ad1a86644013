import type { ObservationRow } from '../model/observation.js';

const PREVIEW_LENGTH = 500;
/** Longer conversations are shown by their beginning: parsing them at every write costs more than the nicer text is worth. */
const PARSED_LENGTH = 128 * 1024;

/**
 * What a list shows of an observation's input or output: the text of a conversation's last message that has any,
 * else the payload's beginning; at most 500 characters. Null when there is none.
 */
export function payloadPreview(row: ObservationRow, side: 'input' | 'output'): string | null {
  const payload = row[side] ?? (side === 'input' ? row.input_preview : row.output_preview);
  if (payload === null) return null;
  const text = payload.startsWith('{"messages":') && payload.length <= PARSED_LENGTH ? lastText(payload) ?? payload : payload;
  return beginning(text, PREVIEW_LENGTH);
}

/** At most `length` characters, never half a surrogate pair. */
export function beginning(text: string, length: number): string {
  if (text.length <= length) return text;
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}

function lastText(payload: string): string | undefined {
  try {
    const { messages } = JSON.parse(payload) as { messages: { parts?: { type?: string; content?: unknown }[] }[] };
    for (const message of messages.toReversed()) {
      const texts = (message.parts ?? []).filter((it) => it.type === 'text' && typeof it.content === 'string').map((it) => it.content as string);
      if (texts.length > 0) return texts.join('\n');
    }
  } catch {
    // Not a conversation after all: shown as it is.
  }
  return undefined;
}
