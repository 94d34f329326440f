// How long does one record take on a node that does nothing else, until it is durable and until it stands under a signed
// note? 200 of them, half a second apart, by the node's own recorder and publisher. `node bench/interactive.ts`
import { join } from 'node:path';
import type { Draft } from '../src/programme/kind.ts';
import { openNode } from '../src/server/node.ts';
import { answer, inFolder, machineRates } from './support/answer.ts';
import { prepare } from './support/bench-node.ts';

const records = 200;
const apartMilliseconds = 500;

await inFolder(async (dir) => {
  const dataDir = join(dir, 'node');
  await prepare(dataDir, 'north');
  const node = await openNode({ dataDir, network: 'on', startCheck: 'ask-witnesses' });
  node.start();
  const { own } = node.logs;
  const { party } = node;
  if (own === undefined || party === undefined) throw new TypeError('a party has a log');
  while (!party.publisher.signing().allowed) await sleep(20);
  const recorded: number[] = [];
  const published: number[] = [];
  for (let i = 0; i < records; i++) {
    await sleep(apartMilliseconds);
    const from = performance.now();
    // Content that is no statement: what it means would cost the pages time, not the log.
    const payload = {
      filler: `record ${i}`.padEnd(300, '.'),
    } as unknown as Draft['payloads']['public'];
    const { firstIndex } = await node.recorder.record(
      own,
      [{ payloads: { public: payload } }],
      async () => undefined,
    );
    recorded.push(performance.now() - from);
    party.publisher.kick();
    while ((own.pending?.size ?? 0) <= firstIndex) await sleep(1);
    published.push(performance.now() - from);
  }
  await node.close();
  const rates = await machineRates(dir);
  for (const [what, times, limit] of [
    ['recorded', recorded, 50],
    ['published', published, 300],
  ] as const) {
    answer({
      question: `milliseconds of one record until it is ${what}, 99 of 100`,
      value: quantile(times, 0.99),
      unit: 'ms',
      peer: 'what it may take',
      peerValue: limit,
      more: { records, median: Math.round(quantile(times, 0.5) * 10) / 10, ...rates },
    });
  }
});

function quantile(times: readonly number[], share: number): number {
  return times.toSorted((a, b) => a - b)[Math.ceil(times.length * share) - 1];
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
