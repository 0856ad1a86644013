import type { Attributes } from '@opentelemetry/api';
import { capture } from './capture.js';

const MAX_DOCUMENTS = 100;

/** A retriever's result as `retrieval.documents.N.document.*` (OpenInference), where it is a list of documents or of texts. */
export function retrievedDocuments(result: unknown): Attributes {
  const attributes: Attributes = {};
  if (!Array.isArray(result)) return attributes;
  for (const [index, document] of result.slice(0, MAX_DOCUMENTS).entries()) {
    const { id, score, content, metadata } = parts(document);
    const prefix = `retrieval.documents.${index}.document`;
    if (id !== undefined) attributes[`${prefix}.id`] = capture(id).value;
    if (typeof score === 'number') attributes[`${prefix}.score`] = score;
    if (content !== undefined) attributes[`${prefix}.content`] = capture(content).value;
    if (metadata !== undefined) attributes[`${prefix}.metadata`] = capture(metadata).value;
  }
  return attributes;
}

/** The names that the common vector stores and frameworks use. */
function parts(document: unknown): { id?: unknown; score?: unknown; content?: unknown; metadata?: unknown } {
  if (typeof document === 'string') return { content: document };
  if (typeof document !== 'object' || document === null) return {};
  const it = document as Record<string, unknown>;
  return { id: it.id, score: it.score, content: it.content ?? it.pageContent ?? it.text, metadata: it.metadata };
}
