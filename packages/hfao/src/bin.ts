#!/usr/bin/env node
import { readFileSync } from 'node:fs';

/** The one thing that must answer at once, whatever else is slow to load. */
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
const args = process.argv.slice(2);

if (args[0] === '--version' || args[0] === '-V') {
  process.stdout.write(`${version}\n`);
} else {
  const [{ runCli }, { Environment, readClientConfig, readConfig, readKeyRotation }, { readStoragePlace }] = await Promise.all([import('./surfaces/cli/run.js'), import('./config.js'), import('./read-storage-place.js')]);
  const variables = Object.entries(Environment.shape).map(([name, schema]) => {
    const standard = schema.safeParse(undefined).data;
    return { name, description: schema.description ?? '', standard: standard === undefined ? undefined : JSON.stringify(standard).replaceAll(/[[\]"]/g, '') };
  });
  // A reader that has enough, such as `head`, closes the pipe: no reason to complain.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  process.exitCode = await runCli(args, {
    version, variables, stdout: process.stdout, stderr: process.stderr,
    clientConfig: (flags) => readClientConfig(process.env, flags),
    storagePlace: (url) => readStoragePlace('DIR', url, process.env, process.cwd()),
    ports() {
      const { host, port, otlpHttpPort, otlpGrpcPort, mcpPort } = readConfig(process.env);
      return { host, ports: [{ variable: 'HFAO_PORT', port }, { variable: 'HFAO_OTLP_HTTP_PORT', port: otlpHttpPort }, { variable: 'HFAO_OTLP_GRPC_PORT', port: otlpGrpcPort }, { variable: 'HFAO_MCP_PORT', port: mcpPort }] };
    },
    async rotateSecretKey(flags) {
      const { rotateSecretKey } = await import('./rotate-secret-key.js');
      return rotateSecretKey(readKeyRotation(process.env, flags));
    },
    async migrate(flags, options) {
      const { migrateSchemas } = await import('./migrate-schemas.js');
      return migrateSchemas(readConfig(process.env, flags), options);
    },
    async restore(flags, directory, onProgress) {
      const { restoreBackup } = await import('./restore-backup.js');
      return restoreBackup(readConfig(process.env, flags), directory, onProgress);
    },
    async copy(places, onProgress) {
      const [{ copyBetween }, { readCopyPlaces }, { makeLog }] = await Promise.all([import('./copy-between.js'), import('./read-copy-places.js'), import('./runtime/log.js')]);
      return copyBetween(readCopyPlaces(process.env, places), onProgress, makeLog('warn'));
    },
    async up(flags) {
      const config = readConfig(process.env, flags);
      const { serve } = await import('./serve.js');
      process.exit(await serve(config, process.stdout));
    },
  });
}
