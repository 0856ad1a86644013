import type { ClickHouseClient } from '@clickhouse/client';
import { mayMerge } from '../../model/merge-observation.js';
import type { ObservationRow } from '../../model/observation.js';
import { idOf, isSame, settled, traceOfSpan } from '../batch-traces.js';
import type { Rederived } from '../store.js';
import { knownTraces, storedRows, storedVersions, type KnownTrace, type StoredVersion } from './stored-spans.js';

/** A row, and what of its observation is stored now. */
export interface Replacement { row: ObservationRow; stored: StoredVersion }

/** What rows make of those that are stored of their observations; nothing where that changes nothing. Whole rows are read only of what logs have a part in. */
export async function replacementsOf(client: ClickHouseClient, known: ReadonlyMap<string, KnownTrace>, resent: readonly ObservationRow[], versions: ReadonlyMap<string, StoredVersion>): Promise<Replacement[]> {
  const whole = await storedRows(client, known, resent.filter((it) => mayMerge(versions.get(idOf(it))!, it)));
  return resent.flatMap((row) => {
    const stored = versions.get(idOf(row))!;
    const before = whole.get(idOf(row));
    if (before === undefined) return row.event_version >= stored.event_version ? [{ row, stored }] : [];
    const merged = settled(before, row);
    return isSame(merged, before) ? [] : [{ row: merged, stored }];
  });
}

/** Of rows that were worked out anew those whose observation is still stored as it was read. Of spans alone the version tells; rows in which logs have a part are compared whole. */
export async function stillAsRead(client: ClickHouseClient, projectId: string, rederived: readonly Rederived[]): Promise<{ known: Map<string, KnownTrace>; replacing: Replacement[] }> {
  for (const { read, row } of rederived) {
    if (row.project_id !== projectId || idOf(read) !== idOf(row)) throw new TypeError(`${idOf(row)} is not what was read, or of another project`);
  }
  if (new Set(rederived.map((it) => idOf(it.row))).size < rederived.length) throw new TypeError('an observation occurs twice');
  const known = await knownTraces(client, rederived.map((it) => it.row));
  const read = rederived.map((it) => it.read).filter((it) => known.has(traceOfSpan(it)));
  const versions = await storedVersions(client, known, read);
  const isCandidate = (it: ObservationRow) => versions.get(idOf(it))?.event_version === it.event_version && versions.get(idOf(it))?.source === it.source;
  const whole = await storedRows(client, known, read.filter((it) => it.source !== 'span' && isCandidate(it)));
  const replacing = rederived.filter((it) => isCandidate(it.read) && (it.read.source === 'span' || isSame(whole.get(idOf(it.read))!, it.read)));
  return { known, replacing: replacing.map(({ row }) => ({ row, stored: versions.get(idOf(row))! })) };
}
