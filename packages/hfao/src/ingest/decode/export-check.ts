import { projectNameOf } from './project-name.js';
import type { Refusal, Refused } from './refusal.js';
import type { Resource } from './span.js';

/** What a request holds, found out before it is acknowledged. Items are its spans, its log records or its data points. */
export interface ExportCheck {
  /** All items, rejected ones included. */
  itemCount: number;
  rejectedCount: number;
  /** The first {@link MAX_REJECTIONS}. */
  rejections: Rejection[];
  /** Distinct names that the resources of accepted items give their project; items whose resource names none go to the default project. */
  projectNames: string[];
  /** The same counts by project. */
  projects: ProjectCheck[];
}

/** One refused item, named as its sender may know it (refusal.ts). */
export interface Rejection { reason: Refusal; item: string; /** The name that its resource gives its project. */ project?: string }

export interface ProjectCheck {
  /** Undefined when the resource names none. */
  name: string | undefined;
  itemCount: number;
  rejectedCount: number;
  rejections: Map<Refusal, { count: number; example: Rejection }>;
}

export const MAX_REJECTIONS = 20;

/** Counts the items of one request as they are walked. */
export class ExportTally {
  readonly #projects = new Map<string | undefined, ProjectCheck>();
  readonly #rejections: Rejection[] = [];
  #resource: Resource | undefined;
  #project: ProjectCheck | undefined;

  /** @param reason why the item is refused; undefined when it is taken */
  count(reason: Refusal | undefined, resource: Resource, item: Refused): void {
    if (reason === undefined) this.accept(resource);
    else this.reject(reason, resource, item);
  }

  accept(resource: Resource): void {
    this.#projectOf(resource).itemCount++;
  }

  /** Words are made only for the rejections that are shown: a request may hold millions. */
  reject(reason: Refusal, resource: Resource, item: Refused): void {
    const project = this.#projectOf(resource);
    project.itemCount++;
    project.rejectedCount++;
    const known = project.rejections.get(reason);
    if (known !== undefined) known.count++;
    else project.rejections.set(reason, { count: 1, example: { reason, item: item.shown() } });
    if (this.#rejections.length < MAX_REJECTIONS) this.#rejections.push({ reason, item: item.shown(), project: project.name });
  }

  result(): ExportCheck {
    const check: ExportCheck = { itemCount: 0, rejectedCount: 0, rejections: this.#rejections, projectNames: [], projects: [...this.#projects.values()] };
    for (const { name, itemCount, rejectedCount } of check.projects) {
      check.itemCount += itemCount;
      check.rejectedCount += rejectedCount;
      if (name !== undefined && itemCount > rejectedCount) check.projectNames.push(name);
    }
    return check;
  }

  #projectOf(resource: Resource): ProjectCheck {
    if (this.#project === undefined || resource !== this.#resource) {
      const name = projectNameOf(resource.attributes);
      this.#resource = resource;
      this.#project = this.#projects.get(name);
      if (this.#project === undefined) this.#projects.set(name, this.#project = { name, itemCount: 0, rejectedCount: 0, rejections: new Map() });
    }
    return this.#project;
  }
}
