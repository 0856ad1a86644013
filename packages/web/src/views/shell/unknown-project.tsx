import { Link } from '@tanstack/react-router';
import { SearchX } from 'lucide-react';
import type { Project } from '../../api/model';
import { EmptyState } from '../../ui/states';

/** The address names a project that no span has made yet. */
export function UnknownProject({ project, projects }: { project: string; projects: Project[] }) {
  return (
    <EmptyState icon={<SearchX className="big" />} title={`There is no project “${project}” yet`}
      actions={projects.slice(0, 6).map((it) => <Link key={it.slug} className="btn" to="/p/$project" params={{ project: it.slug }}>Open {it.slug}</Link>)}>
      <p>A project is made when its first span arrives. Send one with the resource attribute <code>hfao.project</code> set to <code>{project}</code>.</p>
    </EmptyState>
  );
}
