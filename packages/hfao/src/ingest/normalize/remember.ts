const MAX_ENTRIES = 64;
const MAX_CHARACTERS = 65_536;

/**
 * The same function with a memory of its latest answers. For texts that come again with span after span: tool definitions, parameters, metadata.
 * Answers are shared: nobody may change them.
 */
export function remembering<T>(compute: (text: string) => T): (text: string) => T {
  const answers = new Map<string, T>();
  return (text) => {
    if (text.length > MAX_CHARACTERS) return compute(text);
    const known = answers.get(text);
    if (known !== undefined || answers.has(text)) return known as T;
    if (answers.size >= MAX_ENTRIES) answers.clear();
    const answer = compute(text);
    answers.set(text, answer);
    return answer;
  };
}
