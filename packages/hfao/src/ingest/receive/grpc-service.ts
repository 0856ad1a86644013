import { Metadata, Server, ServerCredentials, status, type ConnectionInjector, type sendUnaryData, type ServerUnaryCall, type ServiceDefinition } from '@grpc/grpc-js';
import { SIGNALS, type Signal } from '../../model/signal.js';
import { asFailure, type Failure } from '../../runtime/errors.js';
import { exportResponse, STATUS_CODES } from './otlp-response.js';
import { integerField, messageField, textField } from './protobuf-message.js';
import { receiveExport, type ExportReceiver } from './receive-export.js';

export interface GrpcServiceOptions {
  receiver: ExportReceiver;
  /** What the health service says (grpc.health.v1). */
  ready: () => boolean;
}

type Call = ServerUnaryCall<Buffer, Buffer>;
type Answer = sendUnaryData<Buffer>;

const SERVICES: Record<Signal, string> = {
  traces: 'opentelemetry.proto.collector.trace.v1.TraceService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
  metrics: 'opentelemetry.proto.collector.metrics.v1.MetricsService',
};

/** The three OTLP services and health, for connections that are handed in. Messages stay bytes: what is not decodable is for us to say. */
export function openGrpc(options: GrpcServiceOptions): { server: Server; injector: ConnectionInjector } {
  const server = new Server({ 'grpc.max_receive_message_length': options.receiver.maxBodyBytes, 'grpc.max_send_message_length': -1, 'grpc.enable_channelz': 0 });
  for (const signal of SIGNALS) {
    server.addService(unary(SERVICES[signal], 'Export'), { Export: (call: Call, answer: Answer) => void receive(signal, call.request, options.receiver, answer) });
  }
  server.addService(unary('grpc.health.v1.Health', 'Check'), { Check: (call: Call, answer: Answer) => checkHealth(call.request, options.ready(), answer) });
  return { server, injector: server.createConnectionInjector(ServerCredentials.createInsecure()) };
}

function unary(service: string, method: string): ServiceDefinition {
  const bytes = (it: Buffer) => it;
  return { [method]: { path: `/${service}/${method}`, requestStream: false, responseStream: false, requestSerialize: bytes, requestDeserialize: bytes, responseSerialize: bytes, responseDeserialize: bytes } };
}

async function receive(signal: Signal, raw: Buffer, receiver: ExportReceiver, answer: Answer): Promise<void> {
  try {
    receiver.requireRoom?.();
    const check = await receiveExport({ signal, encoding: 'protobuf', contentEncoding: 'identity', raw }, receiver);
    answer(null, exportResponse(signal, check, 'protobuf'));
  } catch (error) {
    const failure = asFailure(error);
    if (failure.code === 'internal') receiver.log.error({ error, signal }, 'an OTLP request failed');
    receiver.observer.refused(failure.code, failure.message);
    answer({ code: STATUS_CODES[failure.code], details: failure.message, metadata: detailsOf(failure) });
  }
}

/** For what may be retried, when: without it a sender gives up at RESOURCE_EXHAUSTED (OTLP specification: OTLP/gRPC throttling). */
function detailsOf(failure: Failure): Metadata {
  const metadata = new Metadata();
  if (failure.retryAfterSeconds === undefined) return metadata;
  const seconds = Math.floor(failure.retryAfterSeconds);
  const delay = Buffer.concat([integerField(1, seconds), integerField(2, Math.round((failure.retryAfterSeconds - seconds) * 1e9))]);
  const retryInfo = Buffer.concat([textField(1, 'type.googleapis.com/google.rpc.RetryInfo'), messageField(2, messageField(1, delay))]);
  metadata.set('grpc-status-details-bin', Buffer.concat([integerField(1, STATUS_CODES[failure.code]), textField(2, failure.message), messageField(3, retryInfo)]));
  return metadata;
}

const SERVING = 1;
const NOT_SERVING = 2;

/** HealthCheckRequest has one field, the name of a service; the empty name is the whole server. */
function checkHealth(request: Buffer, isReady: boolean, answer: Answer): void {
  const name = request.subarray(2).toString();
  if (name !== '' && !Object.values(SERVICES).includes(name)) return answer({ code: status.NOT_FOUND, details: `There is no service "${name.slice(0, 100)}" here.` });
  answer(null, integerField(1, isReady ? SERVING : NOT_SERVING));
}
