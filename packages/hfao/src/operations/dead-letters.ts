import { z } from 'zod';
import { DeadLetter } from '../model/dead-letter.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

const letter_id = z.string().max(100).describe('as list_dead_letters gives it');
const MOST_REPLAYED = 1000;

export const listDeadLetters = operation({
  name: 'list_dead_letters',
  http: ['GET', '/api/v1/projects/:project/dead-letters'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'Requests that were acknowledged and could not be stored, or not all of it, oldest first.',
  description: 'Each names what of this project is not stored and why. The rest of its request is stored. Requests that could not be read at all are shown in the default project. '
    + 'When the cause is gone, replay_dead_letter stores them.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, limit: z.coerce.number().int().min(1).max(500).default(50) }),
  output: z.object({ dead_letters: z.array(DeadLetter), total: z.number().int().describe('all of this project, also those that are left out here') }),
  async run({ project, deadLetters }, { limit }) {
    const all = await deadLetters.list(project.id);
    return { dead_letters: all.slice(0, limit), total: all.length };
  },
});

export const getDeadLetter = operation({
  name: 'get_dead_letter',
  http: ['GET', '/api/v1/projects/:project/dead-letters/:letter_id'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'One dead letter, with the request as it came if asked.',
  description: 'With include_body the inflated OTLP request, before redaction, as text (JSON) or base64 (protobuf). A letter that holds items of other projects shows no body.',
  untrusted: true,
  input: z.strictObject({ project: ProjectRef, letter_id, include_body: z.boolean().default(false) }),
  output: z.object({ dead_letter: DeadLetter, body_text: z.string().optional(), body_base64: z.string().optional() }),
  async run({ project, deadLetters }, { letter_id: id, include_body }) {
    const dead_letter = await deadLetters.get(project.id, id);
    if (!include_body) return { dead_letter };
    const body = Buffer.from(await deadLetters.body(project.id, id));
    return dead_letter.encoding === 'json' ? { dead_letter, body_text: body.toString() } : { dead_letter, body_base64: body.toString('base64') };
  },
});

export const replayDeadLetter = operation({
  name: 'replay_dead_letter',
  http: ['POST', '/api/v1/projects/:project/dead-letters/replay'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'Sends one dead letter, or all of this project, down the write road again.',
  description: 'What of a request is stored already replaces itself, so nothing shows twice. A letter goes when its request is safe in the ingest buffer; one that fails again comes back as a new letter, seconds later.',
  input: z.strictObject({ project: ProjectRef, letter_id: letter_id.optional().describe('left out: all letters of this project') }),
  output: z.object({ replayed: z.array(z.string()).describe('ids of the letters that are gone'), remaining: z.number().int().describe('letters of this project that are left now') }),
  async run({ project, deadLetters, signal }, { letter_id: id }) {
    const ids = id === undefined ? (await deadLetters.list(project.id)).slice(0, MOST_REPLAYED).map((it) => it.letter_id) : [id];
    const replayed: string[] = [];
    for (const it of ids) {
      if (signal.aborted) break;
      await deadLetters.replay(project.id, it);
      replayed.push(it);
    }
    return { replayed, remaining: (await deadLetters.list(project.id)).length };
  },
});

export const dropDeadLetter = operation({
  name: 'drop_dead_letter',
  http: ['DELETE', '/api/v1/projects/:project/dead-letters/:letter_id'],
  scope: 'ingest:write',
  toolset: 'ingest',
  summary: 'Deletes one dead letter: what it holds is lost for good.',
  description: 'For what will never be stored. A letter that holds items of other projects is not dropped; replay it instead.',
  input: z.strictObject({ project: ProjectRef, letter_id }),
  output: z.object({ dropped: z.boolean().describe('false: this project has no such letter (any more)') }),
  run: async ({ project, deadLetters }, { letter_id: id }) => ({ dropped: await deadLetters.drop(project.id, id) }),
});
