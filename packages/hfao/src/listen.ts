import type { AddressInfo } from 'node:net';
import { Failure } from './runtime/errors.js';

/** A port, and how people choose another. */
export interface PortChoice { host: string; port: number; variable: string; flag: string }

/** A server that can listen: fastify's apps are, and OTLP over gRPC. */
export interface Listener {
  listen(at: { host: string; port: number }): Promise<unknown>;
  server: { address(): string | AddressInfo | null };
}

/**
 * Starts listening and returns the base URL with the port that was really taken.
 * @throws Failure `port_in_use` that names the port, its variable and its flag; `invalid_input` when the address cannot be used
 */
export async function listen(app: Listener, { host, port, variable, flag }: PortChoice): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Failure('port_in_use', `Port ${port} on ${host} is in use. Stop what listens there, or choose another port with ${variable} or ${flag} (0 picks a free one).`, { cause, field: variable });
    if (code === 'EACCES') throw new Failure('invalid_input', `Port ${port} may not be used by this user. Choose one above 1023 with ${variable} or ${flag}.`, { cause, field: variable });
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') throw new Failure('invalid_input', `HFAO_HOST is "${host}", which is no address of this machine. Use 127.0.0.1.`, { cause, field: 'HFAO_HOST' });
    throw new Error(`cannot listen on ${host}:${port}: ${message}`, { cause });
  }
  const bound = app.server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host.replace(/[[\]]/g, '')}]` : host}:${bound.port}`;
}
