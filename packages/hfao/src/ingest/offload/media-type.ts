const ascii = (bytes: Uint8Array, start: number, end: number) => String.fromCharCode(...bytes.subarray(start, end));

/** What the first bytes of a content say that it is (its magic number); undefined where they say nothing. */
export function sniffedType(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xff && b === 0xd8 && c === 0xff) return 'image/jpeg';
  if (a === 0xff && (b === 0xfb || b === 0xf3 || b === 0xf2)) return 'audio/mpeg';
  const start = ascii(bytes, 0, 4);
  switch (start) {
    case '\x89PNG': return 'image/png';
    case 'GIF8': return 'image/gif';
    case '%PDF': return 'application/pdf';
    case 'OggS': return 'audio/ogg';
    case 'fLaC': return 'audio/flac';
    case 'PK\x03\x04': return 'application/zip';
    case '\x1aE\xdf\xa3': return 'video/webm';
    case 'RIFF': return { WEBP: 'image/webp', WAVE: 'audio/wav' }[ascii(bytes, 8, 12)];
  }
  if (start.startsWith('ID3')) return 'audio/mpeg';
  if (ascii(bytes, 4, 8) !== 'ftyp') return undefined;
  const brand = ascii(bytes, 8, 12);
  return brand.startsWith('avi') ? 'image/avif' : brand.startsWith('M4A') ? 'audio/mp4' : 'video/mp4';
}

const NAMES = ['mime_type', 'mimeType', 'media_type', 'mediaType', 'content_type', 'contentType'];
const MIME_TYPE = /^[a-z]+\/[\w.+-]{1,100}$/i;

/** What an object says of the content that it holds; undefined where it says nothing that is a type. */
export function statedType(holder: Readonly<Record<string, unknown>>): string | undefined {
  for (const name of NAMES) {
    const said = holder[name];
    if (typeof said === 'string' && MIME_TYPE.test(said)) return said.toLowerCase();
  }
  // OpenAI's `input_audio`
  const { format } = holder;
  return typeof format === 'string' && /^(?:wav|mp3|flac|ogg|opus|aac|m4a)$/.test(format) ? `audio/${format === 'mp3' ? 'mpeg' : format}` : undefined;
}
