/**
 * Where a code editor is mounted: a shadow root of its own. The editor brings rules of style with it; in a document it would add
 * an element for them, which the content security policy forbids, in a shadow root it adopts a style sheet. Custom properties,
 * and so our colours and fonts, reach inside; nothing else does, so the theme of the editor says all that it needs.
 */
export function editorRoot(host: HTMLElement): ShadowRoot {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  root.replaceChildren();
  return root;
}
