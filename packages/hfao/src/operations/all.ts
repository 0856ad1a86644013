import { getBody, rotateProjectKey } from './bodies.js';
import { getForwardingStatus } from './forwarding.js';
import { listFacets } from './facets.js';
import { getIngestHealth } from './ingest.js';
import { cancelJob, getJob, listJobs } from './jobs.js';
import type { Operation } from './operation.js';
import { getOverview } from './overview.js';
import { getProjectSettings, updateProjectSettings } from './project-settings.js';
import { listProjects } from './projects.js';
import { searchTraces } from './search.js';
import { getObservation, getTrace, listTraces } from './traces.js';

/** Every public verb, in the order in which lists of them are shown. */
export const operations: readonly Operation[] = [
  listProjects, listTraces, getTrace, getObservation, getBody, searchTraces, getOverview, listFacets,
  getIngestHealth,
  getProjectSettings, updateProjectSettings, getForwardingStatus, rotateProjectKey,
  listJobs, getJob, cancelJob,
];
