import { pino, stdSerializers, type Logger } from 'pino';

export type Log = Logger;

/** One line of JSON an event on stderr, so that stdout stays for people and pipes. */
export function makeLog(level: string): Log {
  return pino({ level, base: undefined, serializers: { error: stdSerializers.err }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
