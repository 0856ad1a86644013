import { isoTime } from '../../model/time.js';
import type { DeadLetter } from '../../model/dead-letter.js';
import { type Finding, type Question, type Wanted, wantedWords } from './finding.js';

/** What was acknowledged and is not visible yet. */
export async function pending({ context: { ingest, ingestHealth, project, now }, wanted }: Question): Promise<Finding[]> {
  const id = wanted.observation_id ?? wanted.trace_id ?? wanted.session_id ?? wanted.service_name;
  const inHand = id === undefined ? { requests: 0, receivedAt: null } : await ingest.inHand(id);
  const { pending_bytes, pending_age_ms } = ingestHealth(project);
  if (inHand.receivedAt !== null) {
    const age = seconds(now() - inHand.receivedAt / 1000);
    return [{
      code: 'pending', likelihood: 'certain', what: `It is pending: acknowledged ${age} ago and not yet visible.`,
      evidence: [`${inHand.requests} requests in hand mention ${id}`, `received ${isoTime(inHand.receivedAt)}`],
      what_to_do: 'Wait a second and look again. If its age only grows, the store takes nothing: see the log of the server and its disk.',
    }];
  }
  if (pending_bytes === 0 || pending_age_ms < 5_000) return [];
  return [{
    code: 'store_lags', likelihood: 'possible', what: `The store lags: the oldest acknowledged request waits for ${seconds(pending_age_ms)}.`, evidence: [`${pending_bytes} bytes are acknowledged and not yet visible`],
    what_to_do: 'Wait until it has caught up; what is acknowledged is not lost. See the log of the writer and its disk if it does not.',
  }];
}

/** Refused one by one, while the rest of their requests was taken. */
export function rejected({ context: { ingest, project }, wanted, since }: Question): Finding[] {
  const recent = ingest.recentRejections(project.slug).filter((it) => it.at >= isoTime(since));
  const id = wanted.observation_id ?? wanted.trace_id;
  const ours = id === undefined ? [] : recent.filter((it) => it.item.toLowerCase().includes(id));
  if (ours.length === 0 && (recent.length === 0 || wanted.session_id !== undefined)) return [];
  const [{ reason }] = ours.length > 0 ? ours : recent;
  return [{
    code: 'rejected', likelihood: ours.length > 0 ? 'certain' : 'possible',
    what: ours.length > 0 ? `It was rejected: ${reason}.` : `${recent.length} other items of this project were rejected lately.`,
    evidence: (ours.length > 0 ? ours : recent).slice(0, 5).map((it) => `${it.at} ${it.item}: ${it.reason}`),
    what_to_do: 'The sender was told in the partial success of its answer. Correct what the reason names in the instrumentation and send again; a rejected item is not kept.',
  }];
}

/** Acknowledged, and could not be stored. */
export async function setAside({ context: { deadLetters, project }, wanted }: Question): Promise<Finding[]> {
  const letters = await deadLetters.list(project.id);
  if (letters.length === 0) return [];
  const ours = letters.filter((it) => mentions(it, wanted));
  const shown = ours.length > 0 ? ours : letters;
  return [{
    code: 'dead_letter', likelihood: ours.length > 0 ? 'certain' : 'possible',
    what: ours.length > 0 ? `It could not be stored and was set aside: ${ours[0].reason}.` : `${letters.length} requests with items of this project could not be stored and were set aside; none of their items that are named is ${wantedWords(wanted)}.`,
    evidence: shown.slice(0, 5).map((it) => `letter ${it.letter_id}, received ${it.received_at}, ${it.lost_items === 0 ? 'unreadable' : `${it.lost_items} items lost`}: ${it.reason}`),
    what_to_do: `Remove the cause, then replay_dead_letter${ours.length > 0 ? ` ${ours[0].letter_id}` : ''} (hfao dlq replay). Nothing is lost until a letter is dropped.`,
  }];
}

function mentions({ items }: DeadLetter, { trace_id, observation_id }: Wanted): boolean {
  return (trace_id ?? observation_id) !== undefined && items.some((it) => (trace_id === undefined || it.trace_id === trace_id) && (observation_id === undefined || it.observation_id === observation_id));
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
