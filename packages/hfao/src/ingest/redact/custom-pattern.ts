import { RE2JS, RE2JSException } from 're2js';
import type { CustomPattern } from '../../model/redaction.js';
import { Failure } from '../../runtime/errors.js';
import type { Finder, Hit } from './hit.js';
import { insideStrings } from './json-strings.js';
import { requiredLiteral } from './required-literal.js';

/** A pattern without a text that must occur is run over every text, so over its beginning only: 32,768 characters. */
export const UNANCHORED_CHARACTERS = 32 * 1024;

/**
 * A project's own pattern, in linear time. In JSON it replaces only what is inside of string values and whole numbers.
 * @param field names the pattern in a message
 * @throws Failure `invalid_input` when it is not RE2 syntax, or matches nothing at all
 */
export function customFinder({ kind, pattern }: CustomPattern, field = 'pattern'): Finder {
  const compiled = compile(pattern, field);
  const literal = requiredLiteral(pattern);
  return (text, hits) => {
    if (literal !== undefined && !text.includes(literal)) return;
    const found = matches(compiled, literal === undefined && text.length > UNANCHORED_CHARACTERS ? text.slice(0, UNANCHORED_CHARACTERS) : text, kind);
    if (found.length > 0) hits.push(...insideStrings(text, found));
  };
}

function compile(pattern: string, field: string): RE2JS {
  let compiled: RE2JS;
  try {
    compiled = RE2JS.compile(pattern);
  } catch (cause) {
    if (!(cause instanceof RE2JSException)) throw cause;
    throw new Failure('invalid_input', `${field} is "${pattern.slice(0, 100)}": it is not a regular expression in RE2 syntax (${cause.message}). There are no look-arounds and no back-references.`, { field, cause });
  }
  if (compiled.matcher('').find()) throw new Failure('invalid_input', `${field} is "${pattern.slice(0, 100)}": it matches the empty text, so everywhere. Ask for at least one character.`, { field });
  return compiled;
}

function matches(compiled: RE2JS, text: string, kind: string): Hit[] {
  const hits: Hit[] = [];
  const matcher = compiled.matcher(text);
  while (matcher.find()) if (matcher.end() > matcher.start()) hits.push({ start: matcher.start(), end: matcher.end(), kind });
  return hits;
}
