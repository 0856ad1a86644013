import { queryOptions } from '@tanstack/react-query';
import { of } from './address';
import { get } from './client';
import type { GetStorageResponse, GetStoreStatusResponse } from './schema';

export type Storage = GetStorageResponse;
export type StoreStatus = GetStoreStatusResponse;

export const storageQuery = (project: string) => queryOptions({
  queryKey: ['storage', project],
  queryFn: ({ signal }) => get<Storage>(`${of(project)}/storage`, {}, signal),
  refetchInterval: 15_000,
});

export const storeStatusQuery = queryOptions({
  queryKey: ['store-status'],
  queryFn: ({ signal }) => get<StoreStatus>('/storage', {}, signal),
  refetchInterval: 15_000,
});
