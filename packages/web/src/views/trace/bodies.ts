import { createContext, useContext } from 'react';
import type { Observation } from '../../api/model';
import { parsed } from './conversation';

/** What the trace keeps beside its steps: large payloads and media. */
export interface Bodies {
  /** Where the bytes of a body are, on our own origin. */
  url: (id: string) => string;
  /** Of the selected step. */
  payloads: readonly AwayPayload[];
}

/** An input or output of which only the beginning came with its step. */
export interface AwayPayload {
  side: 'input' | 'output';
  id: string;
  /** Bytes; undefined until it is known. */
  size: number | undefined;
  state: 'beginning' | 'loading' | 'whole' | 'failed';
  error: string | undefined;
  load: () => void;
}

export const BodiesContext = createContext<Bodies>({ url: () => '', payloads: [] });
export const useBodies = () => useContext(BodiesContext);

const REF = /hfao-body:([a-p]{40})/;

/** The id in a reference; undefined when the text is none. */
export const bodyIdIn = (text: string | null | undefined) => REF.exec(text ?? '')?.[1];

/** The ids of all references in data, each once. */
export function bodyIdsIn(value: unknown): string[] {
  const text = typeof value === 'string' ? value : JSON.stringify(value) ?? '';
  return [...new Set([...text.matchAll(new RegExp(REF, 'g'))].map((it) => it[1]))];
}

/** A step whose payload is kept elsewhere, with what is known of it in its place: the whole where it was read, else its beginning. */
export function withPayloads(observation: Observation, whole: { input?: string; output?: string } = {}): Observation {
  const shown = (side: 'input' | 'output') => observation[side] ?? (bodyIdIn(observation[`${side}_ref`]) === undefined ? observation[side] : parsed(whole[side] ?? observation[`${side}_preview`]));
  return observation.input_ref === null && observation.output_ref === null ? observation : { ...observation, input: shown('input'), output: shown('output') };
}
