// Which blobs are fetched from a peer, and what is refused: a real client against a peer that lies.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import {
  heldMirror,
  type Peer,
  peerKeys,
  peerProgramme,
  someEntries,
  startPeer,
} from '../../test/support/peer.ts';
import { toHex, utf8 } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { BlobRange, NamedBlob } from '../projection/blobs.ts';
import { openBlobFiles } from '../store/blob-files.ts';
import { randomBytes } from '../store/node-crypto.ts';
import { type BlobFetcher, type BlobFetcherWorld, createBlobFetcher } from './blob-client.ts';
import { createHttpClient, type HttpClient } from './http-client.ts';
import type { HeldLog } from './logs.ts';
import { createNodeBlobs, type NodeBlobs } from './node-blobs.ts';

const hashOf = (bytes: Uint8Array) => toHex(testCrypto.sha256(bytes));
const bytesOf = (n: number) => utf8(JSON.stringify({ schema: 'comity-schedule/1', n }));
const name = (n: number, scope: NamedBlob['scope'] = 'public'): NamedBlob => {
  return { hash: hashOf(bytesOf(n)), bytes: bytesOf(n).length, index: n, scope };
};

let dir = '';
let peer: Peer;
let log: HeldLog;
let client: HttpClient;
let blobs: NodeBlobs;
let now = 0;
/** What statements of the log name, and which entries were looked at. */
let named: NamedBlob[];
let looked: BlobRange[];
let refused: string[];
let arrived: string[];
/** Answers by hash; a function answers in its own way. */
let held: Map<string, Uint8Array | Exclude<Peer['misbehave'], never>>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-blob-client-'));
  peer = await startPeer();
  log = heldMirror(peer.node);
  await log.store.append(someEntries(40));
  client = createHttpClient({ privateAddresses: true });
  blobs = createNodeBlobs(openBlobFiles(join(dir, 'blobs'), { sha256: testCrypto.sha256 }));
  [now, named, looked, refused, arrived] = [0, [], [], [], []];
  blobs.onBlob((hash) => arrived.push(hash));
  held = new Map();
  peer.misbehave = (path, exchange) => {
    const hash = /\/blob\/([0-9a-f]{64})/.exec(path)?.[1];
    if (hash === undefined) return false;
    const answer = held.get(hash);
    if (typeof answer === 'function') return answer(path, exchange);
    exchange.response.statusCode = answer === undefined ? 404 : 200;
    exchange.response.end(answer);
    return true;
  };
});
afterEach(async () => {
  client.close();
  await peer[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true, force: true });
});

function fetcherWith(over: Partial<BlobFetcherWorld> = {}): BlobFetcher {
  return createBlobFetcher({
    crypto: testCrypto,
    clock: () => now,
    random: randomBytes,
    client,
    requestKey: peerKeys('watcher', 40).request,
    alarms: { refuse: ({ code }) => void refused.push(code) },
    room: { require: async () => undefined },
    programme: peerProgramme,
    blobs,
    bytesOfOneMax: 1_000_000,
    namedBlobs: async (_log, range) => {
      looked.push(range);
      const isIn = ({ index }: NamedBlob) =>
        'indices' in range ? range.indices.includes(index) : index >= range.from;
      const found = named.filter(isIn);
      const beyond = found[range.limit];
      return { named: found.slice(0, range.limit), next: beyond?.index };
    },
    applied: async () => undefined,
    ...over,
  });
}

const look = async (fetcher: BlobFetcher) => {
  fetcher.look(log);
  await fetcher.settle();
};
const askedFor = () => peer.asked.filter((path) => path.includes('/blob/'));
const hold = (...numbers: readonly number[]) => {
  for (const n of numbers) held.set(hashOf(bytesOf(n)), bytesOf(n));
};

