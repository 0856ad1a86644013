import type { LogRow } from '../../model/log-entry.js';
import type { MetricPointRow } from '../../model/metric-point.js';
import type { ObservationRow } from '../../model/observation.js';
import type { RedactionProfile } from '../../model/redaction.js';
import type { Score } from '../../model/score.js';
import { PresidioReviewer, type ReviewDeps, type Reviewed } from './presidio-review.js';
import { redactorOf, type Redactor } from './redactor.js';
import { hashed, named, type Counts } from './replace.js';
import { redactLog, redactPoint, redactRow, redactScore } from './row.js';

/** What the stages of this room change besides the row. */
export interface RedactionTally {
  /** Replacements by project id, then by kind. */
  redactions: Record<string, Counts>;
  /** To be reviewed before the rows are stored. Absent while nothing is. */
  reviews?: Reviews;
}

/** What of one request waits for a review. */
export class Reviews {
  #waiting = new Map<PresidioReviewer, Reviewed[]>();

  add(reviewer: PresidioReviewer, reviewed: Reviewed): void {
    const waiting = this.#waiting.get(reviewer);
    if (waiting === undefined) this.#waiting.set(reviewer, [reviewed]);
    else waiting.push(reviewed);
  }

  /** Resolves when all were reviewed; a second time there is nothing to do. */
  async run(deps: ReviewDeps): Promise<void> {
    for (const [reviewer, waiting] of this.#waiting) {
      await reviewer.review(waiting, deps);
      this.#waiting.delete(reviewer);
    }
  }
}

type Stage<T, U> = (item: T, tally: U) => void;
type Redact<T> = (item: T, redactor: Redactor, counts: Counts) => void;

/** How the texts of one project are cleaned on their way to the store. `later`: stages that must see clean texts only, such as what moves large ones elsewhere. */
export class ProjectRedaction {
  readonly #redactor: Redactor | undefined;
  readonly #reviewer: PresidioReviewer | undefined;

  constructor(readonly projectId: string, profile: RedactionProfile, secretKey: Uint8Array) {
    if (profile.kinds.length > 0 || profile.custom.length > 0) this.#redactor = redactorOf(profile, secretKey);
    if (profile.presidio !== null) this.#reviewer = new PresidioReviewer(profile.presidio, profile.hash_only ? hashed(secretKey) : named);
  }

  observations<U extends RedactionTally>(later: readonly Stage<ObservationRow, U>[]): Stage<ObservationRow, U>[] { return this.#stages(redactRow, later); }
  logs<U extends RedactionTally>(later: readonly Stage<LogRow, U>[]): Stage<LogRow, U>[] { return this.#stages(redactLog, later); }
  metricPoints(): Stage<MetricPointRow, RedactionTally>[] { return this.#stages(redactPoint, []); }
  scores(): Stage<Score, RedactionTally>[] { return this.#stages(redactScore, []); }

  #stages<T, U extends RedactionTally>(redact: Redact<T>, later: readonly Stage<T, U>[]): Stage<T, U>[] {
    const [redactor, reviewer] = [this.#redactor, this.#reviewer];
    const stages: Stage<T, U>[] = redactor === undefined ? [] : [(item, tally) => redact(item, redactor, this.#counts(tally))];
    if (reviewer === undefined) return [...stages, ...later];
    const after = (item: T, tally: U) => { for (const stage of later) stage(item, tally); };
    return [...stages, (item, tally) => {
      const counts = this.#counts(tally);
      (tally.reviews ??= new Reviews()).add(reviewer, { counts, after: () => after(item, tally), redact: (it) => redact(item, it, counts) });
    }];
  }

  #counts(tally: RedactionTally): Counts {
    return tally.redactions[this.projectId] ??= {};
  }
}
