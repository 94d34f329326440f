// A process that takes over the logs its node follows, once, by the pull that nodes use, and says what it took.
// `node bench/support/log-reader.ts FOLDER`
import { join } from 'node:path';
import { readConfig } from '../../src/server/config.ts';
import { createInvestigator } from '../../src/server/investigate.ts';
import { createMirrorRoom } from '../../src/server/mirror-room.ts';
import { openParts } from '../../src/server/node-parts.ts';
import { pullLog } from '../../src/server/pull.ts';
import { openEvidenceFiles } from '../../src/store/evidence-files.ts';
import { nodeCrypto, randomBytes } from '../../src/store/node-crypto.ts';

const dataDir = process.argv[2];
const config = readConfig(dataDir);
const options = { dataDir, network: 'on', startCheck: 'skip' } as const;
const { logs, clock, alarms, client, keys, cosignedFileOf } = await openParts(options, config);
const { programme, mirrorBytesMax } = config;
const common = { crypto: nodeCrypto, clock, client, alarms };
const world = {
  ...common,
  random: randomBytes,
  investigator: createInvestigator({
    ...{ ...common, programme },
    evidence: openEvidenceFiles(join(dataDir, 'evidence')),
    onProven: () => undefined,
  }),
  // No key of the log is changed here.
  keyWatch: { look: async () => undefined, learn: async () => false },
  programme,
  room: createMirrorRoom({ dataDir, crypto: nodeCrypto, mirrorBytesMax }),
  requestKey: keys.request,
  required: () => [],
  cosigners: () => [],
  cosignedFileOf,
  onLatePayloads: async () => undefined,
};
const [log] = logs.shared().filter((one) => one !== logs.own);
const from = performance.now();
const { entries } = await pullLog(world, log);
const seconds = (performance.now() - from) / 1_000;
// The rotation of the journal ends with the log.
await logs.close();
const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
const line = {
  ...{ entries, seconds, closedSeconds: (performance.now() - from) / 1_000 },
  cpuSeconds: (userCPUTime + systemCPUTime) / 1e6,
  rssMiB: maxRSS / 1_024,
  refused: alarms.refused().length,
};
client.close();
process.stdout.write(`${JSON.stringify(line)}\n`);
