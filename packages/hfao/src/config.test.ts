import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from './config.js';

const folder = () => mkdtempSync(join(tmpdir(), 'hfao-config-'));

describe('readConfig', () => {
  it('needs nothing', () => {
    const config = readConfig({}, {}, '/somewhere');

    expect(config).toMatchObject({ host: '127.0.0.1', port: 7860, otlpHttpPort: 4318, mcpPort: 4319, dataDir: '/somewhere/.hfao', project: 'default' });
  });

  it('puts flags over the environment over the file over the defaults; empty counts as unset', () => {
    const directory = folder();
    writeFileSync(join(directory, 'hfao.config.json'), '{"HFAO_PORT": 1, "HFAO_MCP_PORT": 2, "HFAO_OTLP_HTTP_PORT": 3}');

    const config = readConfig({ HFAO_PORT: '10', HFAO_MCP_PORT: '20', HFAO_OTLP_HTTP_PORT: '' }, { HFAO_PORT: '100' }, directory);

    expect(config).toMatchObject({ port: 100, mcpPort: 20, otlpHttpPort: 3 });
  });

  it('complains of every wrong value at once, naming variable, value and what is accepted', () => {
    const read = () => readConfig({ HFAO_PORT: 'abc', HFAO_MCP_PORT: '99999', HFAO_PROJECT: 'My Project', HFAO_LOG_LEVEL: 'loud' });

    expect(read).toThrow(/HFAO_PORT is "abc": a port is a whole number from 0 to 65535\./);
    for (const name of ['HFAO_MCP_PORT is "99999"', 'HFAO_PROJECT is "My Project"', 'HFAO_LOG_LEVEL is "loud"']) expect(read).toThrow(name);
  });

  it('never repeats a secret', () => {
    expect(() => readConfig({ HFAO_SECRET_KEY: 'hunter2' })).toThrow(/HFAO_SECRET_KEY is set: 64 hex digits/);
    expect(() => readConfig({ HFAO_SECRET_KEY: 'hunter2' })).not.toThrow(/hunter2/);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', '127.example.com', 'example.com'])('refuses to listen on %s without authentication', (host) => {
    expect(() => readConfig({ HFAO_HOST: host })).toThrow(/loopback/);
  });

  it('says where a broken configuration file is', () => {
    const directory = folder();
    writeFileSync(join(directory, 'hfao.config.json'), '{');

    expect(() => readConfig({}, {}, directory)).toThrow(/hfao\.config\.json is not valid JSON/);
  });
});
