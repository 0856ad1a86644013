import type { MessagePart } from '../../model/message.js';
import { isRecord } from './json.js';

export type Raw = Record<string, unknown>;

/** An image, sound or document that is given by URL: a `data:` URL holds the content itself. */
export function mediaPart(modality: string, url: string, rest: Raw = {}): MessagePart {
  const comma = url.startsWith('data:') ? url.indexOf(';base64,') : -1;
  if (comma < 0) return partOf({ type: 'uri', modality, uri: url }, rest);
  return partOf({ type: 'blob', modality, mime_type: url.slice('data:'.length, comma) || undefined, content: url.slice(comma + ';base64,'.length) }, rest);
}

/** OpenAI `image_url` (an object or a text), Anthropic and Bedrock `source`, Vercel `image`. */
export function imagePart(raw: Raw): MessagePart {
  const given = raw.image_url;
  if (isRecord(given) && typeof given.url === 'string') return mediaPart('image', given.url, { ...without(raw, 'type', 'image_url'), ...without(given, 'url') });
  for (const key of ['image_url', 'url', 'image']) {
    const link = raw[key];
    if (typeof link !== 'string' || link === '') continue;
    if (/^[a-z][a-z0-9+.-]{1,20}:/.test(link)) return mediaPart('image', link, without(raw, 'type', key));
    return partOf({ type: 'blob', modality: 'image', content: link }, without(raw, 'type', key));
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
  return partOf({ type: 'blob', modality: 'audio', mime_type: mimeType, content: audio.data }, without(raw, 'type', 'input_audio'), without(audio, 'data', mimeType === undefined ? '' : 'format'));
}

/** Gemini `inlineData`. */
export function inlineDataPart(raw: Raw): MessagePart {
  const key = isRecord(raw.inlineData) ? 'inlineData' : 'inline_data';
  const data = raw[key] as Raw;
  const [mimeType, mimeKey] = firstOf(data, 'mimeType', 'mime_type');
  return partOf({ type: 'blob', modality: modalityOf(mimeType), mime_type: mimeType, content: data.data }, without(raw, key), without(data, mimeKey, 'data'));
}

/** Gemini `fileData`. */
export function fileDataPart(raw: Raw): MessagePart {
  const key = isRecord(raw.fileData) ? 'fileData' : 'file_data';
  const data = raw[key] as Raw;
  const [mimeType, mimeKey] = firstOf(data, 'mimeType', 'mime_type');
  const [uri, uriKey] = firstOf(data, 'fileUri', 'file_uri');
  return partOf({ type: 'uri', modality: modalityOf(mimeType), mime_type: mimeType, uri }, without(raw, key), without(data, mimeKey, uriKey));
}

/** Vercel `{data, mediaType}`, OpenAI `{file: {file_data | file_id, filename}}`; one of OTel has a `file_id` and stays. */
export function filePart(raw: Raw): MessagePart {
  if (typeof raw.file_id === 'string') return { ...raw, type: 'file' };
  if (isRecord(raw.file)) return filePart({ ...without(raw, 'file'), ...raw.file });
  const [data, key] = firstOf(raw, 'data', 'url', 'file_data', 'base64');
  const [mimeType, mimeKey] = firstOf(raw, 'mediaType', 'mimeType');
  if (typeof data !== 'string') return { ...raw, type: 'file' };
  const rest = without(raw, 'type', key, mimeKey);
  const modality = modalityOf(mimeType);
  if (/^[a-z][a-z0-9+.-]{1,20}:/.test(data)) return mediaPart(modality ?? 'document', data, { mime_type: mimeType, ...rest });
  return partOf({ type: 'blob', modality, mime_type: mimeType, content: data }, rest);
}

/** Genkit `{media: {url, contentType}}`. */
export function genkitMediaPart(raw: Raw): MessagePart {
  const media = raw.media;
  if (!isRecord(media) || typeof media.url !== 'string') return { ...raw, type: 'media' };
  return mediaPart(modalityOf(media.contentType) ?? 'image', media.url, { ...without(raw, 'type', 'media'), mime_type: media.contentType, ...without(media, 'url', 'contentType') });
}

/** Anthropic: `source {type, media_type, data | url}`. */
function sourcedPart(modality: string, raw: Raw): MessagePart {
  const source = raw.source;
  const rest = without(raw, 'type', 'source');
  if (isRecord(source) && typeof source.data === 'string') {
    return partOf({ type: 'blob', modality, mime_type: source.media_type, content: source.data }, rest, without(source, 'type', 'media_type', 'data'));
  }
  if (isRecord(source) && typeof source.url === 'string') return mediaPart(modality, source.url, { ...rest, ...without(source, 'type', 'url') });
  return { ...raw, type: modality };
}

function modalityOf(mimeType: unknown): string | undefined {
  return typeof mimeType === 'string' ? mimeType.split('/')[0] : undefined;
}

/** A part and whatever else the raw one held: a name that the part uses itself gets `raw_` in front. What is undefined is left out. */
export function partOf(fields: Raw, ...rests: Raw[]): MessagePart {
  const part: Raw = {};
  for (const key of Object.keys(fields)) if (fields[key] !== undefined) part[key] = fields[key];
  for (const rest of rests) {
    for (const [key, value] of Object.entries(rest)) if (value !== undefined && key !== '__proto__') part[key in part || key in Object.prototype ? `raw_${key}` : key] = value;
  }
  return part as MessagePart;
}

/** A copy without some keys. */
export function without(raw: Raw, ...keys: string[]): Raw {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => !keys.includes(key)));
}

/** The first of the names that has a value, and which it was. */
export function firstOf(raw: Raw, ...names: string[]): [unknown, string] {
  const name = names.find((it) => raw[it] !== undefined && raw[it] !== null) ?? names[0];
  return [raw[name], name];
}
