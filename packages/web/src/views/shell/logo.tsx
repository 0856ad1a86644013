/** The mark of hfao: three spans, the middle one not yet proven. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="2" y="3" width="12" height="3.4" rx="1.7" fill="currentColor" />
      <rect x="6.2" y="8.3" width="11.6" height="3.4" rx="1.7" fill="none" stroke="currentColor" strokeWidth="1.3" strokeDasharray="2.1 1.5" />
      <rect x="9.4" y="13.6" width="8.6" height="3.4" rx="1.7" fill="var(--brand)" />
    </svg>
  );
}
