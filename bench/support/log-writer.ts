// A process that fills a log, publishing as it goes, says when it has, and then appends until it is killed.
// `node bench/support/log-writer.ts FOLDER ENTRIES ROTATE`
import type { Origin } from '../../src/base/ids.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import { appendPlain, publish } from './plain-log.ts';

const [dir, entries, rotateEntries] = process.argv.slice(2);
const origin = 'bench.example/comity' as Origin;
const { sha256 } = nodeCrypto;
const log = await openFilesLog({ dir, origin, sha256, rotateEntries: Number(rotateEntries) });
while (log.head().size < Number(entries)) {
  await appendPlain(log, 1_024);
  if (log.head().size % 16_384 === 0) await publish(log);
}
await publish(log);
await publish(log);
process.stdout.write('{}\n');
for (;;) await appendPlain(log, 16);
