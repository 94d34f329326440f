// A process that serves one node's log over HTTP as the node does, and nothing else of it: no projection beside it.
// `node bench/support/log-source.ts FOLDER`
import { serve } from '@hono/node-server';
import { readConfig } from '../../src/server/config.ts';
import { createLogRoutes, type LogRoutesWorld } from '../../src/server/log-routes.ts';
import { openParts } from '../../src/server/node-parts.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';

const dataDir = process.argv[2];
const config = readConfig(dataDir);
const options = { dataDir, network: 'off', startCheck: 'skip' } as const;
const { logs, clock, trust, blobs } = await openParts(options, config);
let url = '';
// Desk, evidence and proofs are not asked for here; what is left out is named, so that types see what is added.
type Asked = Omit<LogRoutesWorld, 'desk' | 'evidence' | 'prover'>;
const asked: Asked = {
  ...{ logs, programme: config.programme, crypto: nodeCrypto, clock, blobs },
  isBlobNamed: async () => false,
  readers: () => trust.all().map((node) => node.requestKey),
  isHeld: () => false,
  keyFile: async () => '',
  baseUrl: () => url,
};
const world = asked as LogRoutesWorld;
serve({ fetch: createLogRoutes(world).fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => {
  url = `http://127.0.0.1:${port}`;
  process.stdout.write(`${JSON.stringify({ url, size: logs.own?.store.head().size })}\n`);
});
