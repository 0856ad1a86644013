// A pool of request bodies that can be sent again and again without ever sending a span twice.
import { crc32, gzipSync } from 'node:zlib';
import { bodies } from './workload.mjs';

/**
 * A span is known by its project, trace and id, so each pass over the pool names another project. The project stands in the resource, at the
 * head of the body: that little head is a gzip member of its own, the rest is compressed once (RFC 1952 allows members to follow each other).
 * The head is stored as it is: compressing it costs the generator 30 times as much, which requests of one span would feel.
 */
export function distinctBodies(bytesPerSpan, spansPerRequest, count) {
  const pool = bodies(bytesPerSpan, spansPerRequest, count).map((body) => {
    const { resource, rest } = split(body);
    return { resource, rest: gzipSync(rest), restBytes: rest.length };
  });
  return {
    count,
    /** The nth request of a run, gzip. */
    at(n) {
      const { resource, rest, restBytes } = pool[n % count];
      const named = Buffer.concat([resource, field(1, projectAttribute(`bench-${Math.floor(n / count)}`))]);
      const inside = field(1, named);
      const head = Buffer.concat([tag(1), varint(inside.length + restBytes), inside]);
      return Buffer.concat([...storedMember(head), rest]);
    },
  };
}

const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);

/** A gzip member with one stored block: the bytes between their lengths and their checksum. */
function storedMember(bytes) {
  const block = Buffer.alloc(5);
  block[0] = 1;   // the last block, stored
  block.writeUInt16LE(bytes.length, 1);
  block.writeUInt16LE(~bytes.length & 0xffff, 3);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(bytes), 0);
  trailer.writeUInt32LE(bytes.length, 4);
  return [GZIP_HEADER, block, bytes, trailer];
}

/** One ResourceSpans: its Resource's content, and what follows the Resource. */
function split(body) {
  const outer = readField(body, 0);
  if (outer.end !== body.length) throw new Error('the body holds more than one resource');
  const resource = readField(body, outer.start);
  return { resource: body.subarray(resource.start, resource.end), rest: body.subarray(resource.end, outer.end) };
}

/** A length-delimited field 1 of protobuf. */
function readField(bytes, at) {
  if (bytes[at++] !== 0x0a) throw new Error('not field 1');
  let length = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { start: at, end: at + length };
  }
}

const tag = (number) => Buffer.from([(number << 3) | 2]);
const field = (number, content) => Buffer.concat([tag(number), varint(content.length), content]);
const projectAttribute = (name) => Buffer.concat([field(1, Buffer.from('hfao.project')), field(2, field(1, Buffer.from(name)))]);

function varint(value) {
  const bytes = [];
  for (; value > 0x7f; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}
