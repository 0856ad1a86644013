import { DAY_MICROS, HOUR_MICROS } from '../../../model/time.js';
import type { TelemetryStore } from '../../store.js';
import type { WarmPart } from '../../warm/warm-parts.js';

/** Days (since 1970, in UTC) of which the store does not hold every hour, with the files of those hours. */
export type ColdDays = ReadonlyMap<number, readonly WarmPart[]>;

/** An hour is cold when more of it rests in the tier than in the store: retention has let something go. All others the store shows alone. @param hoursOf the store's own */
export async function coldDays(hoursOf: TelemetryStore['hours'], projectId: string, catalog: readonly WarmPart[]): Promise<ColdDays> {
  const hours = new Map<number, WarmPart[]>();
  for (const it of catalog) if (it.projectId === projectId) hours.set(it.hour, [...(hours.get(it.hour) ?? []), it]);
  const days = new Map<number, WarmPart[]>();
  if (hours.size === 0) return days;
  const range = { from: Math.min(...hours.keys()), to: Math.max(...hours.keys()) + HOUR_MICROS };
  const stored = new Map((await hoursOf(projectId, range)).map((it) => [it.hour, it.rows]));
  for (const [hour, parts] of hours) {
    if (parts.reduce((sum, it) => sum + it.rows, 0) <= (stored.get(hour) ?? 0)) continue;
    const day = Math.floor(hour / DAY_MICROS);
    days.set(day, [...(days.get(day) ?? []), ...parts]);
  }
  return days;
}
