import { createContext, useContext } from 'react';
import type { LiveState } from '../api/live';

/** Whether the page follows what is stored, and how that goes. */
export interface Live { on: boolean; state: LiveState; toggle: () => void }
export const LiveContext = createContext<Live>({ on: false, state: 'connecting', toggle: () => {} });
export const useLive = () => useContext(LiveContext);
