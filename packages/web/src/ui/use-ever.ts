import { useState } from 'react';

/** True from the moment the condition first held, as long as the component lives. */
export function useEver(condition: boolean): boolean {
  const [ever, setEver] = useState(condition);
  if (condition && !ever) setEver(true);
  return ever || condition;
}
