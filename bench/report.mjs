// The benchmark's numbers as tables.
const FUNCTIONS_SHOWN = 25;
const round = (value, digits) => (value === null || value === undefined || Number.isNaN(value) ? '-' : Number(value.toFixed(digits)));
const percent = (share) => `${round(share * 100, 1)} %`;

export function print({ workload, ceilings: c, runs, ratios, profile }) {
  console.log(`\n${workload.processes}; ${workload.otlp_bytes_per_span} B/span, gzip x${workload.gzip_ratio}, ${workload.spans_per_request} spans a request, ${workload.connections} connections, ${workload.seconds} s\n`);
  console.table({
    'decode ceiling (gunzip, read, normalize, redact)': { 'spans/s': c.decode_spans_per_second },
    'the same without redaction': { 'spans/s': c.decode_unredacted_spans_per_second },
    'decode ceiling by protobufjs (none of our code)': { 'spans/s': c.decode_by_protobufjs_spans_per_second ?? '-' },
    'protobufjs decode alone': { 'spans/s': c.protobufjs_decode_spans_per_second },
    'read, normalize and redact alone': { 'spans/s': c.read_normalize_redact_spans_per_second },
    'read and normalize alone': { 'spans/s': c.read_and_normalize_spans_per_second },
    'columnar append ceiling': { 'spans/s': c.append_rows_per_second },
    'own write (totals, retries, position)': { 'spans/s': c.own_write_rows_per_second },
  });
  console.log(`a request's bytes written and synced: p50 ${round(c.fsync_p50_ms, 2)} ms`);
  console.table(Object.fromEntries(Object.entries(runs).map(([name, it]) => [name, {
    'stored/s': it.storedPerSecond ?? '', 'acked/s': it.acknowledgedPerSecond ?? '', 'p50 ms': it.p50Ms, 'p99 ms': it.p99Ms, 'visible p50/p99/max ms': it.visibleP50Ms === undefined ? '' : `${round(it.visibleP50Ms, 0)} / ${it.visibleP99Ms ?? '-'} / ${it.visibleMaxMs}`,
    'RSS MB': it.rssMb + (it.redisRssMb === undefined ? '' : ` + Redis ${it.redisRssMb}`), 'disk B/span': it.diskBytesPerSpan ?? '', 'generator us/span': it.generatorMicrosPerSpan ?? '', statuses: JSON.stringify(it.statuses),
  }])));
  for (const [name, { memory }] of Object.entries(runs)) if (memory !== undefined) printMemory(name, memory);
  if (runs.bursts !== undefined) console.log(`${runs.bursts.bursts} bursts of ${runs.bursts.burstSpans} spans: acknowledged after ${runs.bursts.acknowledgedMs} ms (median), visible so long after that as the table says`);
  console.table(Object.fromEntries(Object.entries(ratios).map(([name, [value, goal]]) => [name, { measured: round(value, 2), goal }])));
  if (profile !== undefined) printProfile(profile);
}

function printMemory(name, { verdict, secondThirdMb, lastThirdMb, samplesMb }) {
  console.log(`memory, ${name}: ${verdict}; median RSS ${secondThirdMb} MB in the second third, ${lastThirdMb} MB in the last. Each ten seconds, MB: ${samplesMb.join(' ')}`);
}

function printProfile({ threads, stages }) {
  console.log('\nWhere the time goes: microseconds of CPU per stored span, by thread');
  for (const [role, micros] of Object.entries(threads)) {
    const used = Object.entries(micros).filter(([, it]) => it >= 0.05).sort((a, b) => b[1] - a[1]);
    console.table(Object.fromEntries([...used, ['sum', used.reduce((sum, it) => sum + it[1], 0)]].map(([name, it]) => [`${role}: ${name}`, { 'us/span': round(it, 1) }])));
  }
  console.log('By stage: shares of a profiled run, and as microseconds of the thread above');
  for (const [role, byThread] of Object.entries(stages)) {
    for (const name of ['main', 'store thread']) {
      if (byThread[name] === undefined) continue;
      const micros = threads[role][name] ?? 0;
      console.table(Object.fromEntries(Object.entries(byThread[name].stages).map(([stage, share]) => [`${role}, ${name}: ${stage}`, { share: percent(share), 'us/span': round(share * micros, 2) }])));
      console.table(byThread[name].functions.slice(0, FUNCTIONS_SHOWN).map((it) => ({ stage: it.stage, function: it.name, share: percent(it.share), 'us/span': round(it.share * micros, 2) })));
    }
  }
}
