import { BodyId } from '../model/body-ref.js';
import type { ObservationRow } from '../model/observation.js';
import { Failure } from '../runtime/errors.js';
import type { ReadableBody } from '../store/bodies/sealed-bodies.js';

interface Bodies { open(projectId: string, id: BodyId): Promise<ReadableBody | undefined> }

const MEDIA = /hfao-body:([a-p]{40})(?="|$)/g;
const CUT = /^[\s\S]*… \[hfao-body:([a-p]{40}), \d+ bytes\]$/;

/**
 * The row with what was offloaded put back: input and output, media as data URIs, long attributes. A body that is gone stays a reference.
 * @param budget what may still be put back; goes down
 * @throws Failure `too_large`
 */
export async function wholeRow(row: ObservationRow, bodies: Bodies, budget: { bytes: number }): Promise<ObservationRow> {
  const read = async (id: string): Promise<{ contentType: string; bytes: Buffer } | undefined> => {
    const body = await bodies.open(row.project_id, BodyId.parse(id));
    if (body === undefined) return undefined;
    budget.bytes -= body.size;
    if (budget.bytes < 0) throw new Failure('too_large', 'The payloads of this trace are too large to be put back in one answer; ask with bodies=reference and read them with get_body.', { field: 'bodies' });
    return { contentType: body.contentType, bytes: await body.read(0, body.size) };
  };
  const whole = { ...row };
  for (const side of ['input', 'output'] as const) {
    const id = idIn(row[`${side}_ref`]);
    const body = id === undefined ? undefined : await read(id);
    if (body !== undefined) whole[side] = body.bytes.toString('utf8');
    if (whole[side] !== null) whole[side] = await withMedia(whole[side], read);
  }
  for (const column of ['attributes', 'metadata'] as const) {
    const map = row[column];
    if (map?.some((it) => it.includes('hfao-body:'))) whole[column] = await Promise.all(map.map(async (it, i) => (i % 2 === 0 ? it : wholeText(it, read))));
  }
  return whole;
}

type Reader = (id: string) => Promise<{ contentType: string; bytes: Buffer } | undefined>;

async function wholeText(text: string, read: Reader): Promise<string> {
  const id = CUT.exec(text)?.[1];
  const body = id === undefined ? undefined : await read(id);
  return body === undefined ? withMedia(text, read) : body.bytes.toString('utf8');
}

/** Within JSON, where a data URI needs no escape. */
async function withMedia(text: string, read: Reader): Promise<string> {
  if (!text.includes('hfao-body:')) return text;
  const uris = new Map<string, string>();
  for (const [reference, id] of text.matchAll(MEDIA)) {
    const body = uris.has(reference) ? undefined : await read(id);
    if (body !== undefined) uris.set(reference, `data:${body.contentType};base64,${body.bytes.toString('base64')}`);
  }
  return text.replace(MEDIA, (reference) => uris.get(reference) ?? reference);
}

function idIn(reference: string | null): string | undefined {
  return /^hfao-body:([a-p]{40})$/.exec(reference ?? '')?.[1];
}
