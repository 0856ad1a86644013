import type { MessagePart } from '../../model/message.js';
import { isRecord } from './json.js';

export type Raw = Record<string, unknown>;

/** An image, sound or document that is given by URL: a `data:` URL holds the content itself. */
export function mediaPart(modality: string, url: string, rest: Raw = {}): MessagePart {
  const comma = url.startsWith('data:') ? url.indexOf(';base64,') : -1;
  if (comma < 0) return defined({ type: 'uri', modality, uri: url, ...rest });
  return defined({ type: 'blob', modality, mime_type: url.slice('data:'.length, comma) || undefined, content: url.slice(comma + ';base64,'.length), ...rest });
}

/** OpenAI `image_url` (an object or a text), Anthropic and Bedrock `source`, Vercel `image`. */
export function imagePart(raw: Raw): MessagePart {
  const given = raw.image_url;
  if (isRecord(given) && typeof given.url === 'string') return mediaPart('image', given.url, { ...without(given, 'url'), ...without(raw, 'type', 'image_url') });
  for (const key of ['image_url', 'url', 'image']) {
    const link = raw[key];
    if (typeof link !== 'string') continue;
    if (/^[a-z][a-z0-9+.-]{1,20}:/.test(link)) return mediaPart('image', link, without(raw, 'type', key));
    return { type: 'blob', modality: 'image', content: link, ...without(raw, 'type', key) };
  }
  return sourcedPart('image', raw);
}

export function documentPart(raw: Raw): MessagePart {
  return sourcedPart('document', raw);
}

/** OpenAI `input_audio`. */
export function audioPart(raw: Raw): MessagePart {
  const audio = raw.input_audio;
  if (!isRecord(audio) || typeof audio.data !== 'string') return { ...raw, type: 'input_audio' };
  const mimeType = typeof audio.format === 'string' ? `audio/${audio.format}` : undefined;
  return defined({ type: 'blob', modality: 'audio', mime_type: mimeType, content: audio.data, ...without(raw, 'type', 'input_audio') });
}

/** Gemini `inlineData`. */
export function inlineDataPart(raw: Raw): MessagePart {
  const key = 'inlineData' in raw ? 'inlineData' : 'inline_data';
  const data = raw[key] as Raw;
  const mimeType = data.mimeType ?? data.mime_type;
  return defined({ type: 'blob', modality: modalityOf(mimeType), mime_type: mimeType, content: data.data, ...without(data, 'mimeType', 'mime_type', 'data'), ...without(raw, key) });
}

/** Gemini `fileData`. */
export function fileDataPart(raw: Raw): MessagePart {
  const key = 'fileData' in raw ? 'fileData' : 'file_data';
  const data = raw[key] as Raw;
  const mimeType = data.mimeType ?? data.mime_type;
  return defined({
    type: 'uri', modality: modalityOf(mimeType), mime_type: mimeType, uri: data.fileUri ?? data.file_uri,
    ...without(data, 'mimeType', 'mime_type', 'fileUri', 'file_uri'), ...without(raw, key),
  });
}

/** Anthropic: `source {type, media_type, data | url}`. */
function sourcedPart(modality: string, raw: Raw): MessagePart {
  const source = raw.source;
  const rest = without(raw, 'type', 'source');
  if (isRecord(source) && typeof source.data === 'string') {
    return defined({ type: 'blob', modality, mime_type: source.media_type, content: source.data, ...without(source, 'type', 'media_type', 'data'), ...rest });
  }
  if (isRecord(source) && typeof source.url === 'string') return mediaPart(modality, source.url, { ...without(source, 'type', 'url'), ...rest });
  return { ...raw, type: modality };
}

function modalityOf(mimeType: unknown): string | undefined {
  return typeof mimeType === 'string' ? mimeType.split('/')[0] : undefined;
}

/** A copy without some keys. A key `__proto__` from JSON stays a key. */
export function without(raw: Raw, ...keys: string[]): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !keys.includes(key)));
}

/** What is undefined is left out. */
export function defined(part: Raw): MessagePart {
  for (const key of Object.keys(part)) if (part[key] === undefined) delete part[key];
  return part as MessagePart;
}
