/** Protobuf by hand, for bodies that no serializer writes. */

export const bytes = (...parts: (number | string | Uint8Array)[]): Buffer =>
  Buffer.concat(parts.map((it) => (typeof it === 'number' ? Buffer.of(it) : typeof it === 'string' ? Buffer.from(it) : it)));

export function varint(value: number | bigint): Buffer {
  const out: number[] = [];
  for (let rest = BigInt.asUintN(64, BigInt(value)); ; rest >>= 7n) {
    if (rest < 0x80n) return Buffer.from([...out, Number(rest)]);
    out.push(Number(rest & 0x7fn) | 0x80);
  }
}

export const tag = (field: number, wireType: number): Buffer => varint((field << 3) | wireType);
/** A length-delimited field. */
export const field = (number: number, ...parts: (number | string | Uint8Array)[]): Buffer => {
  const content = bytes(...parts);
  return bytes(tag(number, 2), varint(content.length), content);
};
export const group = (number: number, ...parts: (number | string | Uint8Array)[]): Buffer => bytes(tag(number, 3), ...parts, tag(number, 4));
export const fixed64 = (number: number, value: bigint): Buffer => {
  const content = Buffer.alloc(8);
  content.writeBigUInt64LE(value);
  return bytes(tag(number, 1), content);
};

export const TRACE_ID = Buffer.from('0af7651916cd43dd8448eb211c80319c', 'hex');
export const SPAN_ID = Buffer.from('b7ad6b7169203331', 'hex');

/** The ids that make a span good. */
export const ids = bytes(field(1, TRACE_ID), field(2, SPAN_ID));
export const stringValue = (text: string | Uint8Array): Buffer => field(1, text);
export const keyValue = (key: string | Uint8Array, value: Uint8Array): Buffer => bytes(field(1, key), field(2, value));
/** A request with these spans, given by their content. */
export const requestOf = (...spans: Uint8Array[]): Buffer => field(1, field(2, ...spans.map((it) => field(2, it))));

/** An AnyValue that is a list in a list in a list …, `levels` of them. */
export function nestedLists(levels: number): Buffer {
  let value: Buffer = Buffer.alloc(0);
  for (let i = 0; i < levels; i++) value = field(5, i === 0 ? value : field(1, value));
  return value;
}
