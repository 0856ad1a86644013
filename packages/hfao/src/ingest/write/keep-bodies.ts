import { Failure } from '../../runtime/errors.js';
import type { Log } from '../../runtime/log.js';
import type { BodyStore } from '../../store/bodies/body-store.js';
import { prepareSealing, sealBody } from '../../store/bodies/sealed-body.js';
import type { CollectedBodies, CollectedBody } from '../offload/collected-bodies.js';

export interface KeepBodiesDeps {
  bodies: Pick<BodyStore, 'put' | 'writtenAt'>;
  log: Log;
  /** Rejects when it is time to stop. */
  sleep: (ms: number) => Promise<unknown>;
}

const BACKOFF_MS = [100, 500, 2000, 5000];
const AT_A_TIME = 4;
/** A body that was written within this time is there to stay for a while; an older one is written again, so that its age begins anew. */
const FRESH_MS = 24 * 3600 * 1000;

/**
 * Resolves once every body of these requests is durable, however long the place of bodies takes none. Rows that point to them are stored after this,
 * so no row ever points to nothing; a body whose rows never come is harmless.
 * @throws what sealing throws (a bug), and when it is time to stop
 */
export async function keepBodies(collections: readonly CollectedBodies[], deps: KeepBodiesDeps): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const waiting = collections.flatMap((it) => it.waiting.map((body) => ({ body, of: it })));
    if (waiting.length === 0) return;
    try {
      await prepareSealing();
      for (let i = 0; i < waiting.length; i += AT_A_TIME) await Promise.all(waiting.slice(i, i + AT_A_TIME).map((it) => keep(it, deps.bodies)));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const waitMs = BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)];
      deps.log.error({ error, attempt: attempt + 1, waitMs, bodies: waiting.length }, 'large payloads cannot be stored now; they are kept and tried again');
      await deps.sleep(waitMs);
    }
  }
}

async function keep({ body, of }: { body: CollectedBody; of: CollectedBodies }, store: KeepBodiesDeps['bodies']): Promise<void> {
  const { projectId, id, keyId, dataKey } = body;
  const writtenAt = await store.writtenAt(projectId, id);
  if (writtenAt === undefined || Date.now() - writtenAt > FRESH_MS) await store.put(projectId, id, sealBody(body, body, { id: keyId, dataKey }));
  of.kept(body);
}
