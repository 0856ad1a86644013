import type { ProjectSettings } from '../../model/project-settings.js';
import type { Project } from '../../model/project.js';

/** The control plane: what people set up. SQLite or Postgres, one code base. */
export interface ControlStore {
  /** Oldest first. There is always one: the default project is made at first start. */
  listProjects(): Promise<Project[]>;
  /** By slug, in the only workspace there is; undefined when unknown. */
  project(slug: string): Promise<Project | undefined>;
  /**
   * The project with this slug, made when it is new. Safe to race.
   * @throws Failure `forbidden` when the workspace already holds `maxProjects`
   */
  ensureProject(slug: string, name: string): Promise<Project>;
  /** The standard ones until somebody set others. Unknown or invalid stored parts count as unset. */
  projectSettings(projectId: string): Promise<ProjectSettings>;
  putProjectSettings(projectId: string, settings: ProjectSettings): Promise<void>;
  setting(key: string): Promise<string | undefined>;
  putSetting(key: string, value: string): Promise<void>;
  close(): Promise<void>;
}
