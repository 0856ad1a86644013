import { of } from './address';
import { get } from './client';
import type { CheckFilterResponse, CompleteFilterResponse } from './schema';

export type FilterSubject = 'trace' | 'observation' | 'session' | 'user';

/** Whether a filter can be read; what is wrong with it, and where. */
export const checkFilter = (project: string, subject: FilterSubject, where: string, signal?: AbortSignal) => get<CheckFilterResponse>(`${of(project)}/filter-check`, { where, subject }, signal);

/** What can stand at a place of a filter. */
export const completeFilter = (project: string, subject: FilterSubject, text: string, cursor: number, signal?: AbortSignal) => get<CompleteFilterResponse>(`${of(project)}/filter-completions`, { text, cursor, subject }, signal);
