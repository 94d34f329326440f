// A process of its own that stands by until it sequences a log on PostgreSQL, then appends and publishes for ever, and says
// every size that was acknowledged, one a line: `node postgres-writer.ts ADDRESS SCHEMA`. Made to be killed.
import { writeSync } from 'node:fs';
import { toBase64, utf8 } from '../../src/base/bytes.ts';
import type { Origin } from '../../src/base/ids.ts';
import type { NewEntry } from '../../src/store/log-store.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import { openPostgresLog } from '../../src/store/postgres-log.ts';
import { openLogDatabase } from '../../src/store/postgres-log-database.ts';

const { sha256 } = nodeCrypto;
const [url = '', schema = '', origin = ''] = process.argv.slice(2);
const name = `writer ${process.pid}`;
const database = await openLogDatabase({ url, schema, process: name });
const setting = { database, origin: origin as Origin, sha256, process: name };
const log = await openPostgresLog(setting);

function entry(number: number): NewEntry {
  const bytes = utf8(`entry ${number}`);
  const text = utf8(`payload ${number}`);
  if (number % 2 === 1) return { bytes, payloads: [] };
  return { bytes, payloads: [{ scope: 'public', salt: sha256(text), bytes: text }] };
}

writeSync(1, 'ready\n');
while (database.role().kind !== 'sequencer') await new Promise((done) => setTimeout(done, 10));
for (let next = log.head().size; ; ) {
  const calls: Promise<unknown>[] = [];
  for (let i = 0; i < 8; i++) {
    const count = 1 + (next % 5);
    const end = next + count;
    const entries = Array.from({ length: count }, (_, k) => entry(end - count + k));
    calls.push(log.append(entries).then(() => writeSync(1, `${end}\n`)));
    next = end;
  }
  await Promise.all(calls);
  const { size, root } = log.head();
  await log.putCheckpoint('checkpoint.pending', `${origin}\n${size}\n${toBase64(root)}\n\n`, size);
  // Enough is written to be killed in the middle of it, and not more than can be read back.
  await new Promise((done) => setTimeout(done, 10));
}
