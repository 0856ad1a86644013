import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { ApiError } from '../api/client';
import type { ListState } from '../views/lists/list-page';

interface Page { next_cursor: string | null; searched_until: string | null }

/** The rows of all pages that were read, and how the list stands. */
export function useList<P extends Page, Row>(pages: UseInfiniteQueryResult<InfiniteData<P>>, rowsOf: (page: P) => readonly Row[]): { rows: readonly Row[]; list: ListState } {
  const { data, error, fetchNextPage, hasNextPage, isFetchingNextPage, isFetching, refetch } = pages;
  const rows = useMemo(() => data?.pages.flatMap(rowsOf) ?? [], [data, rowsOf]);
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return {
    rows,
    list: {
      shown: rows.length, hasMore: hasNextPage, loading: pages.isLoading, isRefetching: isFetching && !isFetchingNextPage && pages.isPlaceholderData, isReadingOn: isFetchingNextPage, more,
      error, isUnreadable: error instanceof ApiError && error.field === 'where', retry: () => void refetch(), searchedUntil: data?.pages.at(-1)?.searched_until ?? null,
    },
  };
}
