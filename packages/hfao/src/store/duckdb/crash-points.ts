/** Between which steps a crash could part what belongs together. For tests, which copy the directory there and open the copy. */
export type CrashPoint =
  | 'fold committed' | 'segment sealed'
  | 'draft begun' | 'draft filled' | 'draft published' | 'merged in use' | 'sources removed'
  | 'deletion noted' | 'rows deleted' | 'deletion visible' | 'segment noted as dropped' | 'segment dropped';
export type AtCrashPoint = (point: CrashPoint) => void;
