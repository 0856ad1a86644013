import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseSegmentName, segmentFile, supersedes, type SegmentName } from './segment-name.js';

/** A file that is being written: no segment yet. */
const DRAFT = 'draft-';
/** A file that is no segment any more. */
const DROPPED = 'dropped-';

export interface FoundSegments {
  names: SegmentName[];
  /** A number that no file here has or had. */
  next: number;
  /** Files that a crash left between two states and that are no part of either any more. To be removed by whoever has the segments open: another process might be at work here. */
  leftOver: string[];
}

/**
 * The segments that a directory holds, oldest first, whatever a crash left there: names tell which files count.
 * A draft gets its name, or a file loses it, by one renaming; so there is always exactly one file for each segment.
 */
export function findSegments(directory: string): FoundSegments {
  const files = readdirSync(directory);
  const present = files.flatMap((it) => parseSegmentName(it) ?? []);
  const isGone = (name: SegmentName) => present.some((it) => supersedes(it, name)) || files.includes(DROPPED + segmentFile(name));
  return {
    names: present.filter((it) => !isGone(it)).sort((a, b) => a.first - b.first),
    next: Math.max(0, ...files.flatMap(nameOf).map((it) => it.last)) + 1,
    leftOver: files.filter((it) => it.startsWith(DRAFT) || it.startsWith(DROPPED) || nameOf(it).some(isGone)),
  };
}

export function removeLeftOver(directory: string, file: string): void {
  rmSync(join(directory, file), { force: true });
}

/** The segment that a file belongs to, if any: its own, or its write-ahead log. */
function nameOf(file: string): SegmentName[] {
  return [parseSegmentName(file.endsWith('.wal') ? file.slice(0, -'.wal'.length) : file) ?? []].flat();
}

/** Where a segment is written before it has its name. */
export function draftPath(directory: string, name: SegmentName): string {
  return join(directory, DRAFT + segmentFile(name));
}

/** From here on the file is the segment, also after a power cut. */
export function publishDraft(directory: string, name: SegmentName): void {
  renameSync(draftPath(directory, name), join(directory, segmentFile(name)));
  syncDirectory(directory);
}

/** From here on there is no such segment, also after a power cut; then the file goes. */
export function removeSegmentFile(directory: string, name: SegmentName): void {
  const file = segmentFile(name);
  renameSync(join(directory, file), join(directory, DROPPED + file));
  rmSync(join(directory, `${file}.wal`), { force: true });
  syncDirectory(directory);
  rmSync(join(directory, DROPPED + file), { force: true });
}

export function removeDraft(directory: string, name: SegmentName): void {
  for (const path of [draftPath(directory, name), `${draftPath(directory, name)}.wal`]) rmSync(path, { force: true });
}

function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
