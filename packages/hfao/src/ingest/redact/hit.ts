/** A place in a text that must not be stored, `end` exclusive. */
export interface Hit { start: number; end: number; kind: string }

/** Adds what it finds in a text to `hits`. In time linear in the text, whatever the text is. */
export type Finder = (text: string, hits: Hit[]) => void;

/** Where two kinds claim the same characters, the one that says more is named. Patterns of a project come before all of these. */
const TELLING = ['pem', 'anthropic_key', 'openai_key', 'hf_token', 'github_token', 'jwt', 'aws_key', 'email', 'card', 'ssn', 'phone', 'ip', 'bearer'];

/** The hits in their order, those that overlap joined to one, so that no part of any stays. */
export function joined(hits: Hit[]): Hit[] {
  if (hits.length < 2) return hits;
  hits.sort((a, b) => a.start - b.start);
  const result = [hits[0]];
  for (let i = 1; i < hits.length; i++) {
    const hit = hits[i];
    const last = result[result.length - 1];
    if (hit.start >= last.end) result.push(hit);
    else {
      last.end = Math.max(last.end, hit.end);
      if (TELLING.indexOf(hit.kind) < TELLING.indexOf(last.kind)) last.kind = hit.kind;
    }
  }
  return result;
}
