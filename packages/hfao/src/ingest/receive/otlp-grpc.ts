import { once } from 'node:events';
import { createServer, type Server as NetServer } from 'node:net';
import type { ConnectionInjector, Server as GrpcServer } from '@grpc/grpc-js';
import type { Log } from '../../runtime/log.js';
import type { GrpcServiceOptions } from './grpc-service.js';

/** How long calls in hand may take when the server closes. */
const GRACE_MS = 5_000;

interface Grpc { server: GrpcServer; injector: ConnectionInjector }

/**
 * OTLP over gRPC on a port of its own (opentelemetry.io, OTLP specification 1.x, OTLP/gRPC). The port is plain TCP; the library behind it,
 * which takes a third of the whole start, is loaded when the first sender connects.
 */
export class OtlpGrpc {
  readonly server: NetServer;
  #grpc: Promise<Grpc> | undefined;
  readonly #log: Log;

  constructor(private readonly options: GrpcServiceOptions) {
    this.#log = options.receiver.log;
    this.server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => socket.destroy());   // a sender that goes away is no concern of ours
      this.#loaded().then(({ injector }) => injector.injectConnection(socket), (error: unknown) => {
        this.#log.error({ error }, 'gRPC cannot be served');
        socket.destroy();
      });
    });
  }

  /** Rejects with the error of the port. */
  async listen(at: { host: string; port: number }): Promise<void> {
    this.server.listen(at);
    await once(this.server, 'listening');
  }

  /** Lets calls in hand end, for a bounded time. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    const grpc = await this.#grpc?.catch(() => undefined);
    if (grpc !== undefined) await shutDown(grpc.server);
    await closed;
  }

  #loaded(): Promise<Grpc> {
    return (this.#grpc ??= import('./grpc-service.js').then(({ openGrpc }) => openGrpc(this.options)));
  }
}

async function shutDown(server: GrpcServer): Promise<void> {
  const overdue = setTimeout(() => server.forceShutdown(), GRACE_MS);
  await new Promise<void>((resolve) => { server.tryShutdown(() => resolve()); });
  clearTimeout(overdue);
}
