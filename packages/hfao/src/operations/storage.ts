import { z } from 'zod';
import type { Project } from '../model/project.js';
import { DAY_MICROS, isoTime } from '../model/time.js';
import type { StorageReport, StoredProject } from '../store/store-keeping.js';
import { operation } from './operation.js';
import { ProjectRef } from './projects.js';

/** Days over which growth is told. */
const GROWTH_DAYS = 7;

const rows = { observations: z.number().int(), logs: z.number().int(), metric_points: z.number().int() };
const growth = z.object({ rows: z.number(), bytes: z.number() }).describe(`a day, on average over the last ${GROWTH_DAYS} whole days`);

export const getStorage = operation({
  name: 'get_storage',
  http: ['GET', '/api/v1/projects/:project/storage'],
  scope: 'traces:read',
  toolset: 'storage',
  summary: 'What this project takes of the store: rows, bytes, growth a day, and what retention would free.',
  description: 'From counts that are kept as data is written. Bytes are shares of files that projects share, by rows.',
  input: z.strictObject({ project: ProjectRef }),
  output: z.object({
    ...rows, bytes: z.number().int(), bodies: z.object({ count: z.number().int(), bytes: z.number().int() }),
    oldest: z.string().nullable().describe('the day of the oldest row'), growth_per_day: growth,
    past_retention: z.object({ rows: z.number().int(), bytes: z.number().int() }).describe('older than hot_days; rules may keep some of it (run_retention with dry_run says exactly)'),
  }),
  async run({ store, project, settings, bodySizes, now }) {
    const { projects } = await store.storage();
    const { retention } = await settings.of(project.id);
    const today = Math.floor((now() * 1000) / DAY_MICROS);
    const mine = projects.find((it) => it.project_id === project.id) ?? { project_id: project.id, observations: 0, logs: 0, metric_points: 0, bytes: 0, days: [] };
    const old = retention.hot_days === 0 ? [] : mine.days.filter((it) => it.day < today - retention.hot_days);
    const { bodies, bytes } = await bodySizes.of(project.id);
    return {
      ...shareOf(mine), bodies: { count: bodies, bytes }, oldest: mine.days.length === 0 ? null : isoTime(mine.days[0].day * DAY_MICROS).slice(0, 10),
      growth_per_day: growthOf(mine, today), past_retention: { rows: sum(old, 'rows'), bytes: sum(old, 'bytes') },
    };
  },
});

export const getStoreStatus = operation({
  name: 'get_store_status',
  http: ['GET', '/api/v1/storage'],
  scope: 'projects:read',
  toolset: 'storage',
  summary: 'The files of the whole store, what each project takes of them, and what is being deleted.',
  description: '`missing` names files that are gone although nobody dropped them: what they held is not shown until they are put back.',
  input: z.strictObject({}),
  output: z.object({
    bytes: z.number().int(), files: z.number().int(), largest_file_bytes: z.number().int(),
    projects: z.array(z.object({ project: z.string(), ...rows, bytes: z.number().int(), growth_per_day: growth })),
    pending_deletions: z.number().int().describe('deletions that no read shows and that still take room somewhere'),
    missing: z.array(z.object({ from: z.number().int(), to: z.number().int() })).describe('numbers of missing segment files'),
  }),
  async run({ store, control, now }) {
    const [report, pending, known] = [await store.storage(), await store.pendingDeletions(), await control.listProjects()];
    const today = Math.floor((now() * 1000) / DAY_MICROS);
    return {
      bytes: report.bytes, files: report.files.length, largest_file_bytes: Math.max(0, ...report.files.map((it) => it.bytes)),
      projects: report.projects.map((it) => ({ project: slugOf(it.project_id, known), ...shareOf(it), growth_per_day: growthOf(it, today) })),
      pending_deletions: pending.length, missing: report.missing,
    };
  },
});

const slugOf = (id: string, projects: readonly Project[]) => projects.find((it) => it.id === id)?.slug ?? id;

const shareOf = ({ observations, logs, metric_points, bytes }: StoredProject) => ({ observations, logs, metric_points, bytes });

function growthOf({ days }: StoredProject, today: number): { rows: number; bytes: number } {
  const last = days.filter((it) => it.day >= today - GROWTH_DAYS && it.day < today);
  return { rows: Math.round(sum(last, 'rows') / GROWTH_DAYS), bytes: Math.round(sum(last, 'bytes') / GROWTH_DAYS) };
}

function sum(days: StorageReport['projects'][number]['days'], what: 'rows' | 'bytes'): number {
  return days.reduce((total, it) => total + it[what], 0);
}
