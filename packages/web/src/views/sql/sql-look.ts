import { EditorView } from '@codemirror/view';

/** The editor stands in a shadow root, so its theme says all that it needs (see ui/editor-root.ts). */
export const theme = EditorView.theme({
  '&': { fontSize: '12.5px', background: 'none', color: 'var(--fg)', height: '100%' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontVariantLigatures: 'none', lineHeight: '20px', overflow: 'auto' },
  '.cm-content': { padding: '10px 0', caretColor: 'var(--fg)' },
  '.cm-line': { padding: '0 16px' },
  '.cm-line::selection, .cm-line ::selection': { background: 'color-mix(in oklab, var(--accent) 26%, transparent) !important' },
  '.cm-placeholder': { color: 'var(--fg-3)' },
  '.cm-tooltip': { border: '0', borderRadius: 'var(--r-3)', background: 'var(--surface)', boxShadow: 'var(--shadow-pop)', color: 'var(--fg)', zIndex: '20' },
  '.cm-tooltip.cm-completionInfo': { padding: '8px 10px', fontFamily: 'var(--font-ui)', fontSize: '12px', maxWidth: '320px' },
  '.cm-tooltip.cm-tooltip-autocomplete': { padding: '4px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px', maxHeight: '280px', minWidth: '240px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', gap: '16px', padding: '2px 8px', lineHeight: '20px', borderRadius: 'var(--r-2)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--selected)', color: 'var(--fg)' },
  '.cm-completionDetail': { flex: '1', textAlign: 'right', fontStyle: 'normal', fontFamily: 'var(--font-ui)', fontSize: '11.5px', color: 'var(--fg-3)' },
});
