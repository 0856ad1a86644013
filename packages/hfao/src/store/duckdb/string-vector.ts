import duckdb, { type Vector } from '@duckdb/node-bindings';

/** The size of DuckDB's string_t: a length, then up to twelve bytes in place, or a prefix and a pointer. */
const STRING_BYTES = 16;
const INLINE_BYTES = 12;
/** A repeated string up to this length is handed over once; looking up longer ones costs more than copying them. */
const SHARED_LENGTH = 512;
/** After so many lookups a column of nothing but distinct values is not looked up any more. */
const SHARING_TRIAL = 256;

let bytes = new Uint8Array(64 * 1024);
let words = new Uint32Array(bytes.buffer);

/**
 * Writes strings into a VARCHAR vector. Null entries are left to the caller's validity mask.
 * Short ASCII strings are laid out here, all others are copied by DuckDB, once for each distinct value: a call into the engine for each string costs five times as much.
 * Layout: duckdb/common/types/string_type.hpp; inlined bytes beyond the length must be zero, or equal strings compare as different.
 */
export function fillStrings(vector: Vector, values: readonly (string | null | undefined)[], count: number): void {
  reserve(count);
  words.fill(0, 0, count * 4);
  const copied: number[] = [];
  const firstIndex = new Map<string, number>();
  let lookups = 0;
  for (let i = 0; i < count; i++) {
    const value = values[i];
    if (value === null || value === undefined || writeInline(value, i)) continue;
    let source = i;
    if (value.length <= SHARED_LENGTH && (lookups < SHARING_TRIAL || firstIndex.size * 4 < lookups * 3)) {
      lookups++;
      const first = firstIndex.get(value);
      if (first === undefined) firstIndex.set(value, i);
      else source = first;
    }
    if (source === i) duckdb.vector_assign_string_element(vector, i, value);
    copied.push(i, source);
  }
  if (copied.length > 0) readBack(vector, copied, count);
  duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, count * STRING_BYTES);
}

/** True when the string was short and ASCII, and now stands in the scratch buffer. */
function writeInline(value: string, index: number): boolean {
  const length = value.length;
  if (length > INLINE_BYTES) return false;
  const start = index * STRING_BYTES + 4;
  for (let i = 0; i < length; i++) {
    const code = value.charCodeAt(i);
    if (code > 127) {
      bytes.fill(0, start, start + i);
      return false;
    }
    bytes[start + i] = code;
  }
  words[index * 4] = length;
  return true;
}

/** Takes the string_t that DuckDB made for each distinct value to every row that has this value: they may share the bytes, the vector owns them. */
function readBack(vector: Vector, copied: readonly number[], count: number): void {
  const data = duckdb.vector_get_data(vector, count * STRING_BYTES);
  const made = new Uint32Array(data.buffer, data.byteOffset, count * 4);
  for (let i = 0; i < copied.length; i += 2) {
    const to = copied[i] * 4;
    const from = copied[i + 1] * 4;
    words[to] = made[from];
    words[to + 1] = made[from + 1];
    words[to + 2] = made[from + 2];
    words[to + 3] = made[from + 3];
  }
}

function reserve(count: number): void {
  if (bytes.byteLength >= count * STRING_BYTES) return;
  bytes = new Uint8Array(count * STRING_BYTES * 2);
  words = new Uint32Array(bytes.buffer);
}
