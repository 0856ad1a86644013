import { putAttribute } from './attributes.js';
import type { Exemplar } from './metric-point.js';
import type { ProtobufCursor } from './protobuf-cursor.js';
import { readKeyValue } from './protobuf-values.js';
import { microsOf } from './span-times.js';

const TIME = 0x11;
const AS_DOUBLE = 0x19;
const SPAN_ID = 0x22;
const TRACE_ID = 0x2a;
const AS_INT = 0x31;
const ATTRIBUTE = 0x3a;

export function readExemplar(cursor: ProtobufCursor, end: number): Exemplar {
  const exemplar: Exemplar = { time: 0, value: null, isInteger: false, traceId: '', spanId: '', attributes: {} };
  while (cursor.at < end) {
    const tag = cursor.tag(end);
    switch (tag) {
      case TIME: cursor.fixed64(end); exemplar.time = microsOf(cursor.high, cursor.low); break;
      case AS_DOUBLE: exemplar.value = cursor.double(end); exemplar.isInteger = false; break;
      case AS_INT: exemplar.value = cursor.sfixed64Integer(end); exemplar.isInteger = true; break;
      case TRACE_ID: exemplar.traceId = cursor.hex(end); break;
      case SPAN_ID: exemplar.spanId = cursor.hex(end); break;
      case ATTRIBUTE: {
        const value = readKeyValue(cursor, cursor.lengthEnd(end));
        putAttribute(exemplar.attributes, cursor.key, value);
        break;
      }
      default: cursor.skip(tag, end);
    }
  }
  return exemplar;
}
