// How tests run: `quick` (in parallel, seconds) and then `slow` (one file at a time, real processes and power cuts).
import { defineConfig } from 'vitest/config';

// CI machines are shared: there a test that failed is run once more, and the report says so. A fault of the code
// fails both times; on a desk nothing is run again, so that a test which depends on the load is noticed and mended.
const retry = process.env.CI === undefined ? 0 : 1;

export default defineConfig({
  test: {
    allowOnly: false,
    projects: [
      {
        test: {
          name: 'quick',
          retry,
          include: ['src/**/*.test.ts', 'examples/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['**/*.slow.test.ts'],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'slow',
          retry,
          include: ['{src,test,examples}/**/*.slow.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
