// How tests run: `quick` (in parallel, seconds), then `slow` in two lots. All of `slow` are real processes, browsers and power
// cuts; most of it waits, and goes two files at a time. What measures a promise in seconds, or fills the machine, goes alone.
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Files whose promises are in seconds, or that take every core: nothing runs beside them. */
const alone = [
  'test/adversary/adversary.slow.test.ts',
  'test/e2e/demo.slow.test.ts',
  'test/e2e/down.slow.test.ts',
  'test/e2e/kill.slow.test.ts',
  'test/e2e/postgres-kill.slow.test.ts',
  'test/e2e/stop-early.slow.test.ts',
  'test/e2e/three-rivers.slow.test.ts',
  'test/faults/full.slow.test.ts',
  'test/faults/power.slow.test.ts',
  'test/scenario/scenario.slow.test.ts',
];
// Vitest leaves one core free: of two, that would be half the machine. A group of order 0 with one worker would run last.
const workers = Math.max(2, availableParallelism() - 1);
const slow = { testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'quick',
          include: ['src/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          maxWorkers: workers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'slow',
          include: ['{src,test,examples}/**/*.slow.test.ts'],
          exclude: alone,
          ...slow,
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: 'slow-alone',
          include: alone,
          ...slow,
          fileParallelism: false,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
