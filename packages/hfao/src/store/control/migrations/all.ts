import type { Migration } from 'kysely';
import * as projectSettings from './0002-project-settings.js';
import * as projectKeys from './0003-project-keys.js';
import * as leases from './0004-leases.js';
import * as savedViews from './0005-saved-views.js';
import * as workspacesProjectsSettings from './0001-workspaces-projects-settings.js';

/**
 * Every change of the schema, in order, for SQLite and Postgres alike; imported rather than found in a folder, so that a package holds them.
 * Never edit one that was released. `up` may be repeated after a crash in it (SQLite has no transaction around it), and `down` takes back what it made; `text(db)` is the type of texts.
 */
export const migrations: Record<string, Migration> = {
  '0001-workspaces-projects-settings': workspacesProjectsSettings,
  '0002-project-settings': projectSettings,
  '0003-project-keys': projectKeys,
  '0004-leases': leases,
  '0005-saved-views': savedViews,
};
