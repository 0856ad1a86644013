import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, Leases } from './lease.js';

/** Renews a lease in time, and says when it is lost: somebody else took it, or it was not renewed before it ran out by our own clock. */
export class LeaseKeeper {
  readonly #lost = new AbortController();
  readonly #stopping = new AbortController();
  readonly #keeping: Promise<void>;

  /** @param takenMs of performance.now() before the lease was asked for: so it never ends later here than in the database */
  constructor(leases: Leases, lease: Lease, leaseMs: number, takenMs: number) {
    this.#keeping = this.#keep(leases, lease, leaseMs, takenMs + leaseMs);
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#keeping;
  }

  async #keep(leases: Leases, lease: Lease, leaseMs: number, until: number): Promise<void> {
    const { signal } = this.#stopping;
    let endsMs = until;
    const left = () => endsMs - performance.now();
    while (left() > 0) {
      await sleep(Math.max(0, Math.min(leaseMs / 3, left())), null, { signal, ref: false }).catch(() => {});
      if (signal.aborted) return;
      if (left() <= 0) break;
      const askedMs = performance.now();
      // A database out of reach is asked again, as long as the lease lasts.
      const isOurs = await Promise.race([leases.renew(lease, leaseMs).catch(() => undefined), sleep(left(), undefined, { signal, ref: false }).catch(() => undefined)]);
      if (isOurs === false) break;
      if (isOurs === true) endsMs = askedMs + leaseMs;
    }
    if (!signal.aborted) this.#lost.abort();
  }
}
