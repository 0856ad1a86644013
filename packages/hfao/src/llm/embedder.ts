/**
 * Texts as vectors whose nearness is likeness. `lexical`: likeness of spelling, worked out here. `semantic`: of meaning, by a model that an endpoint serves.
 * Whoever shows a result says which it was.
 */
export interface Embedder {
  readonly method: 'lexical' | 'semantic';
  /** The endpoint's model, or the name of our own way. */
  readonly model: string;
  /** How many texts it is reasonable to compare for one question. */
  readonly reach: number;
  /**
   * One vector of length 1 for each text, in order, all of equal dimension; of a text without anything to go by all zero. What is too long is cut.
   * @throws Failure `unavailable` when the endpoint does not answer as it should
   */
  embed(texts: readonly string[], signal: AbortSignal): Promise<Float32Array[]>;
}

/** The cosine of the angle between two vectors of length 1: 1 is the same, 0 nothing in common. */
export function likeness(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

export function toLengthOne(vector: Float32Array): Float32Array {
  const length = Math.sqrt(likeness(vector, vector));
  return length === 0 ? vector : vector.map((it) => it / length);
}
