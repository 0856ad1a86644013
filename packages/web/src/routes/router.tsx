import type { FetchQueryOptions, QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, retainSearchParams } from '@tanstack/react-router';
import { sessionQuery, sessionsQuery, usersQuery } from '../api/lists';
import { facetsQuery, failingTracesQuery, hasTracesQuery, overviewQuery, projectsQuery, traceQuery, tracesQuery } from '../api/queries';
import { readStored } from '../ui/stored';
import { rangeFrom } from '../ui/time-range';
import { NothingHere, RouteFailed } from './nothing-here';
import { ProjectRoute } from './project-route';
import { filterOf, parseSearch, readFindSearch, readIngestSearch, readListSearch, readRangeSearch, readSqlSearch, readTraceSearch, readTracesSearch, shownAbove, stringifySearch } from './search';

interface Context { queryClient: QueryClient }

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NothingHere, errorComponent: RouteFailed });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  async loader({ context }) {
    const { projects } = await context.queryClient.ensureQueryData(projectsQuery);
    const last = projects.find((it) => it.slug === readStored('project'));
    // The newest project was made by its first span; the default one may never get any.
    const isWaiting = last === undefined || (projects.length > 1 && (await context.queryClient.ensureQueryData(hasTracesQuery(last.slug))).traces.length === 0);
    const project = isWaiting ? projects.at(-1) : last;
    // oxlint-disable-next-line typescript/only-throw-error -- how the router is told to go elsewhere
    throw redirect({ to: '/p/$project', params: { project: project?.slug ?? 'default' }, search: {}, replace: true });
  },
});

const project = createRoute({
  getParentRoute: () => root,
  path: '/p/$project',
  validateSearch: readRangeSearch,
  search: { middlewares: [retainSearchParams(['range', 'from', 'to'])] },
  component: ProjectRoute,
});

// Loaders only start what the page will ask for, while its code is still on the way; the page itself waits for its data.
const home = createRoute({
  getParentRoute: () => project,
  path: '/',
  loaderDeps: ({ search }) => search,
  loader({ context: { queryClient }, params, deps }) {
    const range = rangeFrom(deps);
    void queryClient.prefetchQuery(hasTracesQuery(params.project));
    for (const query of [overviewQuery, facetsQuery, failingTracesQuery]) void queryClient.prefetchQuery(query(params.project, range) as FetchQueryOptions);
  },
  component: lazyRouteComponent(() => import('./home-route'), 'HomeRoute'),
});
const traces = createRoute({
  getParentRoute: () => project,
  path: '/traces',
  validateSearch: readTracesSearch,
  loaderDeps: ({ search }) => search,
  loader({ context: { queryClient }, params, deps }) {
    const range = rangeFrom(deps);
    void queryClient.prefetchInfiniteQuery(tracesQuery(params.project, range, filterOf(deps)));
    void queryClient.prefetchQuery(overviewQuery(params.project, range, shownAbove(deps)));
  },
  component: lazyRouteComponent(() => import('./traces-route'), 'TracesRoute'),
});
const trace = createRoute({
  getParentRoute: () => project,
  path: '/traces/$traceId',
  validateSearch: readTraceSearch,
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchQuery(traceQuery(params.project, params.traceId)),
  component: lazyRouteComponent(() => import('./trace-route'), 'TraceRoute'),
});
const sessions = createRoute({
  getParentRoute: () => project,
  path: '/sessions',
  validateSearch: readListSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params, deps }) => void queryClient.prefetchInfiniteQuery(sessionsQuery(params.project, rangeFrom(deps), deps.where)),
  component: lazyRouteComponent(() => import('./sessions-route'), 'SessionsRoute'),
});
const session = createRoute({
  getParentRoute: () => project,
  path: '/sessions/$sessionId',
  loader: ({ context: { queryClient }, params }) => void queryClient.prefetchInfiniteQuery(sessionQuery(params.project, params.sessionId)),
  component: lazyRouteComponent(() => import('./session-route'), 'SessionRoute'),
});
const users = createRoute({
  getParentRoute: () => project,
  path: '/users',
  validateSearch: readListSearch,
  loaderDeps: ({ search }) => search,
  loader: ({ context: { queryClient }, params, deps }) => void queryClient.prefetchInfiniteQuery(usersQuery(params.project, rangeFrom(deps), deps.where)),
  component: lazyRouteComponent(() => import('./users-route'), 'UsersRoute'),
});
const find = createRoute({ getParentRoute: () => project, path: '/search', validateSearch: readFindSearch, component: lazyRouteComponent(() => import('./search-route'), 'SearchRoute') });
const sql = createRoute({ getParentRoute: () => project, path: '/sql', validateSearch: readSqlSearch, component: lazyRouteComponent(() => import('./sql-route'), 'SqlRoute') });
const storage = createRoute({ getParentRoute: () => project, path: '/storage', component: lazyRouteComponent(() => import('./storage-route'), 'StorageRoute') });
const ingest = createRoute({ getParentRoute: () => project, path: '/ingest', validateSearch: readIngestSearch, component: lazyRouteComponent(() => import('./ingest-route'), 'IngestRoute') });

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([start, project.addChildren([home, traces, trace, sessions, session, users, find, sql, ingest, storage])]),
    context: { queryClient }, parseSearch, stringifySearch, defaultPreload: 'intent', scrollRestoration: false, defaultNotFoundComponent: NothingHere, defaultErrorComponent: RouteFailed,
  });
}

declare module '@tanstack/react-router' {
  interface Register { router: ReturnType<typeof makeRouter> }
}
