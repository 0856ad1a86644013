import { isIP } from 'node:net';

/**
 * Whether a request's `Host` (or the host of its `Origin`) names this machine's loopback or the address that the server is bound to.
 * Any other name is refused everywhere: a page of a foreign site that rebinds its own name to 127.0.0.1 would otherwise read everything.
 * The port is free, so that a tunnel from another port works.
 */
export function isOwnHost(host: string | undefined, boundHost: string): boolean {
  const name = hostName(host);
  if (name === undefined) return false;
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || (isIP(name) === 4 && name.startsWith('127.')) || name === boundHost.replace(/^\[|\]$/g, '').toLowerCase();
}

/** Without port and brackets, lower-case; undefined when it is not a host. */
function hostName(host: string | undefined): string | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(host ?? '');
  return (match?.[1] ?? match?.[2])?.toLowerCase();
}
