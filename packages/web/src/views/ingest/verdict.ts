import type { IngestHealth } from '../../api/model';
import { agoText, plural } from '../../ui/format';
import type { Mark } from '../status-mark';

/** From here on what is acknowledged should long be visible. */
const LAG_MS = 5_000;
/** Answers that ask a sender to come again: nothing is lost yet. */
const WAIT = ['backpressure', 'overloaded', 'unavailable'];

export const words = (code: string) => code.replaceAll('_', ' ');

/** Of whole requests; undefined when none was refused. */
export const newestRefusal = (it: IngestHealth) => it.refused_requests.toSorted((a, b) => b.last_at.localeCompare(a.last_at)).at(0);

/** The state of ingest as one sentence, the most pressing first. */
export function verdictOf(it: IngestHealth, now: number): { mark: Mark; sentence: string; detail: string } {
  const newest = newestRefusal(it);
  if (it.status === 'refusing' && WAIT.includes(newest?.code ?? '')) return { mark: 'warn', sentence: 'Senders are asked to slow down.', detail: `${newest?.example ?? ''} Exporters try again by themselves.`.trim() };
  if (it.status === 'refusing') return { mark: 'error', sentence: 'The last request was refused.', detail: newest?.example ?? it.rejections[0]?.example ?? '' };
  if (it.pending_age_ms > LAG_MS) return { mark: 'warn', sentence: 'What comes in is stored late.', detail: `The oldest acknowledged request waits for ${Math.round(it.pending_age_ms / 1000)} s. It is not lost; look at the log and the disk of the server.` };
  if (it.dead_letters > 0) return { mark: 'warn', sentence: `${plural(it.dead_letters, 'request')} could not be stored.`, detail: 'They are kept as dead letters. Remove the cause, then replay them.' };
  if (it.status === 'waiting' || it.last_received_at === null) return { mark: 'unset', sentence: 'Nothing received since the server started.', detail: 'Send a span, a log record or a metric: Home shows how for a new project.' };
  return { mark: 'ok', sentence: 'What comes in is stored.', detail: `Last ${agoText(it.last_received_at, now)}.` };
}

/** How often senders were asked to come again, and when last. */
export function askedToWait(it: IngestHealth): { times: number; last: string | undefined } {
  const asked = it.refused_requests.filter(({ code }) => WAIT.includes(code));
  return { times: asked.reduce((sum, { count }) => sum + count, 0), last: asked.map(({ last_at }) => last_at).sort().at(-1) };
}
