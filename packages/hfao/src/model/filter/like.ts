/**
 * Whether the whole text fits a pattern with % (anything) and _ (one code point). Goes back to the last % only, so that no pattern takes longer
 * than its length times the text's.
 */
export function isLike(text: string, pattern: string): boolean {
  const letters = Array.from(text);
  const wanted = Array.from(pattern);
  let [at, next, afterPercent, retryFrom] = [0, 0, -1, 0];
  while (at < letters.length) {
    if (wanted[next] === '%') {
      afterPercent = ++next;
      retryFrom = at;
    } else if (next < wanted.length && (wanted[next] === '_' || wanted[next] === letters[at])) {
      next++;
      at++;
    } else if (afterPercent !== -1) {
      next = afterPercent;
      at = ++retryFrom;
    } else return false;
  }
  while (wanted[next] === '%') next++;
  return next === wanted.length;
}
