import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { forwardingQuery, missingQuery, settingsQuery } from '../api/ingest';
import { ingestHealthQuery } from '../api/queries';
import { useNow } from '../ui/now';
import { ErrorStrip } from '../ui/states';
import { DeadLetters } from '../views/ingest/dead-letters';
import { IngestView } from '../views/ingest/ingest-view';
import { WhereIsIt, type Missing } from '../views/ingest/where-is-it';
import { usePageTitle } from '../views/page-title';
import { idsIn } from '../views/shell/ids-in';
import { LetterOf, useLetterDesk } from './letter-desk';

export function IngestRoute() {
  const { project } = useParams({ from: '/p/$project/ingest' });
  const health = useQuery(ingestHealthQuery(project, 2_000));
  const forwarding = useQuery(forwardingQuery(project));
  const settings = useQuery(settingsQuery(project));
  const desk = useLetterDesk(project);
  const missing = useMissing(project);
  const now = useNow(1000);
  // When nothing answers, one strip says so for all; each asks again by itself.
  const unlessAway = (error: Error | null) => (health.error === null ? error : null);
  usePageTitle('Ingest', project);
  if (health.data === undefined) return health.error === null ? null : <ErrorStrip error={health.error} onRetry={() => void health.refetch()} />;
  return (
    <IngestView health={health.data} at={health.dataUpdatedAt} now={now} error={health.error} onRetry={() => void health.refetch()} letters={desk.letters === undefined ? undefined : desk.total}
      settings={{ data: settings.data?.settings, error: unlessAway(settings.error), retry: () => void settings.refetch() }} forwarding={{ data: forwarding.data?.rules, error: unlessAway(forwarding.error), retry: () => void forwarding.refetch() }}
      where={<WhereIsIt key={project} project={project} missing={missing} />}
      deadLetters={<DeadLetters desk={{ ...desk, error: unlessAway(desk.error) }} now={now} details={(letter) => <LetterOf key={letter.letter_id} project={project} letter={letter} />} />} />
  );
}

/** The trace that is looked for stands in the address. */
function useMissing(project: string): Missing {
  const { find } = useSearch({ from: '/p/$project/ingest' });
  const navigate = useNavigate({ from: '/p/$project/ingest' });
  const wanted = idsIn(find ?? '');
  const missing = useQuery({ ...missingQuery(project, wanted ?? { trace: '' }), enabled: wanted !== undefined });
  return {
    find, findings: wanted === undefined ? undefined : missing.data?.findings, isLooking: missing.isFetching, error: missing.error,
    look: (next) => void navigate({ search: (old) => ({ ...old, find: next }), replace: true }), again: () => void missing.refetch(),
  };
}
