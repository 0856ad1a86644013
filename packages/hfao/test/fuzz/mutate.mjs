/** Numbers that lengths, tags and types go wrong at. */
const ODD_BYTES = [0x00, 0x01, 0x03, 0x04, 0x07, 0x0a, 0x12, 0x2a, 0x32, 0x7f, 0x80, 0xff];
const ODD_TOKENS = ['"', '\\', '{', '}', '[', ']', ':', ',', 'null', '-1', '1e999', '12345678901234567890', '"a"', '{}', '[]', 'true'];

/**
 * A body that was tampered with: bits, bytes, cuts, insertions, repetitions, and pieces of other bodies.
 * @param {Buffer} original @param {readonly Buffer[]} others @param {'protobuf' | 'json'} encoding @param {() => number} random
 */
export function mutate(original, others, encoding, random) {
  let body = Buffer.from(original);
  for (let left = 1 + Math.floor(random() ** 2 * 4); left > 0; left--) body = mutatedOnce(body, others, encoding, random);
  return body;
}

function mutatedOnce(body, others, encoding, random) {
  const at = Math.floor(random() * (body.length + 1));
  const length = Math.floor(random() ** 3 * 40);
  const before = body.subarray(0, at);
  const rest = body.subarray(Math.min(body.length, at + length));
  switch (Math.floor(random() * 7)) {
    case 0: return withByte(body, at, (it) => it ^ (1 << Math.floor(random() * 8)));
    case 1: return withByte(body, at, () => pick(ODD_BYTES, random));
    case 2: return Buffer.concat([before, rest]);
    case 3: return Buffer.from(before);
    case 4: return Buffer.concat([before, encoding === 'json' ? Buffer.from(pick(ODD_TOKENS, random)) : Buffer.from([pick(ODD_BYTES, random)]), rest]);
    case 5: return Buffer.concat([before, body.subarray(at, at + length), body.subarray(at)]);
    default: {
      const other = pick(others, random);
      const from = Math.floor(random() * other.length);
      return Buffer.concat([before, other.subarray(from, from + length), rest]);
    }
  }
}

function withByte(body, at, change) {
  if (at < body.length) body[at] = change(body[at]);
  return body;
}

export const pick = (items, random) => items[Math.floor(random() * items.length)];

/** mulberry32, so that a failure can be repeated from its seed. */
export function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