describe('blobs of a mirrored log', () => {
  it('are fetched once a statement names them, and whoever waits hears of each', async () => {
    named = [name(1), name(2), name(1)];
    hold(1, 2);
    const fetcher = fetcherWith();
    await look(fetcher);
    expect(await blobs.get(hashOf(bytesOf(1)))).toEqual(bytesOf(1));
    expect(arrived).toEqual([name(1).hash, name(2).hash]);
    expect(askedFor()).toHaveLength(2);
    await look(fetcher);
    expect(looked).toEqual([{ from: 0, limit: 256 }]);
    await log.store.append(someEntries(1, 'later'));
    await look(fetcher);
    expect(looked.at(-1)).toEqual({ from: 40, limit: 256 });
    expect(askedFor()).toHaveLength(2);
    expect(refused).toEqual([]);
  });

  it('of the programme are asked for by a signed request, public ones by anybody’s', async () => {
    named = [name(1, 'programme'), name(2), name(3, 'programme'), name(3)];
    const signed: boolean[] = [];
    for (const n of [1, 2, 3]) {
      held.set(hashOf(bytesOf(n)), (_path, { request, response }) => {
        signed.push(request.headers['signature-input'] !== undefined);
        response.end(bytesOf(n));
        return true;
      });
    }
    await look(fetcherWith());
    expect(signed).toEqual([true, false, false]);
    expect(askedFor()[0]).toMatch(/\?scope=programme$/);
    expect(arrived).toHaveLength(3);
  });

  it('that payloads name which came later are looked for then', async () => {
    const fetcher = fetcherWith();
    await look(fetcher);
    named = [name(7), name(90)];
    hold(7);
    fetcher.late(log, [7, 90]);
    await fetcher.settle();
    expect(looked.at(-1)).toMatchObject({ indices: [7] });
    expect(arrived).toEqual([name(7).hash]);
  });

  it('are not asked for where they are here already', async () => {
    await blobs.put(bytesOf(1));
    named = [name(1)];
    await look(fetcherWith());
    expect(askedFor()).toEqual([]);
  });
});

describe('a blob that is erased', () => {
  it('is asked for no more, and not kept when it comes after that', async () => {
    named = [name(1)];
    const fetcher = fetcherWith();
    held.set(hashOf(bytesOf(1)), (_path, { response }) => {
      fetcher.forget(hashOf(bytesOf(1)));
      response.end(bytesOf(1));
      return true;
    });
    await look(fetcher);
    now += 86_400_000;
    await look(fetcher);
    expect([await blobs.list(), askedFor().length, refused]).toEqual([[], 1, []]);
  });

  it('is fetched again where a statement names it anew', async () => {
    named = [name(1)];
    const fetcher = fetcherWith();
    await look(fetcher);
    fetcher.forget(hashOf(bytesOf(1)));
    named = [{ ...name(1), index: 41 }];
    hold(1);
    await log.store.append(someEntries(5));
    await look(fetcher);
    expect(await blobs.list()).toEqual([hashOf(bytesOf(1))]);
  });
});

