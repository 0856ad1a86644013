import { createReadStream } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { HOUR_MICROS } from '../../model/time.js';
import { rangeOf } from '../../operations/traces.js';
import { TimeInput } from '../../operations/time-input.js';
import { Failure } from '../../runtime/errors.js';
import type { SurfaceDeps } from './deps.js';
import { projectInPath } from './project-in-path.js';

export const PARQUET_PATH = '/api/v1/projects/:project/hours/parquet';
/** How many observations the file holds. */
export const ROWS_HEADER = 'x-hfao-observations';
const MOST_HOURS = 24;

/** The observations of a time range as a Parquet file. */
export function registerParquet(app: FastifyInstance, deps: Pick<SurfaceDeps, 'control' | 'hourExports'>): void {
  app.get<{ Params: { project: string }; Querystring: Record<string, string | undefined> }>(PARQUET_PATH, async (request, reply) => {
    const project = await projectInPath(deps.control, request.params.project);
    const { from, to } = rangeOf({ from: timeIn(request.query, 'from'), to: timeIn(request.query, 'to') }, Date.now());
    if (to! - from! > MOST_HOURS * HOUR_MICROS) throw new Failure('invalid_input', `At most ${MOST_HOURS} hours are given at once.`, { field: 'to' });
    const { file, rows, bytes, release } = await deps.hourExports.parquet(project.id, { from: from!, to: to! });
    const content = createReadStream(file);
    content.once('close', () => { void release(); });
    return reply.headers({ 'content-type': 'application/vnd.apache.parquet', 'content-length': String(bytes), [ROWS_HEADER]: String(rows), 'cache-control': 'private, no-store', 'content-disposition': 'attachment; filename="observations.parquet"' }).send(content);
  });
}

function timeIn(query: Record<string, string | undefined>, field: 'from' | 'to'): string | number {
  const parsed = TimeInput.safeParse(query[field]);
  if (!parsed.success) throw new Failure('invalid_input', `${field}: ${parsed.error.issues[0].message}.`, { field });
  return parsed.data;
}
