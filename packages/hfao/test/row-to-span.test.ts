import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readTraces } from '../src/ingest/decode/read-traces.js';
import { rowToOpenInference } from '../src/ingest/encode/to-openinference.js';
import { rowToSpan } from '../src/ingest/encode/row-to-span.js';
import { normalize } from '../src/ingest/normalize/normalize.js';
import { toObservation, type ObservationRow } from '../src/model/observation.js';
import { FIXTURES, recordedRequests } from './fixture-expectations.js';

const RECEIVED_AT = 1_800_000_000_000_000;

/** Documents that are also the output: told by both, the one that is left over is another. */
const TOLD_TWICE = new Set(['openllmetry__langchain_retriever.json']);

describe.each(recordedRequests().filter((it) => !it.endsWith('.logs.json')))('%s', (file) => {
  it.skipIf(TOLD_TWICE.has(file))('leaves as spans that are the same observations again', () => {
    const rows = rowsOf(file);

    const again = rows.map((row) => {
      const { span, resource, scope } = rowToSpan(row);
      return normalize(span, resource, scope, { projectId: row.project_id, receivedAt: row.event_version, scores: [] });
    });

    expect(again.map(shown)).toEqual(rows.map(shown));
  });

  it('leaves in OpenInference\'s terms and has the same fields again', () => {
    const rows = rowsOf(file);

    const again = rows.map((row) => {
      const { span, resource, scope } = rowToOpenInference(row);
      return normalize(span, resource, scope, { projectId: row.project_id, receivedAt: row.event_version, scores: [] });
    });

    expect(again.map(fields)).toEqual(rows.map(fields));
  });
});

function rowsOf(file: string): ObservationRow[] {
  const rows: ObservationRow[] = [];
  readTraces(readFileSync(new URL(file, FIXTURES)), 'json', (span, resource, scope) => {
    rows.push(normalize(span, resource, scope, { projectId: 'p', receivedAt: RECEIVED_AT, scores: [] }));
  });
  return rows;
}

function shown(row: ObservationRow): object {
  const { dialect: _dialect, mapping: _mapping, usage_details: _details, ...rest } = toObservation(row);
  return rest;
}

/** What a convention has no word for comes in another's beside it, and one of the two stays an attribute. */
function fields(row: ObservationRow): object {
  const { attributes: _attributes, ...rest } = shown(row) as { attributes: unknown };
  return rest;
}
