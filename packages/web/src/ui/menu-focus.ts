/** For `onCloseAutoFocus`: a menu gives the focus back a moment after it closed. Who has gone elsewhere by key meanwhile stays there. */
export function unlessMovedOn(event: Event): void {
  if (document.activeElement !== document.body) event.preventDefault();
}
