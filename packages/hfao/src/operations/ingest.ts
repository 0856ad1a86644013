import { z } from 'zod';
import { IngestHealth } from '../model/ingest-health.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

export const getIngestHealth = operation({
  name: 'get_ingest_health',
  http: ['GET', '/api/v1/projects/:project/ingest-health'],
  scope: 'ingest:read',
  summary: 'What was received, accepted, rejected and stored for one project, and why spans were refused.',
  description: 'Start here when a trace is missing: counts of spans received, accepted, rejected (with the reasons and an example each) and stored since the server started, '
    + 'requests refused as a whole, and what is acknowledged but not yet visible.',
  // A rejected span's name is quoted in its example.
  untrusted: true,
  input: z.strictObject({ project: ProjectRef }),
  output: IngestHealth,
  run: async ({ project, ingestHealth }) => ingestHealth(project),
});
