// A Redis of the benchmark's own: the redis-server (or valkey-server) of PATH on a free port, its append-only file synced before each answer.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { endWithUs } from './end-with-us.mjs';

/** @returns its URL, its process, and how to end it */
export async function startRedis(directory) {
  mkdirSync(directory);
  const command = ['redis-server', 'valkey-server'].find((it) => spawnSync(it, ['--version']).status === 0);
  if (command === undefined) throw new Error('--redis needs redis-server or valkey-server in PATH (Debian: apt-get install redis-server)');
  const port = await freePort();
  const child = endWithUs(spawn(command, ['--port', String(port), '--bind', '127.0.0.1', '--dir', directory, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'], { stdio: 'ignore' }));
  for (let i = 0; !(await answers(port)); i++) {
    if (child.exitCode !== null || i > 500) throw new Error(`${command} does not answer on port ${port}`);
    await sleep(20);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
  return { url: `redis://127.0.0.1:${port}`, child, stop };
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.on('data', (answer) => { socket.destroy(); resolve(answer.toString().startsWith('+PONG')); });
    socket.on('error', () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
