import { z } from 'zod';
import { Job } from '../model/job.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

export const createBackup = operation({
  name: 'create_backup',
  http: ['POST', '/api/v1/projects/:project/backups'],
  scope: 'backup:write',
  toolset: 'storage',
  summary: 'Writes a backup of the whole installation into a folder of the server\'s machine, while it runs.',
  description: 'Starts a job, listed under this project; ask get_job how far it is. Everything of all projects as of one moment: telemetry, bodies, dead letters, projects with their settings and keys. '
    + 'What arrives meanwhile is stored as ever, and is not in it. Put it back with `hfao restore` on the command line. The result says what is in it. A folder without manifest.json holds no whole backup.',
  input: z.strictObject({
    project: ProjectRef,
    directory: z.string().min(1).max(4_000).describe('absolute path of a folder that does not exist yet or is empty, outside of the data directory'),
    without_key: z.boolean().default(false).describe('true: leaves out the secret key, without which bodies and dead letters of the backup cannot be read'),
  }),
  output: z.object({ job: Job }),
  async run({ project, jobs, backups }, { directory, without_key }) {
    await backups.check(directory);
    return {
      job: jobs.start('backup', project.slug, async (progress) => {
        const { files, telemetry, control, ...manifest } = await backups.write(directory, !without_key, progress);
        for (const [name, value] of Object.entries({ directory, ...manifest, files: files.length, rows: telemetry.rows, control_rows: control.rows })) progress.tell(name, value);
      }),
    };
  },
});
