import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ingestHealthQuery } from '../api/queries';
import { useNow } from '../ui/now';
import { ErrorStrip } from '../ui/states';
import { IngestView } from '../views/ingest/ingest-view';
import { usePageTitle } from '../views/page-title';

export function IngestRoute() {
  const { project } = useParams({ from: '/p/$project/ingest' });
  const health = useQuery(ingestHealthQuery(project, 2_000));
  const now = useNow(1000);
  usePageTitle('Ingest', project);
  if (health.data === undefined) return health.error === null ? null : <ErrorStrip error={health.error} onRetry={() => void health.refetch()} />;
  return <IngestView health={health.data} now={now} />;
}
