// The memory driver under the contract of all drivers.
import { contractOrigin, describeLogStore } from './log-store.contract.ts';
import { createMemoryLog } from './memory-log.ts';
import { nodeCrypto } from './node-crypto.ts';

describeLogStore('memory log', async () =>
  createMemoryLog({ origin: contractOrigin, sha256: nodeCrypto.sha256 }),
);
