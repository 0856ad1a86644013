import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { perform } from '../../operations/perform.js';
import { runSql } from '../../operations/sql.js';
import type { SqlResult } from '../../store/store.js';
import { parquetOfAnswer } from '../../store/warm/parquet-of-answer.js';
import { operationContext } from '../operation-context.js';
import type { SurfaceDeps } from './deps.js';
import { whileConnected } from './operation-routes.js';

/** `true` when there are more rows than the file has, or a long value was cut. */
export const TRUNCATED_HEADER = 'x-hfao-truncated';

/** What run_sql answers, within its limits, as a Parquet file. */
export function registerSqlParquet(app: FastifyInstance, deps: SurfaceDeps): void {
  app.post<{ Params: { project: string } }>('/api/v1/projects/:project/sql/parquet', async (request, reply) => {
    const input = { ...(request.body as object | undefined), project: request.params.project };
    const answer = await perform(runSql, input, operationContext(deps, whileConnected(reply))) as unknown as SqlResult;
    const folder = await mkdtemp(join(tmpdir(), 'hfao-sql-'));
    const release = () => rm(folder, { recursive: true, force: true });
    try {
      const file = join(folder, 'result.parquet');
      await parquetOfAnswer(answer, file);
      const { size } = await stat(file);
      const content = createReadStream(file);
      content.once('close', () => { void release(); });
      return await reply.headers({ 'content-type': 'application/vnd.apache.parquet', 'content-length': String(size), [TRUNCATED_HEADER]: String(answer.truncated), 'cache-control': 'private, no-store', 'content-disposition': 'attachment; filename="result.parquet"' }).send(content);
    } catch (error) {
      await release();
      throw error;
    }
  });
}
