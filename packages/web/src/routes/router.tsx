import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, retainSearchParams } from '@tanstack/react-router';
import { projectsQuery } from '../api/queries';
import { readStored } from '../ui/stored';
import { NothingHere, RouteFailed } from './nothing-here';
import { ProjectRoute } from './project-route';
import { parseSearch, readRangeSearch, readTraceSearch, readTracesSearch, stringifySearch } from './search';

interface Context { queryClient: QueryClient }

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NothingHere, errorComponent: RouteFailed });

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  async loader({ context }) {
    const { projects } = await context.queryClient.ensureQueryData(projectsQuery);
    const last = readStored('project');
    const project = projects.find((it) => it.slug === last) ?? projects[0];
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

const home = createRoute({ getParentRoute: () => project, path: '/', component: lazyRouteComponent(() => import('./home-route'), 'HomeRoute') });
const traces = createRoute({ getParentRoute: () => project, path: '/traces', validateSearch: readTracesSearch, component: lazyRouteComponent(() => import('./traces-route'), 'TracesRoute') });
const trace = createRoute({ getParentRoute: () => project, path: '/traces/$traceId', validateSearch: readTraceSearch, component: lazyRouteComponent(() => import('./trace-route'), 'TraceRoute') });
const ingest = createRoute({ getParentRoute: () => project, path: '/ingest', component: lazyRouteComponent(() => import('./ingest-route'), 'IngestRoute') });

export function makeRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([start, project.addChildren([home, traces, trace, ingest])]),
    context: { queryClient }, parseSearch, stringifySearch, defaultPreload: 'intent', scrollRestoration: false, defaultNotFoundComponent: NothingHere, defaultErrorComponent: RouteFailed,
  });
}

declare module '@tanstack/react-router' {
  interface Register { router: ReturnType<typeof makeRouter> }
}
