import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exportTrace } from '../../operations/export-trace.js';
import { Failure } from '../../runtime/errors.js';
import { apiOf } from './api.js';
import { addInputOptions, inputFrom } from './input-options.js';
import { printerOf, wantsJson } from './printer.js';

interface Exported { spans: number; truncated: boolean; otlp?: Record<string, unknown>; otlp_base64?: string }

/** `hfao export TRACE`: the trace as an OTLP request, on stdout or in a file. */
export function registerExport(program: Command): void {
  const command = program.command('export <trace_id>').summary('A trace as an OTLP request, for any other backend').helpGroup('Look at traces:')
    .description('The trace as an ExportTraceServiceRequest: JSON on stdout, or JSON or protobuf in a file.')
    .option('--output <file>', 'write to this file instead of stdout; protobuf needs one')
    .addHelpText('after', '\nExamples:\n  hfao export <id> > trace.json\n  hfao export <id> --format protobuf --output trace.pb\n  hfao export <id> --convention openinference | curl -d @- -H "content-type: application/json" http://localhost:6006/v1/traces');
  addInputOptions(command, exportTrace, { except: ['trace_id'] });
  command.action(async (traceId: string, options: { output?: string } & Record<string, unknown>) => {
    const input = inputFrom(exportTrace, options);
    if (input.format === 'protobuf' && options.output === undefined && !wantsJson(command)) throw new Failure('invalid_input', 'Protobuf is no text: name a file with --output.', { field: 'output' });
    const api = apiOf(command);
    const answer = await api.call<Exported>(exportTrace, { ...input, trace_id: traceId, project: api.config.project });

    const printer = printerOf(command);
    if (wantsJson(command)) return printer.json(answer);
    if (options.output === undefined) return printer.json(answer.otlp);
    await writeFile(options.output, answer.otlp === undefined ? Buffer.from(answer.otlp_base64!, 'base64') : JSON.stringify(answer.otlp));
    printer.line(`${answer.spans} spans written to ${options.output}.${answer.truncated ? ' The trace has more; the earliest were taken.' : ''}`);
  });
}
