import './bars.css';

/** Amounts side by side, each with its share of the largest. */
export function Bars({ items, format }: { items: readonly (readonly [label: string, value: number])[]; format: (value: number) => string }) {
  const most = Math.max(...items.map(([, value]) => Math.abs(value)), 0) || 1;
  return (
    <div className="bars">
      {items.map(([label, value], i) => (
        <div key={`${label} ${i}`}><span className="cut" title={label}>{label}</span><i style={{ width: `${(Math.abs(value) / most) * 100}%` }} /><b>{format(value)}</b></div>
      ))}
    </div>
  );
}
