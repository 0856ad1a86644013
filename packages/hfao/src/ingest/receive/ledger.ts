import type { IngestHealth, IngestMetrics } from '../../model/ingest-health.js';
import type { Project } from '../../model/project.js';
import type { RecentRejection } from '../../model/rejection.js';
import { slugOf } from '../../model/project-slug.js';
import { isoTime } from '../../model/time.js';
import type { IngestObserver, ReceivedRequest } from './ingest-observer.js';
import { ReceivedAccount, StoredAccount, type StoredSpans } from './project-accounts.js';
import { RecentRejections } from './recent-rejections.js';
import { Tally } from './tally.js';

/** Acknowledged and not yet stored, and what could not be stored; of the whole process. */
export interface PendingIngest { bytes: number; ageMs: number; deadLetters: number }

/** Projects beyond these are not counted: a name needs no project when everything that names it is refused, so there may be any number. */
const MOST_PROJECTS = 2000;

/** Answers to what is no export of spans: worth showing, no sign that spans are lost. */
const BESIDE_THE_POINT = new Set(['not_found', 'method_not_allowed']);

/**
 * Counts what came in and what became of it, since the process started. In memory and bounded.
 * What is received is counted by the slug of the project that its resource names, what is stored by the project's id; {@link named} joins the two.
 */
export class IngestLedger implements IngestObserver {
  readonly #received = new Map<string, ReceivedAccount>();
  readonly #stored = new Map<string, StoredAccount>();
  readonly #idBySlug = new Map<string, string>();
  readonly #refused = new Tally();
  readonly #recent = new RecentRejections();
  readonly #sinceMs: number;
  #receivedRequests = 0;
  /** Numbers the answers, to tell which came last. */
  #answers = 0;
  #lastRefusal = 0;

  /** @param defaultProject slug of the project of spans that name none */
  constructor(private readonly defaultProject = 'default', private readonly nowMs: () => number = Date.now) {
    this.#sinceMs = nowMs();
  }

  /** Which id belongs to a slug: of every project there is, and of each that is made. */
  named({ id, slug }: Pick<Project, 'id' | 'slug'>): void {
    this.#idBySlug.set(slug, id);
  }

  received({ signal, check }: ReceivedRequest): void {
    const answer = ++this.#answers;
    this.#receivedRequests++;
    const nowMs = this.nowMs();
    const projects = check.projects.length === 0 ? [{ name: undefined, itemCount: 0, rejectedCount: 0, rejections: new Map() }] : check.projects;
    for (const project of projects) {
      const slug = this.#slugOf(project.name);
      accountOf(this.#received, slug, () => new ReceivedAccount())?.add(signal, project, answer, nowMs);
    }
    for (const it of check.rejections) this.#recent.add(this.#slugOf(it.project), it, nowMs);
  }

  /** Refused items of a project, newest first. */
  recentRejections(slug: string): RecentRejection[] {
    return this.#recent.of(slug);
  }

  refused(code: string, message: string): void {
    const answer = ++this.#answers;
    this.#refused.add(code, 1, this.nowMs(), message);
    if (!BESIDE_THE_POINT.has(code)) this.#lastRefusal = answer;
  }

  /** Spans, log records and data points became visible. */
  stored({ projectId, ...spans }: StoredSpans & { projectId: string }): void {
    accountOf(this.#stored, projectId, () => new StoredAccount())?.add(spans, this.nowMs());
  }

  health(project: Pick<Project, 'id' | 'slug'>, pending: PendingIngest): IngestHealth {
    this.named(project);
    const received = this.#received.get(project.slug) ?? new ReceivedAccount();
    const stored = this.#stored.get(project.id) ?? new StoredAccount();
    return {
      project: project.slug,
      since: isoTime(this.#sinceMs * 1000),
      status: this.#lastRefusal > received.lastAnswer ? 'refusing' : received.requests > 0 ? 'ok' : 'waiting',
      received_requests: received.requests, ...itemCounts(received), stored_spans: stored.spans, stored_log_records: stored.logs, stored_data_points: stored.points, offloaded: stored.offloaded,
      rejections: received.rejections.list().map(({ key, ...it }) => ({ reason: key, ...it })),
      refused_requests: this.#refused.list().map(({ key, ...it }) => ({ code: key, ...it })),
      last_received_at: timeOrNull(received.lastMs), last_stored_at: timeOrNull(stored.lastMs),
      spans_per_second: received.rate.perSecond(this.nowMs()),
      pending_bytes: pending.bytes, pending_age_ms: pending.ageMs, dead_letters: pending.deadLetters,
      redactions: kindsOf(stored.redactions),
      dialects: stored.dialects.list().map(({ key, count }) => ({ dialect: key, count })),
    };
  }

  /** Of every project that something was received or stored for: a process may do only one of the two. */
  metrics(pending: PendingIngest): IngestMetrics {
    const storedOnly = [...this.#idBySlug].filter(([slug, id]) => this.#stored.has(id) && !this.#received.has(slug));
    return {
      projects: [...this.#received.keys(), ...storedOnly.map(([slug]) => slug)].map((slug) => ({
        project: slug, ...itemCounts(this.#received.get(slug) ?? new ReceivedAccount()), ...this.#storedOf(slug),
      })),
      received_requests: this.#receivedRequests,
      refused_requests: this.#refused.list().map(({ key, count }) => ({ code: key, count })),
      backpressure: [{ project_id: this.defaultProject, count: this.#refused.list().find((it) => it.key === 'backpressure')?.count ?? 0 }],
      pending_bytes: pending.bytes, pending_age_ms: pending.ageMs, dead_letters: pending.deadLetters,
    };
  }

  #slugOf(name: string | undefined): string {
    return name === undefined ? this.defaultProject : slugOf(name);
  }

  #storedOf(slug: string): { stored_spans: number; stored_log_records: number; stored_data_points: number; offloaded: number; redactions: { kind: string; count: number }[] } {
    const { spans = 0, logs = 0, points = 0, offloaded = 0, redactions } = this.#stored.get(this.#idBySlug.get(slug) ?? '') ?? {};
    return { stored_spans: spans, stored_log_records: logs, stored_data_points: points, offloaded, redactions: redactions === undefined ? [] : kindsOf(redactions) };
  }
}

function itemCounts({ items: { traces, logs, metrics } }: ReceivedAccount) {
  return {
    received_spans: traces.received, accepted_spans: traces.received - traces.rejected, rejected_spans: traces.rejected,
    received_log_records: logs.received, rejected_log_records: logs.rejected, received_data_points: metrics.received, rejected_data_points: metrics.rejected,
  };
}

function accountOf<T>(accounts: Map<string, T>, key: string, open: () => T): T | undefined {
  let account = accounts.get(key);
  if (account === undefined && accounts.size < MOST_PROJECTS) accounts.set(key, account = open());
  return account;
}

const kindsOf = (redactions: Tally) => redactions.list().map(({ key, count }) => ({ kind: key, count }));
const timeOrNull = (ms: number) => (ms === 0 ? null : isoTime(ms * 1000));
