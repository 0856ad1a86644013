import { slugOf } from '../../model/project-slug.js';
import type { Project } from '../../model/project.js';
import type { ControlStore } from '../../store/control/control-store.js';

/** The projects that requests name, made when they are new and remembered. */
export class ProjectIds {
  readonly #bySlug = new Map<string, string>();
  /** @param met told of each project when it is first named; its spans wait for it */
  constructor(readonly control: Pick<ControlStore, 'ensureProject'>, readonly met: (project: Project) => void | Promise<void> = () => {}) {}

  /**
   * Ids by slug, of all these names.
   * @throws Failure `forbidden` when one is new and there are too many already
   */
  async of(names: readonly string[]): Promise<Record<string, string>> {
    const ids: Record<string, string> = {};
    for (const name of names) {
      const slug = slugOf(name);
      ids[slug] = this.#bySlug.get(slug) ?? await this.#ensure(slug, name);
    }
    return ids;
  }

  async #ensure(slug: string, name: string): Promise<string> {
    const project = await this.control.ensureProject(slug, name);
    await this.met(project);
    this.#bySlug.set(slug, project.id);
    return project.id;
  }
}
