import { EditorView } from '@codemirror/view';

/**
 * Text typed over a selection is put in by the editor, not by the browser: that one would keep the colours of what is replaced
 * in a style attribute, which the content security policy forbids and reports.
 */
export const typedOver = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    if (event.inputType !== 'insertText' || event.data === null || event.isComposing || main.empty) return false;
    event.preventDefault();
    view.dispatch({ ...view.state.replaceSelection(event.data), userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});
