import { z } from 'zod';
import type { Micros } from '../../model/time.js';
import type { Project } from '../../model/project.js';
import type { OperationContext } from '../operation.js';

/** How far a finding answers the question by itself. */
const LIKELIHOODS = ['certain', 'likely', 'possible'] as const;

export const Finding = z.object({
  code: z.enum(['stored', 'pending', 'rejected', 'dead_letter', 'other_project', 'root_missing', 'not_sampled', 'request_refused', 'store_lags', 'received_elsewhere', 'never_received']),
  likelihood: z.enum(LIKELIHOODS),
  what: z.string().describe('what was found'),
  evidence: z.array(z.string()).describe('counts, times and ids that show it; trace/observation where one is meant'),
  what_to_do: z.string(),
});
export type Finding = z.infer<typeof Finding>;

export interface Wanted { trace_id?: string; observation_id?: string; session_id?: string; service_name?: string }

/** What the searches have to go by. */
export interface Question { context: OperationContext & { project: Project }; wanted: Wanted; since: Micros }

/** What is looked for, in words. */
export function wantedWords({ trace_id, observation_id, session_id, service_name }: Wanted): string {
  if (trace_id !== undefined) return observation_id === undefined ? `trace ${trace_id}` : `observation ${observation_id} of trace ${trace_id}`;
  if (observation_id !== undefined) return `observation ${observation_id}`;
  if (session_id !== undefined) return `session "${session_id}"`;
  return service_name === undefined ? 'anything' : `service "${service_name}"`;
}

export function ranked(all: readonly Finding[]): Finding[] {
  return all.toSorted((a, b) => LIKELIHOODS.indexOf(a.likelihood) - LIKELIHOODS.indexOf(b.likelihood));
}
