import { history, historyKeymap, standardKeymap } from '@codemirror/commands';
import { Compartment, EditorState, Transaction } from '@codemirror/state';
import { Decoration, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react';
import { editorRoot } from '../../ui/editor-root';
import { typedOver } from '../../ui/typed-over';
import { completion, type Suggest } from './editor-completion';
import { look } from './editor-look';
import { underlined, type Wrong } from './wrong';

export interface WhereHandle { focus: () => void }
export interface WhereEditorProps {
  /** What to show; a new object is shown even when the text is the same, what one types meanwhile is not undone. */
  given: { text: string };
  label: string;
  hint: string;
  wrong: Wrong | undefined;
  suggest: Suggest;
  onText: (text: string) => void;
  /** What the line says at that moment: what `onText` was told may not have been rendered yet. */
  onEnter: (text: string) => void;
  onEscape: () => void;
  hasFocus: boolean;
  handle: Ref<WhereHandle>;
}

/** A filter in one line, with completion and the fault underlined. */
export default function WhereEditor(props: WhereEditorProps) {
  const { given, label, hint, wrong } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const now = useRef(props);
  const said = useRef(new Compartment());
  useEffect(() => {
    now.current = props;
  });
  useImperativeHandle(props.handle, () => ({
    focus() {
      view.current?.focus();
      view.current?.dispatch({ selection: { anchor: 0, head: view.current.state.doc.length } });
    },
  }), []);

  useEffect(() => {
    const { text } = now.current.given;
    const editor = new EditorView({
      parent: editorRoot(host.current!), root: host.current!.shadowRoot!,
      state: EditorState.create({
        doc: text, selection: { anchor: text.length },
        extensions: [
          oneLine, typedOver, history(), completion((...of) => now.current.suggest(...of), (text) => now.current.onEnter(text), () => now.current.onEscape()), keymap.of([...historyKeymap, ...standardKeymap]),
          look, placeholder(hint), said.current.of([]),
          EditorView.updateListener.of((update) => { if (update.docChanged && !update.transactions.some((it) => it.annotation(Transaction.remote) === true)) now.current.onText(update.state.doc.toString()); }),
        ],
      }),
    });
    view.current = editor;
    if (now.current.hasFocus) editor.focus();
    return () => editor.destroy();
  }, [hint]);

  useEffect(() => {
    const { state } = view.current!;
    if (given.text !== state.doc.toString()) view.current!.dispatch({ changes: { from: 0, to: state.doc.length, insert: given.text }, selection: { anchor: given.text.length }, annotations: Transaction.remote.of(true) });
  }, [given]);

  useEffect(() => {
    view.current!.dispatch({ effects: said.current.reconfigure([EditorView.contentAttributes.of(attributesOf(label, wrong)), EditorView.decorations.of((it) => marks(wrong, it.state.doc.length))]) });
  }, [label, wrong, hint]);

  return <div ref={host} className="whereedit" />;
}

/** What is pasted in several lines becomes one. */
const oneLine = [EditorView.clipboardInputFilter.of((text) => text.replace(/\s*\n\s*/g, ' ')), EditorState.transactionFilter.of((it) => (it.newDoc.lines > 1 ? [] : it))];

function attributesOf(label: string, wrong: Wrong | undefined): Record<string, string> {
  return { 'aria-label': label, 'aria-multiline': 'false', spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', ...(wrong === undefined ? {} : { 'aria-invalid': 'true', 'aria-description': wrong.problem }) };
}

function marks(wrong: Wrong | undefined, length: number) {
  const place = wrong === undefined ? undefined : underlined(wrong, length);
  return place === undefined ? Decoration.none : Decoration.set([Decoration.mark({ class: 'wrong' }).range(place.from, place.to)]);
}
