import { acceptCompletion, autocompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { PostgreSQL, sql } from '@codemirror/lang-sql';
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import type { SqlSchema } from '../../api/sql';
import { editorRoot } from '../../ui/editor-root';
import { typedOver } from '../../ui/typed-over';
import { theme } from './sql-look';

export interface SqlHandle { insert: (text: string) => void; replace: (text: string) => void; focus: () => void }
interface SqlEditorProps { text: string; schema: SqlSchema | undefined; onText: (text: string) => void; /** Of what the editor says at that moment. */ onRun: (text: string) => void; handle: Ref<SqlHandle> }

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: 'var(--k-kw)' }, { tag: [tags.string, tags.special(tags.string)], color: 'var(--k-str)' }, { tag: [tags.number, tags.bool, tags.null], color: 'var(--k-num)' },
  { tag: tags.comment, color: 'var(--fg-3)', fontStyle: 'italic' }, { tag: [tags.name, tags.propertyName], color: 'var(--fg)' },
]);

/** SQL in some lines, with the tables and columns that there are. Mod-Enter runs it. */
export default function SqlEditor(props: SqlEditorProps) {
  const { schema } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const now = useRef(props);
  const language = useRef(new Compartment());
  useEffect(() => {
    now.current = props;
  });
  useImperativeHandle(props.handle, () => ({
    insert(text) {
      view.current?.dispatch(view.current.state.replaceSelection(text));
      view.current?.focus();
    },
    replace(text) {
      view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: text } });
      view.current?.focus();
    },
    focus: () => view.current?.focus(),
  }), []);

  useEffect(() => {
    const run = (it: EditorView) => { now.current.onRun(it.state.doc.toString()); return true; };
    const editor = new EditorView({
      parent: editorRoot(host.current!), root: host.current!.shadowRoot!,
      state: EditorState.create({
        doc: now.current.text,
        extensions: [
          Prec.highest(keymap.of([{ key: 'Mod-Enter', run }, { key: 'Tab', run: acceptCompletion }])), typedOver, history(), keymap.of([...historyKeymap, ...defaultKeymap]),
          language.current.of(sql({ dialect: PostgreSQL })), autocompletion({ icons: false }), syntaxHighlighting(colours), theme, EditorView.lineWrapping,
          placeholder('SELECT …'), EditorView.contentAttributes.of({ 'aria-label': 'SQL', spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off' }),
          EditorView.updateListener.of((update) => { if (update.docChanged) now.current.onText(update.state.doc.toString()); }),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    return () => editor.destroy();
  }, []);

  useEffect(() => {
    if (schema === undefined) return;
    const tables = Object.fromEntries(schema.tables.map((it) => [it.name, it.columns.map((column) => ({ label: column.name, detail: column.type, info: column.description }))]));
    view.current!.dispatch({ effects: language.current.reconfigure(sql({ dialect: PostgreSQL, schema: tables, defaultTable: 'observations', upperCaseKeywords: true })) });
  }, [schema]);

  return <div ref={host} className="sqledit" />;
}
