import type { UnfinishedDeletion } from '../../store/store-keeping.js';
import type { LetterBox } from './dead-letter-desk.js';
import type { LetterHead } from './dead-letters.js';

/** Removes dead letters that hold nothing but what was deleted. One with other lost items stays: what was deleted of it is not stored when it is replayed. @returns how many went */
export async function forgetLetters(letters: Pick<LetterBox, 'list' | 'remove'>, deletion: UnfinishedDeletion): Promise<number> {
  if (deletion.subject.kind === 'age') return 0;
  const gone = (await letters.list()).filter((it) => holdsOnly(it, deletion));
  for (const { letterId } of gone) await letters.remove(letterId);
  return gone.length;
}

function holdsOnly({ lost, record }: LetterHead, { project_id, subject, at, traces }: UnfinishedDeletion): boolean {
  const mine = lost[project_id];
  if (mine === undefined || Object.keys(lost).length > 1 || record.receivedAt > at) return false;
  const ids = new Set(traces);
  return subject.kind === 'project' || (mine.count === mine.items.length && mine.items.every((it) => it.trace_id !== null && ids.has(it.trace_id)));
}
