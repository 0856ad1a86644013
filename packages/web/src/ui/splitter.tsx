import { useRef } from 'react';

interface SplitterProps { label: string; value: number; min: number; max: number; onChange: (value: number) => void; /** 1 when dragging to the right widens what is measured. */ direction: 1 | -1; className?: string }

/** The line between two panes: dragged, or moved with the arrow keys. */
export function Splitter({ label, value, min, max, onChange, direction, className = '' }: SplitterProps) {
  const from = useRef<{ x: number; value: number }>(undefined);
  const clamp = (next: number) => Math.round(Math.min(max, Math.max(min, next)));
  return (
    <div role="separator" aria-orientation="vertical" aria-label={label} aria-valuenow={value} aria-valuemin={min} aria-valuemax={max} tabIndex={0} className={`splitter ${className}`}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = { x: event.clientX, value };
      }}
      onPointerMove={(event) => from.current !== undefined && onChange(clamp(from.current.value + direction * (event.clientX - from.current.x)))}
      onPointerUp={() => { from.current = undefined; }}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowRight' ? 24 : event.key === 'ArrowLeft' ? -24 : 0;
        if (step === 0) return;
        event.preventDefault();
        onChange(clamp(value + direction * step));
      }} />
  );
}
