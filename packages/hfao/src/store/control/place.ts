/** Where the control plane is kept, as the configuration says. A URL holds a password: only {@link describePlace} may be shown. */
export type ControlPlace = { kind: 'sqlite'; path: string } | { kind: 'postgres'; url: string };

/** For people and logs: a URL without its password and its parameters. */
export function describePlace(place: ControlPlace): string {
  if (place.kind === 'sqlite') return place.path;
  const { protocol, username, host, pathname } = new URL(place.url);
  return `${protocol}//${username === '' ? '' : `${username}@`}${host}${pathname}`;
}
