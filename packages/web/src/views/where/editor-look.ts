import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin, type DecorationSet } from '@codemirror/view';

const KEYWORDS = 'AND|OR|NOT|IN|IS|NULL|BETWEEN|I?LIKE|CONTAINS|STARTS|ENDS|WITH|HAS|ANY|CHILD|DESCENDANT|PARENT|ANCESTOR|TRUE|FALSE|AGO|NOW';
const kinds = { string: Decoration.mark({ class: 'k-string' }), number: Decoration.mark({ class: 'k-number' }), word: Decoration.mark({ class: 'k-word' }), field: Decoration.mark({ class: 'k-field' }) };

const decorator = new MatchDecorator({
  regexp: new RegExp(`('(?:[^']|'')*'?|"(?:[^"]|"")*"?)|(\\b\\d+(?:\\.\\d+)?(?:[nu]s|ms|[smhdw])?\\b)|\\b(${KEYWORDS})\\b|([\\p{L}_][\\p{L}\\p{N}_.]*)`, 'giu'),
  decoration: ([, string, number, word]) => (string !== undefined ? kinds.string : number !== undefined ? kinds.number : word !== undefined ? kinds.word : kinds.field),
});

/** Colours for texts, numbers and keywords. Approximate: what a filter says, the server knows. */
const colours = ViewPlugin.fromClass(class {
  decorations: DecorationSet;
  constructor(view: EditorView) {
    this.decorations = decorator.createDeco(view);
  }

  update(update: Parameters<typeof decorator.updateDeco>[0]) {
    this.decorations = decorator.updateDeco(update, this.decorations);
  }
}, { decorations: (it) => it.decorations });

const theme = EditorView.theme({
  '&': { fontSize: '12.5px', background: 'none', color: 'var(--fg)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--font-mono)', fontVariantLigatures: 'none', lineHeight: '20px', overflow: 'auto hidden', scrollbarWidth: 'none' },
  '.cm-content': { padding: '6px 0', caretColor: 'var(--fg)' },
  '.cm-line': { padding: '0' },
  '.cm-line::selection, .cm-line ::selection': { background: 'color-mix(in oklab, var(--accent) 26%, transparent) !important' },
  '.cm-placeholder': { color: 'var(--fg-3)', fontFamily: 'var(--font-ui)', fontSize: '13px' },
  '.k-string': { color: 'var(--k-str)' }, '.k-number': { color: 'var(--k-num)' }, '.k-word': { color: 'var(--k-kw)' }, '.k-field': { color: 'var(--k-key)' },
  '.wrong': { textDecoration: 'underline wavy var(--err)', textUnderlineOffset: '3px', textDecorationSkipInk: 'none', background: 'var(--err-soft)', borderRadius: '2px' },
  '.cm-tooltip.cm-tooltip-autocomplete': { border: '0', borderRadius: 'var(--r-3)', background: 'var(--surface)', boxShadow: 'var(--shadow-pop)', padding: '4px', zIndex: '20', marginTop: '6px' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-mono)', fontSize: '12px', maxHeight: '320px', minWidth: '260px', maxWidth: 'min(640px, 92vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { display: 'flex', alignItems: 'center', gap: '16px', padding: '0 8px', minHeight: '26px', lineHeight: '20px', borderRadius: 'var(--r-2)', color: 'var(--fg)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--selected)', color: 'var(--fg)' },
  '.cm-completionLabel': { flex: 'none', maxWidth: '440px', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '.cm-completionDetail': { flex: '1', margin: '0', textAlign: 'right', fontStyle: 'normal', fontFamily: 'var(--font-ui)', fontSize: '11.5px', color: 'var(--fg-3)', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' },
  '.of-field .cm-completionLabel': { color: 'var(--k-key)' }, '.of-relation .cm-completionLabel, .of-keyword .cm-completionLabel': { color: 'var(--k-kw)' }, '.of-value .cm-completionLabel': { color: 'var(--k-str)' },
});

export const look: Extension = [colours, theme];
