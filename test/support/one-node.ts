// A node of one party, made and opened in the test's own process, without network.
import { initNode } from '../../src/server/init.ts';
import { type Node, openNode } from '../../src/server/node.ts';
import { nodeCrypto, randomBytes } from '../../src/store/node-crypto.ts';

/** Makes the node of the north in an empty folder; its state lies in `state` beside it. */
export async function initNorth(data: string): Promise<void> {
  const own = {
    ...{ party: 'north', mark: 'NO', zone: 'Asia/Hong_Kong' },
    origin: 'log.north.invalid/two-towns',
  };
  const named = { name: { en: 'North' }, witnessName: 'log.north.invalid/witness' };
  const place = { port: 0, stateDir: '../state', programme: 'two-towns' };
  const input = { ...place, ...named, own } as unknown as Parameters<typeof initNode>[1];
  await initNode(data, input, { clock: Date.now, random: randomBytes, crypto: nodeCrypto });
}

/** Opens it. */
export function openNorth(data: string): Promise<Node> {
  return openNode({ dataDir: data, network: 'off', startCheck: 'ask-witnesses' });
}
