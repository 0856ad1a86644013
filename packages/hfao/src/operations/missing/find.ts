import { ranked, type Finding, type Question, type Wanted } from './finding.js';
import { neverReceived, refusedRequests } from './never-came.js';
import { pending, rejected, setAside } from './on-its-way.js';
import { storedElsewhere, storedHere } from './stored.js';

/** Everything that may answer where it is, most telling first; at least one. */
export async function findings(context: Question['context'], wanted: Wanted, since: Question['since']): Promise<Finding[]> {
  const question = { context, wanted, since };
  const here = await storedHere(question);
  const found = [...here, ...await pending(question), ...await setAside(question), ...rejected(question), ...await storedElsewhere(question)];
  if (found.some((it) => it.likelihood === 'certain')) return ranked(found);
  return ranked([...found, ...refusedRequests(question), ...neverReceived(question)]);
}
