import type { ViewPage } from '../../model/saved-view.js';
import type { ProjectKeyRow } from './control-store.js';

/** The control plane's tables as Kysely sees them. Times are ISO text in UTC, so that SQLite and Postgres sort them alike. */
export interface ControlTables {
  workspaces: { id: string; slug: string; name: string; created_at: string };
  projects: { id: string; workspace_id: string; slug: string; name: string; created_at: string };
  /** `value`: JSON of model/project-settings.ts. */
  project_settings: { project_id: string; value: string; updated_at: string };
  project_keys: ProjectKeyRow;
  /** Milliseconds since 1970 by the database's clock. */
  leases: { name: string; owner: string; token: number; expires_ms: number; done_ms: number | null };
  /** `value`: JSON of what model/saved-view.ts has besides these columns. */
  saved_views: { id: string; project_id: string; name: string; page: ViewPage; value: string; created_at: string; updated_at: string };
  /** Kysely's own. */
  kysely_migration: { name: string; timestamp: string };
  settings: { key: string; value: string; updated_at: string };
}
