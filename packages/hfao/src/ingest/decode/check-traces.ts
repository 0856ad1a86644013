import { refuseOversized, type TracesEncoding } from './encoding.js';
import { eachJsonSpan } from './json-traces.js';
import { projectNameOf } from './project-name.js';
import { SpanOutline } from './protobuf-outline.js';
import { walkSpan } from './protobuf-span.js';
import { eachProtobufSpan } from './protobuf-traces.js';
import type { RefusedSpan, Refusal } from './refusal.js';
import type { Resource } from './span.js';

/** What a request holds, found out before it is acknowledged. */
export interface TracesCheck {
  /** All spans, rejected ones included. */
  spanCount: number;
  rejectedCount: number;
  /** The first {@link MAX_REJECTIONS}. */
  rejections: Rejection[];
  /** Distinct names that the resources of accepted spans give their project; spans whose resource names none go to the default project. */
  projectNames: string[];
  /** The same counts by project. */
  projects: ProjectCheck[];
}

/** One refused span. Ids and name as they came (ids in hex where they were bytes), cut when long (refusal.ts). */
export interface Rejection { reason: Refusal; traceId: string; spanId: string; name: string }

export interface ProjectCheck {
  /** Undefined when the resource names none. */
  name: string | undefined;
  spanCount: number;
  rejectedCount: number;
  rejections: Map<Refusal, { count: number; example: Rejection }>;
}

export const MAX_REJECTIONS = 20;

/**
 * Walks a request before it is acknowledged, so that what is acknowledged is known to be decodable: it accepts and rejects exactly what
 * `readTraces` reads and passes over. Protobuf is walked by its lengths, without making values (resources aside); JSON has to be parsed.
 * @throws Failure `undecodable` that names the byte or the JSON path
 */
export function checkTraces(body: Uint8Array, encoding: TracesEncoding): TracesCheck {
  refuseOversized(body);
  const tally = new Tally();
  if (encoding === 'json') eachJsonSpan(body, (_span, resource) => tally.accept(resource), (reason, resource, shown) => tally.reject(reason, resource, shown));
  else walkProtobuf(body, tally);
  return tally.result();
}

function walkProtobuf(body: Uint8Array, tally: Tally): void {
  let outline: SpanOutline | undefined;
  eachProtobufSpan(body, (cursor, end, resource) => {
    outline ??= new SpanOutline(cursor.bytes);
    const reason = walkSpan(cursor, end, outline);
    if (reason === undefined) tally.accept(resource);
    else tally.reject(reason, resource, outline);
  });
}

function shownRejection(reason: Refusal, span: RefusedSpan): Rejection {
  return { reason, traceId: span.traceId.shown(), spanId: span.spanId.shown(), name: span.name.shown() };
}

class Tally {
  readonly #projects = new Map<string | undefined, ProjectCheck>();
  readonly #rejections: Rejection[] = [];
  #resource: Resource | undefined;
  #project: ProjectCheck | undefined;

  accept(resource: Resource): void {
    this.#projectOf(resource).spanCount++;
  }

  /** Words are made only for the rejections that are shown: a request may hold millions. */
  reject(reason: Refusal, resource: Resource, span: RefusedSpan): void {
    const project = this.#projectOf(resource);
    project.spanCount++;
    project.rejectedCount++;
    const known = project.rejections.get(reason);
    if (known !== undefined) known.count++;
    else project.rejections.set(reason, { count: 1, example: shownRejection(reason, span) });
    if (this.#rejections.length < MAX_REJECTIONS) this.#rejections.push(shownRejection(reason, span));
  }

  result(): TracesCheck {
    const check: TracesCheck = { spanCount: 0, rejectedCount: 0, rejections: this.#rejections, projectNames: [], projects: [...this.#projects.values()] };
    for (const { name, spanCount, rejectedCount } of check.projects) {
      check.spanCount += spanCount;
      check.rejectedCount += rejectedCount;
      if (name !== undefined && spanCount > rejectedCount) check.projectNames.push(name);
    }
    return check;
  }

  #projectOf(resource: Resource): ProjectCheck {
    if (this.#project === undefined || resource !== this.#resource) {
      const name = projectNameOf(resource.attributes);
      this.#resource = resource;
      this.#project = this.#projects.get(name);
      if (this.#project === undefined) this.#projects.set(name, this.#project = { name, spanCount: 0, rejectedCount: 0, rejections: new Map() });
    }
    return this.#project;
  }
}
