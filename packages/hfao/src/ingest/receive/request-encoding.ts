import { Failure } from '../../runtime/errors.js';
import type { Encoding } from '../decode/encoding.js';
import type { ContentEncoding } from '../log/record.js';

const ENCODINGS = new Map<string, Encoding>([['application/x-protobuf', 'protobuf'], ['application/json', 'json']]);

/** How a request's Content-Type says that it is written, parameters aside; undefined when it is neither of OTLP's two. */
export function encodingOf(contentType: string | undefined): Encoding | undefined {
  return ENCODINGS.get(contentType?.split(';', 1)[0].trim().toLowerCase() ?? '');
}

/** @throws Failure `unsupported_media_type` */
export function requireEncoding(contentType: string | undefined): Encoding {
  const encoding = encodingOf(contentType);
  if (encoding !== undefined) return encoding;
  const given = contentType === undefined ? 'The request has no Content-Type' : `The Content-Type is "${contentType.slice(0, 100)}"`;
  throw new Failure('unsupported_media_type', `${given}; OTLP over HTTP is application/x-protobuf or application/json.`);
}

const CONTENT_ENCODINGS = new Map<string, ContentEncoding>([['gzip', 'gzip'], ['x-gzip', 'gzip'], ['deflate', 'deflate'], ['zstd', 'zstd']]);

/** How a body is compressed. `identity` beside another coding says nothing. @throws Failure `unsupported_media_type` that names what is accepted */
export function requireContentEncoding(header: string | undefined): ContentEncoding {
  const codings = (header ?? '').split(',').map((it) => it.trim().toLowerCase()).filter((it) => it !== '' && it !== 'identity');
  if (codings.length === 0) return 'identity';
  const known = codings.length === 1 ? CONTENT_ENCODINGS.get(codings[0]) : undefined;
  if (known !== undefined) return known;
  throw new Failure('unsupported_media_type', `The Content-Encoding is "${header?.slice(0, 100)}"; one of gzip, zstd, deflate and identity is accepted. Set OTEL_EXPORTER_OTLP_COMPRESSION=gzip or none.`);
}
