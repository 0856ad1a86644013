import { z } from 'zod';
import type { getBody } from '../../operations/bodies.js';
import { bodyRef } from '../../model/body-ref.js';
import type { View } from './view.js';

type Answer = z.output<typeof getBody.output>;

/** As much of a body as the answer has room for. What is no text is described, and given only where a limit was asked for: a model cannot read it. */
export const bodyView: View = {
  output: z.object({
    body: z.string().describe('hfao-body:ID'), content_type: z.string(), size: z.number(),
    text: z.string().optional(), base64: z.string().optional(), next_offset: z.number().nullable().optional(),
  }),
  async present({ input, maxChars, run }) {
    const room = Math.max(4, maxChars - 800);
    const asked = typeof input.limit === 'number' ? input.limit : undefined;
    const { content_type, size, text, base64, next_offset } = await answerWithin(room, asked, (limit) => run({ ...input, limit }) as Promise<Answer>);
    const facts = { body: bodyRef(String(input.body_id)), content_type, size };
    const head = `${facts.body} ${content_type}, ${size} bytes`;
    if (text === undefined && asked === undefined) return { structured: facts, text: head, notes: ['This is no text. Its bytes are at the raw route of the REST API, or here as base64 with a limit.'] };
    const notes = next_offset === null ? [] : [`${next_offset} of ${size} bytes so far; read on with offset=${next_offset}.`];
    return { structured: { ...facts, ...(text === undefined ? { base64 } : { text }), next_offset }, text: `${head}\n${text ?? base64}`, notes };
  },
};

/** In JSON a character may take six; halving ends soon. */
async function answerWithin(room: number, asked: number | undefined, run: (limit: number) => Promise<Answer>): Promise<Answer> {
  for (let limit = Math.min(asked ?? room, room, 1024 * 1024); ; limit = Math.max(4, limit >> 1)) {
    const answer = await run(limit);
    if (limit <= 64 || JSON.stringify(answer.text ?? answer.base64 ?? '').length <= room) return answer;
  }
}
