import type { Project } from '../../model/project.js';
import { Failure } from '../../runtime/errors.js';
import type { ControlStore } from '../../store/control/control-store.js';

/**
 * The project that a route names, for routes that are no operation: those find theirs themselves.
 * @throws Failure `not_found`
 */
export async function projectInPath(control: Pick<ControlStore, 'project'>, slug: string): Promise<Project> {
  const project = await control.project(slug);
  if (project === undefined) throw new Failure('not_found', `There is no project "${slug}"; GET /api/v1/projects lists those there are.`, { field: 'project' });
  return project;
}
