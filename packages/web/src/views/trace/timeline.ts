import { durationText } from '../../ui/format';
import { niceStep } from '../../ui/chart-ticks';

/** Where the waterfall begins and how long it is. */
export interface TimeScale { startMs: number; lengthMs: number; ticks: { at: number; label: string }[] }

/** A scale with a handful of round ticks; an instant trace still has a length. */
export function timeScale(startMs: number, endMs: number): TimeScale {
  const span = Math.max(endMs - startMs, 0.001);
  const step = roundStep(span / 4);
  const lengthMs = span * 1.01;
  const ticks: TimeScale['ticks'] = [];
  for (let at = 0; at <= lengthMs && ticks.length < 8; at += step) ticks.push({ at, label: at === 0 ? '0' : tickLabel(at) });
  return { startMs, lengthMs, ticks };
}

/** Without the zeros that a round time has. */
function tickLabel(ms: number): string {
  if (ms >= 60_000 && ms % 60_000 === 0 && ms < 3_600_000) return `${ms / 60_000} min`;
  return durationText(ms * 1e6).replace(/(\.\d*?)0+ /, '$1 ').replace(/\. /, ' ');
}

const MINUTES = [60_000, 120_000, 300_000, 600_000, 1_200_000, 1_800_000, 3_600_000];

/** Round in decimal up to a minute, then in minutes and hours. */
function roundStep(ms: number): number {
  if (ms < 45_000) return niceStep(ms * 1.2);
  return MINUTES.findLast((it) => it <= ms * 1.4) ?? 60_000;
}

export const percentAt = (scale: TimeScale, ms: number) => (100 * (ms - scale.startMs)) / scale.lengthMs;
