import type { Redis } from 'ioredis';
import { Failure } from '../../runtime/errors.js';

/** What the acknowledgement of a write means on one Redis. */
export interface RedisDurability {
  /** After each group of writes its sync to disk is waited for (Redis 7.2: WAITAOF); otherwise the reply itself comes after the sync. */
  waitAof: boolean;
  /** What a crash of Redis may lose all the same; undefined: nothing. */
  weakness: string | undefined;
}

/** Asks Redis how it keeps what it is given. Where CONFIG is forbidden, as managed services do, WAITAOF alone can tell. */
export async function durabilityOf(redis: Redis): Promise<RedisDurability> {
  const policy = await setting(redis, 'maxmemory-policy');
  if (policy?.startsWith('allkeys-') === true) return { waitAof: false, weakness: `it may evict what it holds when its memory is full (maxmemory-policy ${policy}): set maxmemory-policy noeviction` };
  const appendonly = await setting(redis, 'appendonly');
  if (appendonly === 'no') return { waitAof: false, weakness: 'it keeps nothing on disk (appendonly no): set appendonly yes and appendfsync always' };
  const appendfsync = await setting(redis, 'appendfsync');
  if (appendfsync === 'always') return { waitAof: false, weakness: undefined };
  if (await canWaitForSync(redis)) return { waitAof: true, weakness: undefined };
  const known = appendfsync === undefined ? 'it does not say how it syncs to disk (CONFIG is forbidden), and has no WAITAOF' : `a crash of Redis may lose the last second or more (appendfsync ${appendfsync})`;
  return { waitAof: false, weakness: `${known}: set appendfsync always, or run Redis 7.2 or newer` };
}

/** @throws Failure `invalid_input` when a crash of Redis could lose what was acknowledged and nobody has agreed to that */
export function requireFull({ weakness }: RedisDurability): void {
  if (weakness === undefined) return;
  throw new Failure('invalid_input', `Redis does not keep the promise that nothing acknowledged is lost: ${weakness}; or accept the loss with HFAO_REDIS_DURABILITY=relaxed.`, { field: 'HFAO_REDIS_URL' });
}

async function setting(redis: Redis, name: string): Promise<string | undefined> {
  const answer = await redis.config('GET', name).catch(refusedOnly);
  return answer?.[1];
}

async function canWaitForSync(redis: Redis): Promise<boolean> {
  return (await redis.call('WAITAOF', '0', '0', '0').catch(refusedOnly)) !== undefined && (await redis.call('WAITAOF', '1', '0', '1').catch(refusedOnly)) !== undefined;
}

/** A command that this Redis does not have or allow has no answer; a lost connection is another matter. */
function refusedOnly(error: Error): undefined {
  if (error.name === 'ReplyError') return undefined;
  throw error;
}
