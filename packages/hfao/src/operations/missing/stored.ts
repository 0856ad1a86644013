import { namedFilters } from '../../model/filter/named-filters.js';
import type { ObservationRow } from '../../model/observation.js';
import { isoTime } from '../../model/time.js';
import type { TraceSummary } from '../../model/trace.js';
import type { TelemetryStore } from '../../store/store.js';
import { type Finding, type Question, wantedWords } from './finding.js';

/** Observations that are looked through where only the whole project could answer. */
const MOST_SCANNED = 20_000;
const PAGE = 2_000;
const MOST_PROJECTS = 200;

/** What of it is here, and whether its root is. */
export async function storedHere(question: Question): Promise<Finding[]> {
  const { context: { store, project }, wanted } = question;
  const traces = await tracesOf(store, project.id, question);
  if (traces.length === 0) return [];
  const [first] = traces;
  const count = traces.reduce((sum, it) => sum + it.observation_count, 0);
  const missing = wanted.trace_id !== undefined && wanted.observation_id !== undefined && await store.observation(project.id, wanted.trace_id, wanted.observation_id) === undefined;
  const stored: Finding = {
    code: 'stored', likelihood: missing ? 'possible' : 'certain',
    what: missing ? `Its trace is here with ${count} observations; observation ${wanted.observation_id} is not among them.` : `It is here, in project "${project.slug}": ${count} observations${traces.length > 1 ? ` in ${traces.length} traces` : ''}.`,
    evidence: traces.slice(0, 5).map((it) => `${it.trace_id}: "${it.name}", began ${it.start_time}, ${it.observation_count} observations`),
    what_to_do: missing ? 'See the other findings for the one that is missing.' : `Open it with get_trace ${first.trace_id}. If a list does not show it, widen the list's time range to ${first.start_time} and remove its filters.`,
  };
  return wanted.trace_id === undefined ? [stored] : [stored, ...await shapeOf(first.trace_id, question)];
}

/** The same in other projects: their slugs are all that is told of them. */
export async function storedElsewhere(question: Question): Promise<Finding[]> {
  const { context: { store, project, control, signal }, wanted } = question;
  if (wanted.trace_id === undefined && wanted.session_id === undefined) return [];
  const found: string[] = [];
  for (const other of (await control.listProjects()).filter((it) => it.id !== project.id).slice(0, MOST_PROJECTS)) {
    if (signal.aborted) break;
    if ((await tracesOf(store, other.id, question)).length > 0) found.push(other.slug);
  }
  if (found.length === 0) return [];
  return [{
    code: 'other_project', likelihood: 'certain', what: `It went to another project: ${found.map((it) => `"${it}"`).join(', ')}.`, evidence: found.map((it) => `project ${it} has ${wantedWords(wanted)}`),
    what_to_do: `Look there, or send it here: set the resource attribute hfao.project=${project.slug} in the sender (OTEL_RESOURCE_ATTRIBUTES=hfao.project=${project.slug}). hfao.project_id, hfao.project and openinference.project.name choose the project, in this order.`,
  }];
}

async function tracesOf(store: TelemetryStore, projectId: string, question: Question): Promise<TraceSummary[]> {
  const { trace_id, session_id } = question.wanted;
  if (trace_id !== undefined) return only(await store.traceSummary(projectId, trace_id));
  if (session_id !== undefined) return (await store.listTraces(projectId, { where: namedFilters({ session_id }), limit: 20 })).traces;
  const found = await scanned(store, projectId, question);
  return found === undefined ? [] : only(await store.traceSummary(projectId, found.trace_id));
}

/** The first observation since then with this id, or of this service. */
async function scanned(store: TelemetryStore, projectId: string, { wanted: { observation_id, service_name }, since, context: { signal } }: Question): Promise<ObservationRow | undefined> {
  if (observation_id === undefined && service_name === undefined) return (await store.scanObservations(projectId, { from: since, limit: 1 })).rows[0];
  let after;
  for (let seen = 0; seen < MOST_SCANNED && !signal.aborted; seen += PAGE) {
    const page = await store.scanObservations(projectId, { from: since, limit: PAGE, after });
    const found = page.rows.find((it) => (observation_id === undefined ? it.service_name === service_name : it.observation_id === observation_id));
    if (found !== undefined || page.next === undefined) return found;
    after = page.next;
  }
  return undefined;
}

const only = <T>(it: T | undefined): T[] => (it === undefined ? [] : [it]);

/** Parents that have not arrived, and traces of samplers. */
async function shapeOf(traceId: string, { context: { store, project } }: Question): Promise<Finding[]> {
  const rows = await store.observationsOfTrace(project.id, traceId, { payloads: true, limit: 1000 });
  const ids = new Set(rows.map((it) => it.observation_id));
  const orphans = rows.filter((it) => it.parent_observation_id !== null && !ids.has(it.parent_observation_id));
  const findings: Finding[] = [];
  if (orphans.length > 0 && rows.length < 1000) {
    const parents = [...new Set(orphans.map((it) => it.parent_observation_id))];
    const noRoot = rows.every((it) => it.parent_observation_id !== null);
    findings.push({
      code: 'root_missing', likelihood: 'likely',
      what: noRoot ? 'Its root has not arrived: only children of it are here.' : `${parents.length} parents have not arrived: their children stand on their own.`,
      evidence: orphans.slice(0, 5).map((it) => `${traceId}/${it.observation_id} "${it.name}" names parent ${it.parent_observation_id}; received ${isoTime(it.ingested_at)}`),
      what_to_do: 'A parent is exported when it ends: wait for it, or end it (span.end()) and flush the exporter before the process exits (forceFlush or shutdown of the tracer provider). If it runs in another process, check that one\'s exporter, and that it sends to this project.',
    });
  }
  const sampled = rows.filter((it) => traceStateOf(it) !== undefined);
  if (sampled.length > 0) {
    findings.push({
      code: 'not_sampled', likelihood: 'possible', what: 'Its spans carry a sampling decision in their tracestate: others of the same trace may have been left out at the source.',
      evidence: sampled.slice(0, 3).map((it) => `${traceId}/${it.observation_id} tracestate ${traceStateOf(it)}`),
      what_to_do: 'Set OTEL_TRACES_SAMPLER=parentbased_always_on in every process of the trace, and look for tail sampling in a collector between.',
    });
  }
  return findings;
}

/** Where it says that a sampler was at work (`th` and `rv`: OpenTelemetry's own; vendors have a sampling key of theirs). */
function traceStateOf({ attributes }: ObservationRow): string | undefined {
  const at = attributes?.indexOf('otel.trace_state') ?? -1;
  const state = at < 0 || at % 2 === 1 ? undefined : attributes![at + 1];
  return state !== undefined && /\b(?:th|rv):|sampl/i.test(state) ? state : undefined;
}
