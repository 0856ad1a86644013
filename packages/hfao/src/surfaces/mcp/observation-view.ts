import { z } from 'zod';
import type { Observation } from '../../model/observation.js';
import { cutNotes, fit } from './budget.js';
import { atPointer, evidenceId } from './evidence.js';
import type { Presented, View } from './view.js';

/** One observation as long as it fits; its long texts are cut and can be read on by path and offset. */
export const observationView: View = {
  extra: {
    path: z.string().max(1000).optional().describe('JSON pointer to one part, for example /input/messages/3; the whole observation when left out'),
    offset: z.number().int().min(0).default(0).describe('characters to skip, when path names a text'),
  },
  output: z.object({
    evidence: z.string().describe('trace/observation#path'),
    observation: z.looseObject({}).optional().describe('absent and empty fields are left out'),
    part: z.unknown().optional().describe('what path names'),
    total_chars: z.number().optional().describe('of the text that path names'),
    next_offset: z.number().optional().describe('where to read on'),
  }),
  async present({ input, extra, maxChars, run }) {
    const { observation } = await run(input) as { observation: Observation };
    const { path, offset } = extra as { path?: string; offset: number };
    if (path === undefined || path === '' || path === '/') return wholeObservation(observation, maxChars);
    return partOf(observation, path, offset, maxChars);
  },
};

function wholeObservation(observation: Observation, maxChars: number): Presented {
  const { value, cuts } = fit(observation, maxChars - 800);
  const evidence = evidenceId(observation.trace_id, observation.observation_id);
  const notes = cutNotes(cuts, '', (path) => (path === '' ? 'give a larger max_tokens' : `read it with path=${path}`));
  return { structured: { evidence, observation: value }, text: `${evidence}\n${JSON.stringify(value, null, 1)}`.slice(0, maxChars), notes };
}

function partOf(observation: Observation, path: string, offset: number, maxChars: number): Presented {
  const pointer = path.replace(/^#/, '').replace(/^(?!\/)/, '/');
  const part = atPointer(observation, pointer);
  const evidence = evidenceId(observation.trace_id, observation.observation_id, pointer);
  if (typeof part === 'string') return partOfText(part, evidence, offset, maxChars);
  const { value, cuts } = fit(part, maxChars - 800);
  const notes = cutNotes(cuts, pointer, (longer) => (longer === pointer ? 'give a larger max_tokens' : 'read it with that path'));
  return { structured: { evidence, part: value }, text: `${evidence}\n${JSON.stringify(value ?? null, null, 1)}`.slice(0, maxChars), notes };
}

function partOfText(text: string, evidence: string, offset: number, maxChars: number): Presented {
  // In JSON a character may take two, a control character six; halving until it fits ends soon.
  let length = maxChars - 800;
  while (JSON.stringify(text.slice(offset, offset + length)).length > maxChars - 600) length = Math.floor(length / 2);
  const end = Math.min(offset + length, text.length);
  const more = end < text.length ? { next_offset: end } : {};
  const notes = end < text.length ? [`Characters ${offset} to ${end} of ${text.length}; read on with offset=${end}.`] : [];
  return { structured: { evidence, part: text.slice(offset, end), total_chars: text.length, ...more }, text: `${evidence}\n${text.slice(offset, end)}`, notes };
}
