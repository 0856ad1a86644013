import { createHash } from 'node:crypto';

/**
 * Ids made of what things say: the same in the same request is told apart by its number there, so that what is sent again, or replayed,
 * has the ids that it had. One instance a request.
 */
export class ContentIds {
  readonly #seen = new Map<string, number>();

  /** 32 hex digits. */
  of(content: string): string {
    const id = digest(content);
    const number = this.#seen.get(id) ?? 0;
    this.#seen.set(id, number + 1);
    return number === 0 ? id : digest(`${id} ${number}`);
  }
}

/** The first 32 hex digits of the text's SHA-256. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

const known = new WeakMap<object, string>();

/** The text of what many things share, made once. */
export function sharedText(shared: object): string {
  let text = known.get(shared);
  if (text === undefined) known.set(shared, text = digest(JSON.stringify(shared)));
  return text;
}
