import {
  acceptCompletion, autocompletion, closeCompletion, completionStatus, insertCompletionText, moveCompletionSelection, pickedCompletion, selectedCompletion, startCompletion, type Completion, type CompletionContext, type CompletionResult,
} from '@codemirror/autocomplete';
import { Prec, type Extension } from '@codemirror/state';
import { keymap, type Command } from '@codemirror/view';
import { enterTakes, inserted, type Suggestion, type Suggestions } from './completions';

export type Suggest = (text: string, cursor: number, signal: AbortSignal) => Promise<Suggestions>;
interface Option extends Completion { item: Suggestion; written: string }

/**
 * A list that opens while one types and on Ctrl+Space. Tab takes an item; Enter, when it goes on what one has begun or moved to,
 * and otherwise `onEnter` is called; Escape closes the list, then `onEscape`.
 */
export function completion(suggest: Suggest, onEnter: (text: string) => void, onEscape: () => void): Extension {
  let hasMoved = false;
  const move = (forward: boolean): Command => (view) => {
    if (completionStatus(view.state) !== 'active') return forward && startCompletion(view);
    hasMoved = true;
    return moveCompletionSelection(forward)(view);
  };
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    hasMoved = false;
    const abort = new AbortController();
    context.addEventListener('abort', () => abort.abort(), { onDocChange: true });
    const text = context.state.doc.toString();
    const { from, to, items } = await suggest(text, context.pos, abort.signal).catch(() => ({ from: 0, to: 0, items: [] }));
    if (items.length === 0) return null;
    const written = /[^\s()=<>!,]*$/.exec(text.slice(from, context.pos))![0];
    return { from, to, filter: false, options: items.map((item) => asOption(item, written)) };
  };
  const enter: Command = (view) => {
    const option = selectedCompletion(view.state) as Option | null;
    if (option !== null && enterTakes(option.item, option.written, hasMoved) && acceptCompletion(view)) return true;
    closeCompletion(view);
    onEnter(view.state.doc.toString());
    return true;
  };
  const escape: Command = (view) => {
    if (!closeCompletion(view)) onEscape();
    return true;
  };
  return [
    Prec.highest(keymap.of([
      { key: 'Enter', run: enter }, { key: 'Tab', run: acceptCompletion }, { key: 'Escape', run: escape }, { key: 'Ctrl-Space', run: startCompletion }, { key: 'Mod-Space', run: startCompletion },
      { key: 'ArrowDown', run: move(true) }, { key: 'ArrowUp', run: move(false) }, { key: 'PageDown', run: moveCompletionSelection(true, 'page') }, { key: 'PageUp', run: moveCompletionSelection(false, 'page') },
    ])),
    autocompletion({
      override: [source], icons: false, defaultKeymap: false, interactionDelay: 0, maxRenderedOptions: 60, activateOnTypingDelay: 60,
      activateOnCompletion: (it) => !['value', 'recent'].includes((it as Option).item.kind),
      optionClass: (it) => `of-${(it as Option).item.kind}`,
    }),
  ];
}

const asOption = (item: Suggestion, written: string): Option => ({
  label: item.label, detail: item.detail, item, written,
  apply: (view, option, from, to) => view.dispatch({ ...insertCompletionText(view.state, inserted(item), from, to), annotations: pickedCompletion.of(option) }),
});
