// A process that appends entries of 400 bytes in batches of 1,024 to one of the peers, and says how fast. None of them
// syncs each batch to the medium, but for those that are written by us. `node peer-append.ts NAME MODULES FOLDER ENTRIES`
import { open } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [name, modules, dir, count] = process.argv.slice(2);
const require = createRequire(join(modules, 'package.json'));
const entries = Number(count);
const batch = 1_024;
const entryBytes = 400;

type Append = (from: number) => Promise<void>;
const bytesAt = (index: number) => {
  const bytes = Buffer.alloc(entryBytes, 65);
  bytes.writeDoubleBE(index, 0);
  return bytes;
};
const textAt = (index: number) => String(index).padStart(entryBytes, 'A');
const batchOf = <Value>(from: number, make: (index: number) => Value) =>
  Array.from({ length: batch }, (_, i) => make(from + i));

/** Each returns what appends one batch. */
const peers: Readonly<Record<string, () => Promise<Append>>> = {
  hypercore: async () => {
    const Hypercore = require('hypercore');
    const core = new Hypercore(dir);
    await core.ready();
    return async (from) => void (await core.append(batchOf(from, bytesAt)));
  },
  pouchdb: async () => {
    const PouchDB = require('pouchdb');
    const db = new PouchDB(dir);
    const doc = (index: number) => ({ _id: String(index).padStart(12, '0'), text: textAt(index) });
    return async (from) => void (await db.bulkDocs(batchOf(from, doc)));
  },
  automerge: async () => {
    const Automerge = require('@automerge/automerge');
    const file = await open(dir, 'w');
    let doc = Automerge.from({ list: [] });
    return async (from) => {
      doc = Automerge.change(doc, (draft: { list: string[] }) => {
        draft.list.push(...batchOf(from, textAt));
      });
      await file.write(Automerge.saveIncremental(doc));
      await file.datasync();
    };
  },
  loro: async () => {
    const { LoroDoc } = require('loro-crdt');
    const file = await open(dir, 'w');
    const doc = new LoroDoc();
    const list = doc.getList('list');
    let version = doc.version();
    return async (from) => {
      for (const text of batchOf(from, textAt)) list.push(text);
      doc.commit();
      await file.write(doc.export({ mode: 'update', from: version }));
      await file.datasync();
      version = doc.version();
    };
  },
};

const append = await peers[name]();
// Compiled first, as ours is.
await append(0);
const from = performance.now();
for (let at = batch; at < entries; at += batch) await append(at);
const seconds = (performance.now() - from) / 1_000;
process.stdout.write(`${JSON.stringify({ rate: (entries - batch) / seconds })}\n`);
process.exit(0);
