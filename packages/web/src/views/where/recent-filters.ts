import { readStored, writeStored } from '../../ui/stored';

const MOST = 12;
const keyOf = (project: string, subject: string) => `filters.${project}.${subject}`;

/** The filters that were applied in this browser, newest first. */
export function recentFilters(project: string, subject: string): string[] {
  try {
    const read: unknown = JSON.parse(readStored(keyOf(project, subject)) ?? '[]');
    return Array.isArray(read) ? read.filter((it) => typeof it === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberFilter(project: string, subject: string, where: string): void {
  writeStored(keyOf(project, subject), JSON.stringify([where, ...recentFilters(project, subject).filter((it) => it !== where)].slice(0, MOST)));
}
