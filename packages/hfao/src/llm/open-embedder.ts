import type { Embedder } from './embedder.js';
import { endpointEmbedder, type EmbeddingsEndpoint } from './endpoint-embedder.js';
import { lexicalEmbedder } from './lexical-embedder.js';

/** The endpoint's, or without one our own. */
export function openEmbedder(endpoint: EmbeddingsEndpoint | undefined): Embedder {
  return endpoint === undefined ? lexicalEmbedder : endpointEmbedder(endpoint);
}
