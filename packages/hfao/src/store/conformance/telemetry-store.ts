import { afterAll, beforeAll, describe } from 'vitest';
import type { TelemetryStore } from '../store.js';
import { durability } from './durability.js';
import { filters } from './filters.js';
import { forgetting } from './forgetting.js';
import { logs } from './logs.js';
import { merging } from './merging.js';
import { metrics } from './metrics.js';
import { parquet } from './parquet.js';
import { queryMetrics } from './query-metrics.js';
import { randomTraffic } from './random-traffic.js';
import { rederivedRows } from './rederived-rows.js';
import { resentSpans } from './resent-spans.js';
import { runSql } from './run-sql.js';
import { scan } from './scan.js';
import { scanOthers } from './scan-others.js';
import { search } from './search.js';
import { sessions } from './sessions.js';
import { traceList } from './trace-list.js';
import { traceReads } from './trace-reads.js';
import { twins } from './twins.js';
import { volumeAndFacets } from './volume-and-facets.js';

/** An empty store, and ways to come back to what it holds. After `reopen` and `afterCrash` only the store that they return is used. */
export interface OpenedStore {
  store: TelemetryStore;
  /** Where it may write files. */
  folder: string;
  /** Closes the store and opens it again. */
  reopen(): Promise<TelemetryStore>;
  /** Opens what a process leaves that was killed at this moment. */
  afterCrash(): Promise<TelemetryStore>;
}

/** What a conformance test works on: one store for all of them, and a project of its own for each. */
export interface Subject {
  readonly store: TelemetryStore;
  readonly folder: string;
  /** A project that no other test uses. */
  project(): string;
  /** A store of the test's own. */
  open(): Promise<OpenedStore>;
  /** How often a property is tried: fewer times where every statement takes its time, and then no smaller example is looked for. In any case it ends in time to say which example failed. */
  runs(usual: number): { numRuns: number; endOnFailure: boolean; interruptAfterTimeLimit?: number; markInterruptAsFailure?: boolean };
}

/** The promise of store.ts, sentence by sentence, on a real backend. A backend's own test file calls this once. @param share of the usual tries of a property */
export function telemetryStoreConforms(name: string, open: () => Promise<OpenedStore>, { share = 1 }: { share?: number } = {}): void {
  describe(`${name} keeps the promise of a telemetry store:`, () => {
    let shared: OpenedStore;
    let projects = 0;
    beforeAll(async () => {
      shared = await open();
    });
    afterAll(() => shared.store.close());
    const subject: Subject = {
      get store() { return shared.store; },
      get folder() { return shared.folder; },
      project: () => `project-${++projects}`,
      open,
      runs: (usual) => ({ numRuns: Math.max(3, Math.round(usual * share)), endOnFailure: share < 1, interruptAfterTimeLimit: 200_000, markInterruptAsFailure: true }),
    };

    describe('durability', () => { durability(subject); });
    describe('spans sent again', () => { resentSpans(subject); });
    describe('logs and their spans', () => { merging(subject); });
    describe('rows worked out anew', () => { rederivedRows(subject); });
    describe('log records', () => { logs(subject); });
    describe('metrics', () => { metrics(subject); });
    describe('reading a trace', () => { traceReads(subject); });
    describe('calls recorded twice', () => { twins(subject); });
    describe('listing traces', () => { traceList(subject); });
    describe('lists with a filter', () => { filters(subject); });
    describe('sessions and users', () => { sessions(subject); });
    describe('going through all', () => { scan(subject); });
    describe('going through scores, logs and metrics', () => { scanOthers(subject); });
    describe('hours and Parquet', () => { parquet(subject); });
    describe('search', () => { search(subject); });
    describe('volume and facets', () => { volumeAndFacets(subject); });
    describe('metric queries', () => { queryMetrics(subject); });
    describe('read-only SQL', () => { runSql(subject); });
    describe('forgetting', () => { forgetting(subject); });
    describe('random traffic', () => { randomTraffic(subject); });
  });
}
