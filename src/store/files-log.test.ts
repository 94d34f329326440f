import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openFilesLog } from './files-log.ts';
import { contractOrigin, describeLogStore } from './log-store.contract.ts';
import { nodeCrypto } from './node-crypto.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-files-log-'));
afterAll(() => rm(base, { recursive: true, force: true }));
let made = 0;
const newDir = () => join(base, `log-${made++}`);
const { sha256 } = nodeCrypto;

describeLogStore('files log', () =>
  openFilesLog({ dir: newDir(), origin: contractOrigin, sha256 }),
);
