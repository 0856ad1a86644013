/** The right to do one named work, of one process at a time. */
export interface Lease {
  name: string;
  owner: string;
  /** Grows with every taking: what is written under a lease can be told from what a former holder writes late. */
  token: number;
}

/**
 * Leases that processes share. Time is the database's alone, so clocks of processes may differ.
 * Every call may throw Failure `unavailable`.
 */
export interface Leases {
  /**
   * The lease, when nobody holds it and the work is due; undefined otherwise. Of any number that ask at once one gets it.
   * It runs out by itself after `forMs` (at most an hour), so that a crash blocks nobody for long.
   * @param everyMs due: that long after somebody last {@link finish}ed it, or never did; absent: always
   */
  take(name: string, owner: string, options: { forMs: number; everyMs?: number }): Promise<Lease | undefined>;
  /** Holds it for `forMs` from now; false when somebody else has taken it since: the work must stop then. */
  renew(lease: Lease, forMs: number): Promise<boolean>;
  /** Whether this is still the last taking, and has not run out. */
  holds(lease: Lease): Promise<boolean>;
  /** Others may take it now. Without effect when somebody has. */
  release(lease: Lease): Promise<void>;
  /** As {@link release}, and the work counts as done now. */
  finish(lease: Lease): Promise<void>;
  /** All that were ever taken, by name. */
  list(): Promise<LeaseState[]>;
}

/** Times are ISO text. `owner` has it now, when `is_held`; it had it last otherwise. */
export interface LeaseState { name: string; owner: string; token: number; is_held: boolean; expires_at: string; done_at: string | null }
