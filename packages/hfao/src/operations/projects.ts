import { z } from 'zod';
import { Project, ProjectSlug } from '../model/project.js';
import { operation } from './operation.js';

/** The project in which an operation acts. */
export const ProjectRef = ProjectSlug.describe('slug of the project (list_projects)');

export const listProjects = operation({
  name: 'list_projects',
  http: ['GET', '/api/v1/projects'],
  scope: 'projects:read',
  summary: 'Every project, oldest first.',
  description: 'The projects of this server, oldest first. Every other operation acts in one of them, named by its slug. A project is made when its first span arrives.',
  input: z.strictObject({}),
  output: z.object({ projects: z.array(Project) }),
  run: async ({ control }) => ({ projects: await control.listProjects() }),
});
