import { expect, it } from 'vitest';
import { LOOK_ALIKES } from '../../../test/fixtures/redaction/look-alikes.js';
import { TRUE_VALUES } from '../../../test/fixtures/redaction/true-values.js';
import { REDACTION_KINDS, RedactionProfile } from '../../model/redaction.js';
import { redactorOf } from './redactor.js';

const redactor = redactorOf(RedactionProfile.parse({}), Buffer.alloc(32));

/** Whether a value has gone from a text, however the text writes it. */
function isGone(redacted: string, value: string): boolean {
  const pieces = [value, JSON.stringify(value).slice(1, -1), value.slice(0, -4), value.slice(4)].filter((it) => it.length > 7 || it === value);
  return !pieces.some((it) => redacted.includes(it));
}

it('finds what a corpus holds, and leaves what only looks like it', () => {
  const table = REDACTION_KINDS.map((kind) => {
    const values = TRUE_VALUES.filter((it) => it.kind === kind);
    const missed = values.filter((it) => {
      const counts: Record<string, number> = {};
      const redacted = redactor.text(it.text, counts);
      return !isGone(redacted, it.value) || counts[kind] === undefined;
    });
    const lookAlikes = LOOK_ALIKES.filter((it) => it.kind === kind);
    const mistaken = lookAlikes.filter((it) => redactor.text(it.text, {}) !== it.text);
    return { kind, values: values.length, recall: 1 - missed.length / values.length, lookAlikes: lookAlikes.length, falseAlarms: mistaken.length / lookAlikes.length, missed, mistaken };
  });
  console.table(table.map(({ kind, values, recall, lookAlikes, falseAlarms }) => ({ kind, values, recall, lookAlikes, falseAlarms })));
  for (const { kind, missed, mistaken } of table) for (const it of [...missed, ...mistaken]) console.log(kind, JSON.stringify(it.text.slice(0, 200)), '->', JSON.stringify(redactor.text(it.text, {}).slice(0, 200)));

  expect(TRUE_VALUES.length).toBeGreaterThanOrEqual(300);
  expect(LOOK_ALIKES.length).toBeGreaterThanOrEqual(300);
  for (const { kind, recall, falseAlarms } of table) {
    expect(recall, `recall of ${kind}`).toBeGreaterThanOrEqual(0.98);
    expect(falseAlarms, `false alarms of ${kind}`).toBeLessThanOrEqual(0.02);
  }
});
