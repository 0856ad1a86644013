import { createBackup } from './backup.js';
import { getBody, rotateProjectKey } from './bodies.js';
import { exportTrace } from './export-trace.js';
import { getForwardingStatus } from './forwarding.js';
import { dropDeadLetter, getDeadLetter, listDeadLetters, replayDeadLetter } from './dead-letters.js';
import { getCostBy } from './cost.js';
import { explainMissing } from './explain-missing.js';
import { listFacets } from './facets.js';
import { checkFilter, completeFilterAt } from './filters.js';
import { getIngestHealth } from './ingest.js';
import { cancelJob, getJob, listJobs } from './jobs.js';
import { listLogs } from './logs.js';
import { explainMapping, testMappingRules } from './mapping.js';
import { getMetric, listMetrics } from './metrics.js';
import type { Operation } from './operation.js';
import { listObservations } from './observations.js';
import { getOverview } from './overview.js';
import { getPrice } from './prices.js';
import { getProjectSettings, updateProjectSettings } from './project-settings.js';
import { listProjects } from './projects.js';
import { queryMetrics } from './query-metrics.js';
import { redactionDryRun, testRedaction } from './redaction.js';
import { remap, reprice } from './rederive.js';
import { searchTraces } from './search.js';
import { searchSimilar } from './similar.js';
import { getSession, listSessions } from './sessions.js';
import { describeSchema, runSql } from './sql.js';
import { getObservation, getTrace, listTraces } from './traces.js';
import { listUsers } from './users.js';
import { exportWarm, listHours, listWarmHours } from './warm.js';
import { deleteProjectData, deleteSession, deleteTrace, deleteUserData } from './deletion.js';
import { getRetention, runRetention, setRetention } from './retention.js';
import { getStorage, getStoreStatus } from './storage.js';
import { createView, deleteView, listViews, updateView } from './views.js';

/** Every public verb, in the order in which lists of them are shown. */
export const operations: readonly Operation[] = [
  listProjects, listTraces, getTrace, getObservation, listObservations, listSessions, getSession, listUsers, getBody, searchTraces, searchSimilar, exportTrace, listLogs, getOverview, listFacets,
  listMetrics, getMetric,
  queryMetrics, getCostBy, runSql, describeSchema,
  checkFilter, completeFilterAt, listViews, createView, updateView, deleteView,
  getIngestHealth, explainMissing,
  listDeadLetters, getDeadLetter, replayDeadLetter, dropDeadLetter,
  getProjectSettings, updateProjectSettings, getForwardingStatus, rotateProjectKey,
  explainMapping, testMappingRules, remap, getPrice, reprice,
  testRedaction, redactionDryRun,
  listHours, listWarmHours, exportWarm, createBackup,
  getStorage, getStoreStatus, getRetention, setRetention, runRetention,
  deleteTrace, deleteSession, deleteUserData, deleteProjectData,
  listJobs, getJob, cancelJob,
];
