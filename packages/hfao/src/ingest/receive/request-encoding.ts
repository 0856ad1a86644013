import { Failure } from '../../runtime/errors.js';
import type { TracesEncoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';

const ENCODINGS = new Map<string, TracesEncoding>([['application/x-protobuf', 'protobuf'], ['application/json', 'json']]);

/** How a request's Content-Type says that it is written, parameters aside; undefined when it is neither of OTLP's two. */
export function encodingOf(contentType: string | undefined): TracesEncoding | undefined {
  return ENCODINGS.get(contentType?.split(';', 1)[0].trim().toLowerCase() ?? '');
}

/** @throws Failure `unsupported_media_type` */
export function requireEncoding(contentType: string | undefined): TracesEncoding {
  const encoding = encodingOf(contentType);
  if (encoding !== undefined) return encoding;
  const given = contentType === undefined ? 'The request has no Content-Type' : `The Content-Type is "${contentType.slice(0, 100)}"`;
  throw new Failure('unsupported_media_type', `${given}; OTLP over HTTP is application/x-protobuf or application/json.`);
}

/** @throws Failure `unsupported_media_type` that names what is accepted */
export function requireContentEncoding(header: string | undefined): ContentEncoding {
  switch (header?.trim().toLowerCase() ?? '') {
    case '': case 'identity': return 'identity';
    case 'gzip': case 'x-gzip': return 'gzip';
    default: throw new Failure('unsupported_media_type', `The Content-Encoding is "${header?.slice(0, 100)}"; gzip and identity are accepted. Set OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none.`);
  }
}
