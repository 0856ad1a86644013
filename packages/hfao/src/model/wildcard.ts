/** Whether texts are what a pattern says, where * stands for any characters, none too. Upper and lower case are one. */
export function wildcard(pattern: string): (text: string) => boolean {
  const lower = pattern.toLowerCase();
  if (!lower.includes('*')) return (text) => text.toLowerCase() === lower;
  const [first, ...rest] = lower.split('*');
  const last = rest.pop()!;
  return (text) => matches(text.toLowerCase(), first, rest, last);
}

/** The parts between stars in their order, each at its earliest place: no regular expression, so no pattern takes more than one walk. */
function matches(text: string, first: string, middle: readonly string[], last: string): boolean {
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
