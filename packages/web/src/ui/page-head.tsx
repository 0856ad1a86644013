import './page-head.css';

/** What a page is, and in a few words what it is for. */
export function PageHead({ title, children }: { title: string; children: string }) {
  return <header className="pagehead"><h1>{title}</h1><span className="f3 xs">{children}</span></header>;
}
