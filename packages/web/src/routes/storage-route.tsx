import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { settingsQuery } from '../api/ingest';
import { storageQuery, storeStatusQuery } from '../api/storage';
import { ErrorStrip } from '../ui/states';
import { usePageTitle } from '../views/page-title';
import { StorageView } from '../views/storage/storage-view';
import '../views/storage/storage.css';

export function StorageRoute() {
  const { project } = useParams({ from: '/p/$project/storage' });
  const storage = useQuery(storageQuery(project));
  const status = useQuery(storeStatusQuery);
  const settings = useQuery(settingsQuery(project));
  usePageTitle('Storage', project);
  const error = storage.error ?? status.error;
  const notice = error === null ? null : <ErrorStrip error={error} onRetry={() => { void storage.refetch(); void status.refetch(); }} />;
  if (storage.data === undefined) return notice;
  return <StorageView project={project} storage={storage.data} status={status.data} retention={settings.data?.settings.retention} notice={notice} />;
}
