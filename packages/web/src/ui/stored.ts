import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
const memory = new Map<string, string>();

/** What the reader chose, kept in this browser; in memory where storage is switched off. */
export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(`hfao.${key}`) ?? undefined;
  } catch {
    return memory.get(key);
  }
}

export function writeStored(key: string, value: string): void {
  try {
    localStorage.setItem(`hfao.${key}`, value);
  } catch {
    memory.set(key, value);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** A choice that every component and every open tab sees. */
export function useStored(key: string, fallback: string): [string, (value: string) => void] {
  const value = useSyncExternalStore(subscribe, () => readStored(key) ?? fallback);
  return [value, (next) => writeStored(key, next)];
}
