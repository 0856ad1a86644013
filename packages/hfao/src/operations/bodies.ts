import { z } from 'zod';
import { BodyId } from '../model/body-ref.js';
import type { Project } from '../model/project.js';
import { Failure } from '../runtime/errors.js';
import type { ReadableBody } from '../store/bodies/sealed-bodies.js';
import { operation, type OperationContext } from './operation.js';
import { ProjectRef } from './projects.js';

export const getBody = operation({
  name: 'get_body',
  http: ['GET', '/api/v1/projects/:project/bodies/:body_id'],
  scope: 'traces:read',
  summary: 'A large payload or media that an observation points to, part by part.',
  description: 'Payloads over 64 KiB and media are kept beside the observations, which point to them with hfao-body:ID (input_ref, output_ref, the uri of a message part, or within a text). '
    + 'Text comes as text, everything else as base64; where next_offset is not null, read on from there.',
  untrusted: true,
  input: z.strictObject({
    project: ProjectRef,
    body_id: BodyId,
    offset: z.number().int().min(0).default(0).describe('bytes to skip'),
    limit: z.number().int().min(4, 'at least 4').max(1024 * 1024, 'at most 1048576').default(64 * 1024).describe('at most this many bytes'),
  }),
  output: z.object({
    content_type: z.string(),
    size: z.number().int().describe('bytes of the whole'),
    text: z.string().optional().describe('of what is text'),
    base64: z.string().optional().describe('of everything else'),
    next_offset: z.number().int().nullable().describe('where to read on; null at the end'),
  }),
  async run({ bodies, project }, { body_id, offset, limit }) {
    const body = await existingBody(bodies, project, body_id);
    const { contentType, size } = body;
    const bytes = await body.read(Math.min(offset, size), Math.min(offset + limit, size));
    const isText = isTextual(contentType);
    const used = isText && offset + bytes.length < size ? wholeCharacters(bytes) : bytes.length;
    const next = offset + used;
    return {
      content_type: contentType, size,
      ...(isText ? { text: bytes.toString('utf8', 0, used) } : { base64: bytes.toString('base64') }),
      next_offset: next < size ? next : null,
    };
  },
});

export const rotateProjectKey = operation({
  name: 'rotate_project_key',
  http: ['POST', '/api/v1/projects/:project/keys/rotate'],
  scope: 'settings:write',
  toolset: 'ingest',
  summary: 'Makes a new data key for the bodies of this project.',
  description: 'Large payloads and media that arrive from now on are encrypted with the new key; what is stored stays readable with the keys before it.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ key_id: z.string(), keys: z.number().int().describe('how many the project has now, the older ones included') }),
  async run({ keys, project }) {
    const { activeId, keys: all } = await keys.rotate(project.id);
    return { key_id: activeId, keys: Object.keys(all).length };
  },
});

/** @throws Failure `not_found` when this project has no such body, whatever others have */
export async function existingBody(bodies: OperationContext['bodies'], project: Project, id: BodyId): Promise<ReadableBody> {
  const body = await bodies.open(project.id, id);
  if (body === undefined) throw new Failure('not_found', `Project "${project.slug}" has no body ${id}. It may have been deleted since, or belong to another project.`, { field: 'body_id' });
  return body;
}

export const isTextual = (contentType: string) => /^(?:text\/|application\/(?:json|xml|.+\+json|.+\+xml)\b|image\/svg\+xml)/.test(contentType);

/** How many of the bytes are whole characters of UTF-8: the last may be cut. */
function wholeCharacters(bytes: Buffer): number {
  let lead = bytes.length - 1;
  while (lead > bytes.length - 4 && (bytes[lead] & 0xc0) === 0x80) lead--;
  const wanted = bytes[lead] >= 0xf0 ? 4 : bytes[lead] >= 0xe0 ? 3 : bytes[lead] >= 0xc0 ? 2 : 1;
  return lead + wanted > bytes.length && lead > 0 ? lead : bytes.length;
}
