import type { ProjectSettings } from '../../model/project-settings.js';
import type { Project } from '../../model/project.js';
import type { Leases } from '../../runtime/lease.js';
import type { ControlDump } from './dump.js';
import type { SavedViews } from './saved-views.js';

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
  /** The data keys that bodies are sealed with, of one project or of all, oldest first. */
  projectKeys(projectId?: string): Promise<ProjectKeyRow[]>;
  /** Adds a key and makes it the only active one of its project. */
  addProjectKey(row: ProjectKeyRow): Promise<void>;
  /** Gives every key the wrapping that `rewrap` makes for it: all of them or, when it throws, none. */
  rewrapProjectKeys(rewrap: (row: ProjectKeyRow) => Pick<ProjectKeyRow, 'wrapped_key' | 'kek_id'>): Promise<void>;
  /** Who may do which shared work now. */
  readonly leases: Leases;
  readonly views: SavedViews;
  setting(key: string): Promise<string | undefined>;
  putSetting(key: string, value: string): Promise<void>;
  /** All of it, of one moment: for a backup. */
  dump(): Promise<ControlDump>;
  close(): Promise<void>;
}

/** A project's data key as it rests: wrapped under the secret key that `kek_id` names (store/bodies/key-wrap.ts). `is_active`: 1 or 0. */
export interface ProjectKeyRow { id: string; project_id: string; wrapped_key: string; kek_id: string; created_at: string; is_active: number }
