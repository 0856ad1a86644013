import type { ProjectKeyRow } from './control-store.js';

/** The control plane's tables as Kysely sees them. Times are ISO text in UTC, so that SQLite and Postgres sort them alike. */
export interface ControlTables {
  workspaces: { id: string; slug: string; name: string; created_at: string };
  projects: { id: string; workspace_id: string; slug: string; name: string; created_at: string };
  /** `value`: JSON of model/project-settings.ts. */
  project_settings: { project_id: string; value: string; updated_at: string };
  project_keys: ProjectKeyRow;
  settings: { key: string; value: string; updated_at: string };
}
