import { z } from 'zod';
import { ForwardingStatus } from '../model/forwarding-rule.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

export const getForwardingStatus = operation({
  name: 'get_forwarding_status',
  http: ['GET', '/api/v1/projects/:project/forwarding-status'],
  scope: 'ingest:read',
  toolset: 'ingest',
  summary: 'How each forwarding rule of this project fares: sent, waiting, dropped, and why.',
  description: 'Rules are set with update_project_settings. A dead target fills its own queue and never slows ingest.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({ rules: z.array(ForwardingStatus) }),
  run: async ({ project, forwarding }) => ({ rules: forwarding(project) }),
});
