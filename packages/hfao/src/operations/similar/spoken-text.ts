const MAX_LENGTH = 2_000;

/** What an observation says, for a comparison: its name, and the words of its output and input without the frame of JSON around them. */
export function spokenText({ name, input, output, status_message }: { name: string; input: string | null; output: string | null; status_message: string | null }): string {
  return [name, status_message, words(output), words(input)].filter((it) => it !== null && it !== '').join('\n');
}

/** Works on a text that is cut off as well, which no parser would read. */
function words(payload: string | null): string | null {
  if (payload === null) return null;
  const isJson = payload[0] === '{' || payload[0] === '[';
  const spoken = isJson ? payload.replace(/"(?:role|type|id)"\s*:\s*"[^"]*"|"[\w.-]{1,64}"\s*:|[{}[\],"]|\\[nrt]/g, ' ') : payload;
  return spoken.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH);
}
