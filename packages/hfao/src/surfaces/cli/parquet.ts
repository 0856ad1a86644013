import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { HOUR_MICROS, isoTime, parseIsoTime, type Micros } from '../../model/time.js';
import { listHours } from '../../operations/warm.js';
import { Failure } from '../../runtime/errors.js';
import { PARQUET_PATH, ROWS_HEADER } from '../http/parquet-route.js';
import type { HotHour as StoredHour } from '../../store/store.js';
import type { HotHours, WarmTier } from '../../store/warm/warm-tier.js';
import { count } from './amounts.js';
import { type Api, apiOf } from './api.js';
import { hostOf } from './host.js';
import { printerOf, wantsJson } from './printer.js';
import { ProgressBar } from './progress-bar.js';

interface Options { from?: string; to?: string; hfBucket?: string }

/** `hfao parquet export DIR`: hours as Parquet with a DuckLake catalog, wherever one likes. */
export function registerParquet(program: Command): void {
  const parquet = program.command('parquet').summary('Hours as Parquet files, for any tool that reads them').helpGroup('The server:');
  const command = parquet.command('export [dir]').summary('Export the project to a folder or a bucket')
    .description('Writes each hour as events/project_id=…/year=…/month=…/day=…/hour=…/part-N.parquet, and catalog.ducklake, which any DuckDB with its ducklake extension attaches.\n'
      + 'What is there already and has not changed is passed over, so it can be stopped and started again. DIR is a folder, or s3://bucket/prefix.')
    .option('--from <time>', 'hours that begin at or after: ISO 8601, epoch ms, or 30m, 1h, 7d before now').option('--to <time>', 'hours that end at or before; default: now')
    .option('--hf-bucket <org/name>', 'into a Hugging Face bucket instead of a folder (needs its S3 keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)')
    .addHelpText('after', "\nExamples:\n  hfao parquet export ./warm --from 7d\n  hfao parquet export --hf-bucket my-org/traces\n  duckdb -c \"INSTALL ducklake; ATTACH 'ducklake:./warm/catalog.ducklake' AS lake; SELECT count(*) FROM lake.observations\"");
  command.action(async (directory: string | undefined, { from, to, hfBucket }: Options) => {
    if ((directory === undefined) === (hfBucket === undefined)) throw new Failure('invalid_input', 'Name a folder, or a bucket with --hf-bucket.', { field: 'dir' });
    const url = directory ?? `hf://buckets/${hfBucket!}`;
    const api = apiOf(command);
    const scratch = await mkdtemp(join(tmpdir(), 'hfao-parquet-'));
    try {
      const place = hostOf(command).storagePlace(url);
      const { openWarmTier } = await import('../../store/warm/warm-tier.js');   // loads an engine
      const { hours } = await api.call<{ hours: { hour: string; observations: number }[] }>(listHours, { project: api.config.project, from, to });
      const outcome = await exportHours(await openWarmTier(place, scratch), api, hours.map((it) => ({ hour: parseIsoTime(it.hour)!, rows: it.observations, ingestedTo: Date.now() * 1000 })), new ProgressBar(hostOf(command).stderr, 'observations'));
      const printer = printerOf(command);
      if (wantsJson(command)) return printer.json({ ...outcome, place: place.kind === 'files' ? resolve(place.directory) : url });
      printer.line(outcome.hours === 0 ? 'Nothing to export: what there is is there already.' : `${count(outcome.observations)} observations of ${count(outcome.hours)} hours exported to ${url} (${count(Math.round(outcome.bytes / 1024))} KiB).`);
    } finally {
      await rm(scratch, { recursive: true, force: true });
    }
  });
}

interface Outcome { hours: number; observations: number; bytes: number; passed_over: number }

async function exportHours(tier: WarmTier, api: Api, hours: readonly StoredHour[], bar: ProgressBar): Promise<Outcome> {
  const projectId = await projectIdOf(api);
  const known = new Map((await tier.partitions(projectId)).map((it) => [it.hour, it]));
  const due = hours.filter((it) => known.get(it.hour)?.hotRows !== it.rows);
  const total = due.reduce((sum, it) => sum + it.rows, 0);
  const outcome: Outcome = { hours: 0, observations: 0, bytes: 0, passed_over: hours.length - due.length };
  for (const hour of due) {
    bar.show(outcome.observations, total);
    const { rows, bytes } = await tier.exportHour(projectId, hour, sourceOver(api));
    outcome.hours++;
    outcome.observations += rows;
    outcome.bytes += bytes;
  }
  bar.clear();
  return outcome;
}

/** The rows of a server that may be elsewhere. */
function sourceOver(api: Api): HotHours {
  const rangeOf = ({ from, to }: { from?: Micros; to?: Micros }) => ({ from: isoTime(from ?? 0), to: isoTime(to ?? from! + HOUR_MICROS) });
  return {
    async countObservations(_, range) {
      const { hours } = await api.call<{ hours: { observations: number }[] }>(listHours, { project: api.config.project, ...rangeOf(range) });
      return hours.reduce((sum, it) => sum + it.observations, 0);
    },
    async exportParquet(_, range, file) {
      const query = new URLSearchParams(rangeOf(range)).toString();
      const response = await api.request(`${PARQUET_PATH.replace(':project', encodeURIComponent(api.config.project))}?${query}`);
      await pipeline(Readable.fromWeb(response.body! as never), createWriteStream(file));
      return Number(response.headers.get(ROWS_HEADER));
    },
  };
}

async function projectIdOf(api: Api): Promise<string> {
  const { projects } = await api.json<{ projects: { id: string; slug: string }[] }>('GET', '/api/v1/projects');
  const found = projects.find((it) => it.slug === api.config.project);
  if (found === undefined) throw new Failure('not_found', `There is no project "${api.config.project}".`, { field: 'project' });
  return found.id;
}
