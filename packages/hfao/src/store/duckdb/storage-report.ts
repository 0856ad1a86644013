import type { StorageReport, StoredProject } from '../store-keeping.js';
import type { DeletionJournal } from './deletion-journal.js';
import { segmentFile } from './segment-name.js';
import type { Segment } from './segment.js';

/** What the segments know of themselves, added up. */
export function storageReport(segments: readonly Segment[], missing: StorageReport['missing']): StorageReport {
  const files = segments.map((it) => {
    const from = Math.min(it.from, it.logTimes.from, it.pointTimes.from);
    const to = Math.max(it.to, it.logTimes.to, it.pointTimes.to);
    return { file: segmentFile(it.name), bytes: it.bytes(), rows: it.rows, holes: it.holes, from: from > to ? null : from, to: from > to ? null : to };
  });
  const projects = [...new Set(segments.flatMap((it) => it.counts.projects()))].sort().map((it) => storedProject(segments, files.map(({ bytes }) => bytes), it));
  return { bytes: files.reduce((sum, it) => sum + it.bytes, 0), files, projects, missing };
}

function storedProject(segments: readonly Segment[], bytes: readonly number[], projectId: string): StoredProject {
  const days = new Map<number, { rows: number; bytes: number }>();
  const totals = { observations: 0, logs: 0, metric_points: 0 };
  for (const [i, { counts, rows: all }] of segments.entries()) {
    for (const { table, day, rows } of counts.of(projectId)) {
      totals[table] += rows;
      const known = days.get(day) ?? { rows: 0, bytes: 0 };
      days.set(day, { rows: known.rows + rows, bytes: known.bytes + (bytes[i] * rows) / Math.max(1, all) });
    }
  }
  const inOrder = [...days].sort(([a], [b]) => a - b).map(([day, it]) => ({ day, rows: it.rows, bytes: Math.round(it.bytes) }));
  return { project_id: projectId, ...totals, bytes: inOrder.reduce((sum, it) => sum + it.bytes, 0), days: inOrder };
}

/** Numbers up to the last segment's of which there is no file, although none was ever dropped. */
export function missingSegments(segments: readonly Segment[], journal: Pick<DeletionJournal, 'wasDropped'>): StorageReport['missing'] {
  const missing: StorageReport['missing'] = [];
  let next = 1;
  for (const { name } of segments) {
    for (let number = next; number < name.first; number++) {
      const last = missing.at(-1);
      if (journal.wasDropped(number)) continue;
      if (last !== undefined && last.to === number - 1) last.to = number;
      else missing.push({ from: number, to: number });
    }
    next = name.last + 1;
  }
  return missing;
}
