/** Quantifiers after which the atom before them may be missing. */
const OPTIONAL = /^(?:[*?]|\{0?,|\{0\}|\{0,)/;

/**
 * A text without which a pattern (RE2 syntax) cannot match: its longest run of plain characters outside of groups and classes.
 * Undefined where there is none for sure: alternatives, flags, or only classes.
 */
export function requiredLiteral(pattern: string): string | undefined {
  let best = '';
  let run = '';
  const end = () => { if (run.length > best.length) best = run; run = ''; };
  for (let i = 0; i < pattern.length;) {
    const atom = atomAt(pattern, i);
    if (atom === undefined) return undefined;
    i = atom.end;
    if (atom.literal === undefined) { end(); i = quantifierEnd(pattern, i); continue; }
    const after = quantifierEnd(pattern, i);
    if (after === i) run += atom.literal;
    else {
      if (!OPTIONAL.test(pattern.slice(i))) run += atom.literal;
      end();
      i = after;
    }
  }
  end();
  return best === '' ? undefined : best;
}

/** One atom: its end and, where it is one plain character, that. Undefined where nothing is certain. */
function atomAt(pattern: string, at: number): { end: number; literal?: string } | undefined {
  const character = pattern[at];
  if (character === '|') return undefined;
  if (character === '(') return groupAt(pattern, at);
  if (character === '[') return { end: classEnd(pattern, at) };
  if (character === '.' || character === '^' || character === '$') return { end: at + 1 };
  if (character === '\\') return escapeAt(pattern, at);
  const literal = String.fromCodePoint(pattern.codePointAt(at)!);
  return { end: at + literal.length, literal };
}

function escapeAt(pattern: string, at: number): { end: number; literal?: string } | undefined {
  const next = pattern[at + 1] ?? '';
  if (/[^A-Za-z0-9]/.test(next)) return { end: at + 2, literal: next };
  if (next === 'Q' || next === '') return undefined;
  if (/[pPx]/.test(next)) {
    const close = pattern[at + 2] === '{' ? pattern.indexOf('}', at) : next === 'x' ? at + 3 : at + 2;
    return { end: close + 1 };
  }
  return /[dDsSwWbBAzCaftnrv]/.test(next) ? { end: at + 2 } : undefined;
}

/** Flags such as `(?i)` change what the characters around them mean. */
function groupAt(pattern: string, at: number): { end: number } | undefined {
  if (/^\(\?[a-zA-Z-]*[a-zA-Z][a-zA-Z-]*[:)]/.test(pattern.slice(at)) && !pattern.startsWith('(?P', at)) return undefined;
  let depth = 0;
  for (let i = at; i < pattern.length; i++) {
    if (pattern[i] === '\\') { if (pattern[i + 1] === 'Q') return undefined; i++; }
    else if (pattern[i] === '[') i = classEnd(pattern, i) - 1;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && --depth === 0) return { end: i + 1 };
  }
  return undefined;
}

function classEnd(pattern: string, at: number): number {
  let i = at + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length && pattern[i] !== ']'; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern.startsWith('[:', i)) i = Math.max(i, pattern.indexOf(':]', i) + 1);
  }
  return i + 1;
}

function quantifierEnd(pattern: string, at: number): number {
  const quantifier = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/.exec(pattern.slice(at, at + 32));
  return at + (quantifier?.[0].length ?? 0);
}
