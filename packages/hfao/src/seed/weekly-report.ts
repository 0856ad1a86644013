import { user } from './refund-request.js';
import { generation, type Script } from './script.js';

const QUEUES = ['EU', 'UK', 'DACH', 'FR'];

/** A report over many tickets: long contexts, another provider, and an output limit that is sometimes too small. */
export function weeklyReport(script: Script, it: { question: string; cut: boolean }): void {
  script.around('AGENT', 'report-agent', () => {
    const parts: string[] = [];
    for (const queue of QUEUES) {
      script.leaf('TOOL', 'tickets.search', 900, { tool: { name: 'tickets.search', callId: script.id('call_'), arguments: { queue, days: 7 }, result: { tickets: script.random.about(240), sample: ['refund', 'parcel', 'address'] } } });
      const summary = `${queue}: refunds up, parcels steady. Three customers were promised a refund that did not come.`;
      generation(script, 'summarise_queue', 6_200, {
        model: 'gemini-2.5-flash', maxTokens: 2_048, tokens: [18_200, 0, 420],
        messages: [{ role: 'system', content: 'Summarise the tickets of one queue in three sentences.' }, user(`Queue ${queue}, 240 tickets`)], reply: { role: 'assistant', content: summary },
      });
      parts.push(summary);
    }
    const whole = JSON.stringify({ week: 46, queues: parts, actions: ['check the refund policy in use', 'tell carriers about late scans'] });
    const written = it.cut ? whole.slice(0, Math.floor(whole.length * 0.7)) : whole;
    generation(script, 'write_summary', 21_000, {
      model: 'claude-sonnet-4-5', maxTokens: 4_096, tokens: [24_500, 0, it.cut ? 4_096 : 2_900], finish: it.cut ? 'length' : 'stop',
      messages: [{ role: 'system', content: 'Write the weekly report as JSON with week, queues and actions.' }, user(`${it.question}\n${parts.join('\n')}`)], reply: { role: 'assistant', content: written },
    });
    const error = { type: 'SyntaxError', message: 'write_summary output cut at max_tokens, JSON does not parse' };
    script.leaf('SPAN', 'parse_report', 30, { input: written, ...(it.cut ? { error } : { output: { parsed: true } }) });
    return {
      input: it.question, ...(it.cut ? { error } : { output: whole }),
      scores: [{ name: 'success', value: it.cut ? 0.2 : 1, label: it.cut ? 'fail' : 'pass', explanation: it.cut ? 'The report ends in the middle of a sentence.' : 'Complete and parseable.' }],
    };
  });
}
