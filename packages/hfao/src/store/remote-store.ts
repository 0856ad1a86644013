import { forCaller } from '../runtime/caller.js';
import type { ThreadLink } from '../runtime/thread-rpc.js';
import type { TelemetryStore } from './store.js';

/** Every method of the store; the compiler misses one that is not here. */
const METHODS = {
  write: true, replaceObservations: true, position: true, listTraces: true, listObservations: true, listSessions: true, listUsers: true, traceSummary: true, observationsOfTrace: true, wholeTrace: true, observation: true, scoresOfTrace: true,
  scanObservations: true, countObservations: true, hours: true, exportParquet: true, searchObservations: true, listLogs: true, listMetrics: true, metricSeries: true, volume: true, facets: true, runSql: true, sqlSchema: true, queryMetrics: true, size: true, close: true,
  countForgettable: true, forget: true, planExpiry: true, expire: true, tidy: true, pendingDeletions: true, unfinishedDeletion: true, finishDeletion: true, bodiesInUse: true, keptBodies: true, storage: true,
  storedProjects: true, countStored: true, scanScores: true, scanLogs: true, scanMetricPoints: true,
  beginBackup: true, backUpNext: true, endBackup: true,
} as const satisfies Record<keyof TelemetryStore, true>;

const names = Object.keys(METHODS) as (keyof TelemetryStore)[];

/** A store that lives in another thread. */
export function remoteStore(link: Pick<ThreadLink<TelemetryStore, never>, 'call'>): TelemetryStore {
  return Object.fromEntries(names.map((name) => [name, (...args: never[]) => link.call(name, ...args as never)])) as unknown as TelemetryStore;
}

/** The methods of a store as the other thread may call them. */
export function storeMethods(store: () => TelemetryStore): TelemetryStore {
  return Object.fromEntries(names.map((name) => [name, (...args: never[]) => (store()[name] as (...args: never[]) => Promise<unknown>)(...args)])) as unknown as TelemetryStore;
}

/** The same store for a caller who may go away: a read that is under way then ends with Failure `cancelled`. */
export function storeFor(store: TelemetryStore, caller: AbortSignal): TelemetryStore {
  return Object.fromEntries(names.map((name) => [name, (...args: never[]) => forCaller(caller, () => (store[name] as (...args: never[]) => Promise<unknown>)(...args))])) as unknown as TelemetryStore;
}