describe('a peer that does not give what its log names', () => {
  it('and sends other bytes is refused: server.blob.other; nothing is kept and it is asked again, ever later', async () => {
    named = [name(1), name(2)];
    held.set(name(1).hash, bytesOf(1).with(3, 0));
    held.set(name(2).hash, utf8('{}'));
    const fetcher = fetcherWith();
    await look(fetcher);
    expect(refused).toEqual(['server.blob.other', 'server.blob.other']);
    expect(await blobs.list()).toEqual([]);
    for (const [wait, asked] of [
      [1_999, 2],
      [1, 4],
      [3_999, 4],
      [1, 6],
    ] as const) {
      now += wait;
      await look(fetcher);
      expect(askedFor()).toHaveLength(asked);
    }
    hold(1, 2);
    now += 600_000;
    await look(fetcher);
    expect(await blobs.list()).toHaveLength(2);
  });

  it('is asked again at once when the clock was ahead and is put right', async () => {
    named = [name(1)];
    const fetcher = fetcherWith();
    now += 86_400_000;
    await look(fetcher);
    now -= 86_400_000;
    hold(1);
    await look(fetcher);
    expect(await blobs.list()).toHaveLength(1);
  });

  it('and sends bytes of the right hash but another length than it stated is refused too', async () => {
    named = [{ ...name(1), bytes: bytesOf(1).length + 1 }];
    hold(1);
    await look(fetcherWith());
    expect(refused).toEqual(['server.blob.other']);
    expect(arrived).toEqual([]);
  });

  it('and sends bytes without end is cut off where the statement ends: server.peer.too-long', async () => {
    named = [name(1), name(2)];
    hold(2);
    let sent = 0;
    held.set(name(1).hash, (_path, { response }) => {
      const piece = Buffer.alloc(65_536, 97);
      const more = () => {
        while (!response.destroyed && response.write(piece)) sent += piece.length;
      };
      response.on('drain', more);
      response.on('error', () => undefined);
      more();
      return true;
    });
    await look(fetcherWith());
    expect(refused).toEqual(['server.peer.too-long']);
    expect(sent).toBeLessThan(16 * 1_048_576);
    expect(arrived).toEqual([name(2).hash]);
  });

  it('because it has not got it, or is busy or away, is asked again without blame', async () => {
    named = [name(1), name(2), name(3)];
    const fetcher = fetcherWith();
    await look(fetcher);
    expect(askedFor()).toHaveLength(3);
    now += 2_000;
    held.set(name(1).hash, (_path, { response }) => {
      response.statusCode = 429;
      response.end();
      return true;
    });
    await look(fetcher);
    // Told to wait, it asks for nothing more in this round.
    expect(askedFor()).toHaveLength(4);
    held.set(name(2).hash, (_path, { request }) => {
      request.socket.destroy();
      return true;
    });
    await look(fetcher);
    expect(askedFor()).toHaveLength(5);
    hold(1, 2, 3);
    now += 600_000;
    await look(fetcher);
    expect(arrived).toHaveLength(3);
    expect(refused).toEqual([]);
  });

  it('and names more than its share has no more of them taken: server.blob.quota, said once', async () => {
    named = [name(1), name(2), name(3)];
    hold(1, 2, 3);
    const fetcher = fetcherWith({ bytesOfOneMax: 2 * name(1).bytes });
    await look(fetcher);
    await log.store.append(someEntries(1, 'later'));
    await look(fetcher);
    expect(arrived).toEqual([name(1).hash, name(2).hash]);
    expect(refused).toEqual(['server.blob.quota']);
  });

  it('and names thousands has the first 4,096 looked at', async () => {
    const wanted: string[] = [];
    named = Array.from({ length: 4_200 }, (_, n) => name(n));
    for (let i = 0; i < 5; i++) await log.store.append(someEntries(900, `round ${i}`));
    const has = async (hash: string) => {
      wanted.push(hash);
      return true;
    };
    await look(fetcherWith({ blobs: { has, put: blobs.put }, bytesOfOneMax: 1e9 }));
    expect(wanted).toHaveLength(4_096);
    expect(looked).toHaveLength(17);
    expect(refused).toEqual(['server.blob.quota']);
  });
});

describe('fetching blobs', () => {
  it('takes nothing while there is no room, and goes on when there is', async () => {
    named = [name(1)];
    hold(1);
    let isFull = true;
    const require = async () => {
      if (isFull) throw new ComityError('server.pull.disk', 'little is free');
    };
    const fetcher = fetcherWith({ room: { require } });
    await look(fetcher);
    expect([refused, askedFor()]).toEqual([['server.pull.disk'], []]);
    isFull = false;
    await look(fetcher);
    expect(arrived).toHaveLength(1);
  });

  it('waits for the projection, and tries again after it has failed', async () => {
    named = [name(1)];
    hold(1);
    let isDown = true;
    const applied = async () => {
      if (isDown) throw new ComityError('server.projection.closed', 'no tables');
    };
    const fetcher = fetcherWith({ applied });
    await look(fetcher);
    expect([refused, arrived]).toEqual([[], []]);
    isDown = false;
    await look(fetcher);
    expect(arrived).toHaveLength(1);
  });

  it('ends with the request under way', async () => {
    named = [name(1), name(2)];
    hold(2);
    const fetcher = fetcherWith();
    held.set(name(1).hash, (_path, { response }) => {
      void fetcher.close();
      response.end(bytesOf(1));
      return true;
    });
    await look(fetcher);
    fetcher.look(log);
    await fetcher.close();
    expect(askedFor()).toHaveLength(1);
  });
});
