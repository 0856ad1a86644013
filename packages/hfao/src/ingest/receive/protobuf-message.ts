/** A field of a protobuf message, encoded; a field with its default value is left out, as proto3 does. */

export function integerField(field: number, value: number): Buffer {
  return value === 0 ? EMPTY : Buffer.from([...varint(field << 3), ...varint(value)]);
}

export function textField(field: number, text: string): Buffer {
  return text === '' ? EMPTY : messageField(field, Buffer.from(text));
}

/** A message is there even when it is empty. */
export function messageField(field: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);
}

const EMPTY = Buffer.alloc(0);

/** @param value not negative and a safe integer */
function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}
