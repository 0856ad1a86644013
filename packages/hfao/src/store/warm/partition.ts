import { HOUR_MICROS, type Micros } from '../../model/time.js';
import { plainName } from '../bodies/body-store.js';

/** One project's observations that began within one hour of UTC. */
export interface Partition { projectId: string; /** When the hour begins. */ hour: Micros }

/** The values that the folder names spell, in the order of the partition's columns. */
export function partitionValues({ projectId, hour }: Partition): [projectId: string, year: number, month: number, day: number, hour: number] {
  const date = new Date(hour / 1000);
  return [plainName(projectId), date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours()];
}

/** Where a part of it lies, below the folder of events. */
export function partPath(partition: Partition, part: number): string {
  const [projectId, year, ...rest] = partitionValues(partition);
  const [month, day, hour] = rest.map((it) => String(it).padStart(2, '0'));
  return `project_id=${projectId}/year=${year}/month=${month}/day=${day}/hour=${hour}/part-${part}.parquet`;
}

export const hourOf = (time: Micros): Micros => Math.floor(time / HOUR_MICROS) * HOUR_MICROS;
