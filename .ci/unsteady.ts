// Reads the summary that vitest wrote (JSON) and prints the slow test files that failed, one a line, when they are few
// enough to be run once more by themselves. Prints nothing, exit 1, when a quick file failed, when more than two slow
// ones did, or when something failed outside of any file: a second run says nothing about those.
// Usage: node .ci/unsteady.ts vitest.json
import { readFileSync } from 'node:fs';

const most = 2;

interface Summary {
  readonly testResults: readonly { readonly name: string; readonly status: string }[];
}

const summary = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Summary;
const failed = summary.testResults
  .filter((file) => file.status === 'failed')
  .map((file) => file.name);
const slow = failed.filter((name) => name.endsWith('.slow.test.ts'));
if (slow.length === 0 || slow.length > most || slow.length < failed.length) process.exit(1);
process.stdout.write(`${slow.join('\n')}\n`);
