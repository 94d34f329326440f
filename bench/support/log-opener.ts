// A process that opens a log and says how long its head took. `node bench/support/log-opener.ts FOLDER`
import type { Origin } from '../../src/base/ids.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

const origin = 'bench.example/comity' as Origin;
const { sha256 } = nodeCrypto;
const from = performance.now();
const log = await openFilesLog({ dir: process.argv[2], origin, sha256 });
const seconds = (performance.now() - from) / 1_000;
const { size } = log.head();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cpuSeconds = (userCPUTime + systemCPUTime) / 1e6;
process.stdout.write(`${JSON.stringify({ size, seconds, cpuSeconds, rssMiB: maxRSS / 1_024 })}\n`);
await log.close();
