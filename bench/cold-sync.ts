// How fast does a node that has nothing take over a log of 1,000,000 small entries with a payload each? Over HTTP on
// loopback between two processes, every leaf, tile, root and commitment checked and everything durable, the
// projection aside. Beside a client that only GETs the same bundles and throws them away. `node bench/cold-sync.ts`
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePath, tileWidth } from '../src/record/tile.ts';
import { createHttpClient } from '../src/server/http-client.ts';
import { answer, inFolder, machineRates, round, secondsOf } from './support/answer.ts';
import { fill, introduce, prepare, programme } from './support/bench-node.ts';
import { asServed, firstLine, lineOf, runProgram } from './support/program.ts';

const entries = Number(process.env.COMITY_BENCH_ENTRIES ?? 1_000_000);
const programOf = (name: string) => fileURLToPath(new URL(`support/${name}.ts`, import.meta.url));

interface Taken {
  readonly entries: number;
  readonly seconds: number;
  readonly closedSeconds: number;
  readonly cpuSeconds: number;
  readonly rssMiB: number;
  readonly refused: number;
}

await inFolder(async (dir) => {
  const [source, reader] = [join(dir, 'source'), join(dir, 'reader')];
  await fill(source, await prepare(source, 'north'), entries);
  const serving = runProgram(programOf('log-source'), [source]);
  try {
    const { url, size } = await firstLine<{ readonly url: string; readonly size: number }>(serving);
    const bare = await secondsOf(() => getAll(`${url}/log/${programme}`, size));
    await prepare(reader, 'south');
    await introduce(reader, source, url);
    const taken = await lineOf<Taken>(runProgram(programOf('log-reader'), [reader], asServed));
    if (taken.entries !== size || taken.refused > 0) throw new TypeError('not all was taken over');
    answer({
      question: 'entries a second that a new node takes over, checked and durable',
      value: size / taken.seconds,
      unit: 'entries/s',
      peer: 'a client that GETs the same bundles and throws them away',
      peerValue: size / bare,
      more: {
        entries: size,
        rssMiB: Math.round(taken.rssMiB),
        cpuSeconds: round(taken.cpuSeconds),
        withRotation: round(size / taken.closedSeconds),
        ...(await machineRates(dir)),
      },
    });
  } finally {
    serving.child.kill('SIGTERM');
    await serving.ended;
  }
});

/** Entry and payload bundles, one after the other, as a pull asks for them. */
async function getAll(base: string, size: number): Promise<void> {
  const client = createHttpClient({ privateAddresses: true });
  for (let index = 0; index * tileWidth < size; index++) {
    const width = Math.min(tileWidth, size - index * tileWidth);
    for (const path of [bundlePath({ index, width }), `payloads/${index}?scope=public`]) {
      const { status } = await client.ask({ url: `${base}/${path}`, bytesMax: 2 ** 25 });
      if (status !== 200) throw new TypeError(`${path} answered ${status}`);
    }
  }
  client.close();
}
