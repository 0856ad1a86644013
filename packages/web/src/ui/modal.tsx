import { useEffect, useRef, type ReactNode } from 'react';

interface ModalProps { open: boolean; onClose: () => void; label: string; className?: string; children: ReactNode }

/**
 * A dialog over the page. The browser's own element: it holds the focus, gives it back, closes on Esc and makes the rest inert,
 * without the style elements that a library would inject and the content security policy forbids.
 */
export function Modal({ open, onClose, label, className, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    else if (!open) dialog.current?.close();
  }, [open]);
  return (
    <dialog ref={dialog} className={className} aria-label={label} onClose={onClose} onPointerDown={(event) => event.target === dialog.current && isBackdrop(event, dialog.current) && onClose()}>
      {open ? children : null}
    </dialog>
  );
}

function isBackdrop(event: { clientX: number; clientY: number }, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}
