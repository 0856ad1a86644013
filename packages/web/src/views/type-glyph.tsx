import type { ReactNode } from 'react';
import type { ObservationType } from '../api/model';

export type GlyphType = ObservationType | 'LOOP';

/** Outlines on a 16 px grid, each of another shape, so that they read in one colour. */
const GLYPHS: Record<GlyphType, ReactNode> = {
  AGENT: <><path d="M8 1.6 13.6 4.8v6.4L8 14.4 2.4 11.2V4.8Z" /><circle cx="8" cy="8" r="1.9" fill="currentColor" stroke="none" /></>,
  GENERATION: <><path d="M2.2 3h11.6v8H8.4l-3.2 2.8V11h-3Z" /><path d="M5.2 6h5.6M5.2 8.2h3.2" strokeWidth="1.3" /></>,
  TOOL: <path d="M10.4 2a3.7 3.7 0 0 0-4.5 4.8L2.3 10.4a1.7 1.7 0 0 0 0 2.4l.9.9a1.7 1.7 0 0 0 2.4 0l3.6-3.6A3.7 3.7 0 0 0 14 5.6l-2.3 2.2-2.6-.9-.9-2.6Z" />,
  RETRIEVAL: <><path d="M2.4 5 8 2.2 13.6 5 8 7.8Z" /><path d="M2.4 8.2 8 11l5.6-2.8M2.4 11.2 8 14l5.6-2.8" /></>,
  EMBEDDING: (
    <g fill="currentColor" stroke="none">
      <circle cx="3.6" cy="3.6" r="1.7" /><circle cx="8" cy="3.6" r="1" /><circle cx="12.4" cy="3.6" r="1.7" /><circle cx="3.6" cy="8" r="1" /><circle cx="8" cy="8" r="1.7" />
      <circle cx="12.4" cy="8" r="1" /><circle cx="3.6" cy="12.4" r="1.7" /><circle cx="8" cy="12.4" r="1" /><circle cx="12.4" cy="12.4" r="1.7" />
    </g>
  ),
  EVAL: <><path d="M2 12.2a6.2 6.2 0 1 1 12 0" /><path d="M8 11.6 11 6.6" /><circle cx="8" cy="11.8" r="1.3" fill="currentColor" stroke="none" /></>,
  GUARDRAIL: <><path d="M8 1.6 13.4 3.5v4.3c0 3.3-2.3 5.5-5.4 6.7-3.1-1.2-5.4-3.4-5.4-6.7V3.5Z" /><path d="M5.6 7.8 7.4 9.6l3.2-3.4" strokeWidth="1.4" /></>,
  HANDOFF: <path d="M2.2 2.6v10.8M13.8 2.6v10.8M4.8 8h5.8M8.4 5.5 10.9 8l-2.5 2.5" />,
  SPAN: <path d="M5 2.8H2.6v10.4H5M11 2.8h2.4v10.4H11M5.6 8h4.8" />,
  EVENT: <path d="M8 2 14 8l-6 6-6-6Z" fill="currentColor" stroke="none" />,
  LOOP: <path d="M3 7V6a2.6 2.6 0 0 1 2.6-2.6h6.6M10 1.2l2.3 2.2L10 5.6M13 9v1a2.6 2.6 0 0 1-2.6 2.6H3.8M6 14.8l-2.3-2.2L6 10.4" />,
};

/** The mark of a step's type, in its colour, named for those who cannot see it. */
export function TypeGlyph({ type, className = '' }: { type: GlyphType; className?: string }) {
  return (
    <svg className={`ty t-${type.toLowerCase()} ${className}`} viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" role="img" aria-label={type}>
      <title>{type}</title>
      {GLYPHS[type] ?? GLYPHS.SPAN}
    </svg>
  );
}
