import { defineConfig } from 'vitest/config';

const timeouts = { testTimeout: 20_000, hookTimeout: 60_000 };
const globalSetup = ['packages/hfao/test/shared-postgres.ts', 'packages/hfao/test/shared-clickhouse.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        // Each room by itself, beside each other.
        test: { ...timeouts, globalSetup, name: 'rooms', include: ['packages/*/src/**/*.test.{ts,tsx}'], pool: 'forks', maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        // Whole journeys with servers, browsers and clocks: one after the other, when the rooms are done.
        test: { ...timeouts, globalSetup, name: 'journeys', include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts'], pool: 'forks', fileParallelism: false, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
