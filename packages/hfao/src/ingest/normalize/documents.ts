import type { RetrievedDocument } from '../../model/observation.js';
import type { Built } from './dialect.js';
import type { FlatItem, ItemList, Leaves } from './flattened.js';
import { isRecord, looksStructured, parseJson, structured } from './json.js';
import { anything, number } from './read.js';

/** OpenInference: `retrieval.documents.{i}.document.*`. */
export const DOCUMENT_LEAVES: Leaves = {
  'document.id': 'id',
  'document.content': { as: 'content', read: anything },
  'document.score': { as: 'score', read: number },
  'document.metadata': { as: 'metadata', read: anything },
};

export function flatDocuments(items: ItemList): Built {
  return { value: items.map(flatDocument) };
}

function flatDocument({ values }: FlatItem): RetrievedDocument {
  const document: RetrievedDocument = {};
  if (values.id !== undefined) document.id = values.id as string;
  if (values.content !== undefined) document.content = values.content;
  if (values.score !== undefined) document.score = values.score as number;
  if (values.metadata !== undefined) document.metadata = structured(values.metadata);
  return document;
}

/** Reads what `gen_ai.retrieval.documents` holds: a list of `{id, score, …}`, structured or as JSON. Undefined when it is neither. */
export function documentList(raw: unknown): RetrievedDocument[] | undefined {
  const value = typeof raw === 'string' && looksStructured(raw) ? parseJson(raw) : raw;
  if (!Array.isArray(value) || value.length === 0 || !value.every(isRecord)) return undefined;
  return value.map(documentOf);
}

function documentOf(raw: Record<string, unknown>): RetrievedDocument {
  const { id, score, content: told, text, metadata, page_content: page, ...rest } = raw;
  // LangChain's name for it; where both are there, both stay.
  const content = told ?? page;
  if (told !== undefined && page !== undefined) rest.page_content = page;
  const document: RetrievedDocument = { ...rest };
  if (id !== undefined && id !== null) document.id = typeof id === 'string' ? id : JSON.stringify(id);
  if (score !== undefined && score !== null) {
    if (number(score as never) === undefined) document.raw_score = score;
    else document.score = number(score as never);
  }
  if ((content ?? text) !== undefined) document.content = content ?? text;
  if (content !== undefined && text !== undefined) document.text = text;
  if (metadata !== undefined) document.metadata = metadata;
  return document;
}
