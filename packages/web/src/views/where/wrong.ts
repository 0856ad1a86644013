/** What is wrong with a filter, and where, in UTF-16 units of its text. */
export interface Wrong { problem: string; at: number; length: number; suggestions: readonly string[] }

/** While one types, what is not finished is not wrong: only what lies before the end of it is worth saying. A quote that is a fault is one that is not closed yet. */
export const isWorthSaying = (wrong: Wrong, text: string): boolean => wrong.at + wrong.length < text.trimEnd().length && !(wrong.length === 1 && `'"`.includes(text[wrong.at]));

/** The text with the fault replaced by what may have been meant. */
export const corrected = (text: string, wrong: Wrong, suggestion: string): string => text.slice(0, wrong.at) + suggestion + text.slice(wrong.at + wrong.length);

/** What to underline: something even where the fault is that nothing stands there; nothing of a text that changed since. */
export function underlined({ at, length }: Wrong, textLength: number): { from: number; to: number } | undefined {
  if (textLength === 0) return undefined;
  const from = Math.min(at, textLength - 1);
  return { from, to: Math.min(textLength, Math.max(from + 1, at + length)) };
}
