// What normalisation costs beside decoding, on one core: node bench/normalize.mjs (build first)
import { readTraces } from '../packages/hfao/dist/ingest/decode/read-traces.js';
import { normalize } from '../packages/hfao/dist/ingest/normalize/normalize.js';
import { bodies as makeBodies } from './workload.mjs';

const SPANS_PER_BODY = 50;
const ROUNDS = 15;

for (const bytesPerSpan of [2000, 8000]) {
  const bodies = makeBodies(bytesPerSpan, SPANS_PER_BODY, 100);
  const spans = bodies.length * SPANS_PER_BODY;
  const bytes = bodies.reduce((sum, body) => sum + body.length, 0) / spans;

  const decode = () => {
    for (const body of bodies) readTraces(body, 'protobuf', () => {});
  };
  let rows = 0;
  const decodeAndNormalize = () => {
    for (const body of bodies) {
      const context = { projectId: 'bench', receivedAt: 1_760_000_000_000_000, scores: [] };
      readTraces(body, 'protobuf', (span, resource, scope) => {
        if (normalize(span, resource, scope, context).name !== '') rows += 1;
      });
    }
  };
  const [alone, both] = [microsPerSpan(decode, spans), microsPerSpan(decodeAndNormalize, spans)];
  if (rows === 0) throw new Error('nothing was normalised');

  console.log(`${Math.round(bytes)} bytes a span: decode ${alone.toFixed(2)} us, decode + normalize ${both.toFixed(2)} us, so normalize ${(both - alone).toFixed(2)} us; ratio ${(both / alone).toFixed(2)}`);
}

/** CPU time, garbage collection included: the median of many rounds, after warming up. */
function microsPerSpan(work, spans) {
  for (let i = 0; i < 5; i++) work();
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return times.sort((a, b) => a - b)[ROUNDS >> 1] / spans;
}
