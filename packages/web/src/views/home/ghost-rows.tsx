/** Rows that are on their way. */
export function GhostRows({ count }: { count: number }) {
  return <div className="ghostrows appear" aria-label="Loading">{Array.from({ length: count }, (_, index) => <span key={index} className="sk" style={{ width: `${50 + ((index * 23) % 40)}%` }} />)}</div>;
}
