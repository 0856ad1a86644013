import { createContext, useContext } from 'react';
import type { TimeRange } from '../ui/time-range';

/** The window of time that all pages share. It lives in the address. */
export interface RangeControl {
  range: TimeRange;
  setRange: (range: TimeRange) => void;
  /** As `setRange`, from a chart: Esc goes back to what was before. */
  brush: (from: number, to: number) => void;
  /** False when there was nothing to undo. */
  undoBrush: () => boolean;
}
export const RangeContext = createContext<RangeControl>({ range: { kind: 'preset', preset: '24h' }, setRange: () => {}, brush: () => {}, undoBrush: () => false });
export const useRange = () => useContext(RangeContext);
