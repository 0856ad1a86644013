import { z } from 'zod';

const SCHEME = 'hfao-body:';

/** 40 letters from a to p: 160 bits. No digits, so that no search for card or phone numbers ever takes an id for one. */
export const BodyId = z.string().regex(/^[a-p]{40}$/, 'a body id is 40 letters from a to p').describe('what follows hfao-body: in a reference');
export type BodyId = z.infer<typeof BodyId>;

/** How rows point to a body: in `input_ref` and `output_ref`, as the `uri` of a message part, as the value of a JSON string. */
export const bodyRef = (id: BodyId) => SCHEME + id;

/** 16 letters for 16 values of half a byte. */
export function bodyIdFrom(bytes: Uint8Array): BodyId {
  let id = '';
  for (let i = 0; i < 20; i++) id += String.fromCharCode(0x61 + (bytes[i] >> 4), 0x61 + (bytes[i] & 15));
  return id;
}

/** A long text as it stays where it was: its beginning, then where the whole of it is. */
export function cutWithRef(beginning: string, id: BodyId, bytes: number): string {
  return `${beginning}… [${bodyRef(id)}, ${bytes} bytes]`;
}
