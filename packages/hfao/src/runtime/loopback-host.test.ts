import { expect, it } from 'vitest';
import { isOwnHost } from './loopback-host.js';

it.each(['localhost', 'localhost:7860', '127.0.0.1:7860', '127.9.9.9', '[::1]:7860', 'LOCALHOST:1', 'app.localhost'])('knows %s as its own', (host) => {
  expect(isOwnHost(host, '127.0.0.1')).toBe(true);
});

it.each([undefined, '', 'evil.example', 'evil.example:7860', 'localhost.evil.example', '127.0.0.1.evil.example', '10.0.0.1', '0.0.0.0', 'user@localhost', 'localhost:7860:1', '[::1'])('refuses %s', (host) => {
  expect(isOwnHost(host, '127.0.0.1')).toBe(false);
});

it('knows the address it is bound to', () => {
  expect(isOwnHost('10.0.0.1:7860', '10.0.0.1')).toBe(true);
  expect(isOwnHost('[fd00::1]:7860', 'fd00::1')).toBe(true);
});
