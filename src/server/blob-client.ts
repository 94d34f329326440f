// Fetching the blobs that a mirrored log names and that are not here yet, beside the pulls and one at a time for each
// log. What comes is kept only as the bytes of its name; what does not come is asked for again, ever more seldom.
import { toHex } from '../base/bytes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { blobBytesMax } from '../base/limits.ts';
import type { Clock, Crypto, RandomBytes } from '../base/ports.ts';
import type { BlobRange, NamedBlob } from '../projection/blobs.ts';
import { isDue } from './after.ts';
import type { Alarms } from './alarms.ts';
import type { HttpClient } from './http-client.ts';
import { blobRetryMilliseconds, blobStatementsMax, blobsOfOneMax } from './limits.ts';
import { addressOfPeer, type HeldLog } from './logs.ts';
import type { MirrorRoom } from './mirror-room.ts';
import type { NodeBlobs } from './node-blobs.ts';
import { type PayloadWorld, signedHeaders } from './payload-client.ts';

/** What fetching blobs needs. */
export interface BlobFetcherWorld {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly client: HttpClient;
  readonly requestKey?: PayloadWorld['requestKey'];
  readonly alarms: Pick<Alarms, 'refuse'>;
  readonly room: Pick<MirrorRoom, 'require'>;
  readonly programme: string;
  readonly blobs: Pick<NodeBlobs, 'has' | 'put'>;
  /** Bytes of blobs that are taken of one peer. */
  readonly bytesOfOneMax: number;
  /** Returns blobs that held statements of the log name, as far as its entries are applied (projection/blobs.ts). */
  readonly namedBlobs: (
    log: HeldLog,
    range: BlobRange & { readonly limit: number },
  ) => Promise<{ readonly named: readonly NamedBlob[]; readonly next: number | undefined }>;
  /** Resolves when so many entries of the log are applied. */
  readonly applied: (log: HeldLog, size: number) => Promise<void>;
}

/** Fetches blobs. */
export interface BlobFetcher {
  /** Says that the peer answers: looks at what is new in its log and asks for what is due. */
  look(log: HeldLog): void;
  /** Says that payloads of these entries came later than the entries. */
  late(log: HeldLog, indices: readonly number[]): void;
  /** Says that a blob was erased: it is not asked for, and what is under way is not kept, until a statement names it anew. */
  forget(hash: string): void;
  /** Resolves when nothing more is being done. */
  settle(): Promise<void>;
  /** Ends once the request under way has ended. */
  close(): Promise<void>;
}

/** Asks for nothing before it is told to look. */
export function createBlobFetcher(world: BlobFetcherWorld): BlobFetcher {
  const peers = new Map<string, PeerBlobs>();
  const of = (log: HeldLog) => {
    const known = peers.get(log.identity.origin) ?? new PeerBlobs(world, log);
    peers.set(log.identity.origin, known);
    return known;
  };
  const settle = async () => {
    await Promise.all([...peers.values()].map((peer) => peer.settle()));
  };
  return {
    look: (log) => of(log).look(),
    late: (log, indices) => of(log).late(indices),
    forget: (hash) => {
      for (const peer of peers.values()) peer.forget(hash);
    },
    settle,
    close: async () => {
      for (const peer of peers.values()) peer.stop();
      await settle();
    },
  };
}

/** A blob that is not here: how often it was asked for, and from when on it may be asked for again. */
interface Lacking {
  readonly named: NamedBlob;
  readonly tries: number;
  readonly due: number;
}

class PeerBlobs {
  readonly #world: BlobFetcherWorld;
  readonly #log: HeldLog;
  readonly #lacking = new Map<string, Lacking>();
  readonly #seen = new Set<string>();
  #bytes = 0;
  #isFull = false;
  /** The entry to look on from. */
  #next = 0;
  #late: number[] = [];
  #again = false;
  #closed = false;
  #running: Promise<void> | undefined;

  constructor(world: BlobFetcherWorld, log: HeldLog) {
    this.#world = world;
    this.#log = log;
  }

  look(): void {
    if (this.#closed) return;
    this.#again = true;
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
    });
  }

  late(indices: readonly number[]): void {
    // Entries not looked at yet will be; more than a log may name need no place here.
    const passed = indices.filter((index) => index < this.#next);
    if (!this.#isFull) this.#late.push(...passed);
    this.look();
  }

  forget(hash: string): void {
    this.#lacking.delete(hash);
    this.#seen.delete(hash);
  }

  async settle(): Promise<void> {
    while (this.#running !== undefined) await this.#running;
  }

  stop(): void {
    this.#closed = true;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#closed) {
      this.#again = false;
      try {
        await this.#lookThrough();
        await this.#fetchDue();
      } catch (error) {
        // Room, disk or projection: the next look tries again. A projection that is away says so itself.
        const [code, detail] = [codeOf(error), messageOf(error)];
        if (!this.#closed && !/^(server|store)\.projection\./.test(code))
          this.#refuse(code, detail);
      }
    }
  }

  /** Reads what statements name, from where the last look ended. */
  async #lookThrough(): Promise<void> {
    const { size } = this.#log.store.head();
    const limit = blobStatementsMax;
    if (this.#next < size) await this.#world.applied(this.#log, size);
    while (this.#late.length > 0 && !this.#isFull) {
      const indices = this.#late.slice(0, limit / 2);
      const { named } = await this.#world.namedBlobs(this.#log, { indices, limit });
      for (const one of named) await this.#note(one);
      this.#late = this.#late.slice(limit / 2);
    }
    while (this.#next < size && !this.#isFull) {
      const { named, next } = await this.#world.namedBlobs(this.#log, { from: this.#next, limit });
      for (const one of named) await this.#note(one);
      this.#next = next ?? size;
    }
  }

  /** Public where any statement says so: then nobody needs to sign. */
  async #note(named: NamedBlob): Promise<void> {
    const lacking = this.#lacking.get(named.hash);
    if (lacking !== undefined && named.scope === 'public') {
      this.#lacking.set(named.hash, { ...lacking, named });
    }
    if (this.#seen.has(named.hash) || this.#isFull) return;
    const { blobs, bytesOfOneMax } = this.#world;
    if (this.#seen.size >= blobsOfOneMax || this.#bytes + named.bytes > bytesOfOneMax) {
      this.#isFull = true;
      const most = `${blobsOfOneMax} and ${bytesOfOneMax} (mirrorBytesMax)`;
      const detail = `its log names ${this.#seen.size} blobs of ${this.#bytes} bytes and more; at most ${most}`;
      this.#refuse('server.blob.quota', detail);
      return;
    }
    this.#seen.add(named.hash);
    this.#bytes += named.bytes;
    if (!(await blobs.has(named.hash))) {
      this.#lacking.set(named.hash, { named, tries: 0, due: 0 });
    }
  }

  async #fetchDue(): Promise<void> {
    const { clock } = this.#world;
    const given = { now: clock(), most: blobRetryMilliseconds.most };
    const due = [...this.#lacking.values()].filter((one) => isDue(one.due, given));
    for (const { named, tries } of due) {
      if (this.#closed) return;
      await this.#world.room.require(this.#log);
      if (!this.#lacking.has(named.hash)) continue;
      const came = await this.#fetch(named);
      if (came === 'here') {
        this.#lacking.delete(named.hash);
        continue;
      }
      // Erased while it was asked for.
      if (!this.#lacking.has(named.hash)) continue;
      const { first, most } = blobRetryMilliseconds;
      const wait = Math.min(most, first * 2 ** Math.min(tries, 20));
      this.#lacking.set(named.hash, { named, tries: tries + 1, due: clock() + wait });
      if (came === 'away') return;
    }
  }

  /** `away`: nothing more is asked for now. */
  async #fetch(named: NamedBlob): Promise<'here' | 'absent' | 'away'> {
    const { client, programme, blobs, crypto } = this.#world;
    if (await blobs.has(named.hash)) return 'here';
    const base = `${addressOfPeer(this.#log)}/log/${programme}`;
    const isPublic = named.scope === 'public';
    const url = `${base}/blob/${named.hash}${isPublic ? '' : '?scope=programme'}`;
    const headers = isPublic ? {} : await signedHeaders(this.#world, url);
    const bytesMax = Math.min(named.bytes, blobBytesMax);
    const answer = await client.ask({ url, headers, bytesMax }).catch((error: unknown) => {
      const [code, detail] = [codeOf(error), messageOf(error)];
      // A peer that is away, or stops in the middle, has done nothing wrong.
      if (code !== 'server.peer.unreachable') this.#refuse(code, `blob ${named.hash}: ${detail}`);
      return code === 'server.peer.too-long' ? ('absent' as const) : ('away' as const);
    });
    if (answer === 'absent' || answer === 'away') return answer;
    if (answer.status === 429 || answer.status >= 500) return 'away';
    if (answer.status !== 200) return 'absent';
    const hash = toHex(crypto.sha256(answer.bytes));
    if (answer.bytes.length !== named.bytes || hash !== named.hash) {
      const got = `${answer.bytes.length} bytes of ${hash}`;
      this.#refuse(
        'server.blob.other',
        `expected ${named.bytes} bytes of ${named.hash}, got ${got}`,
      );
      return 'absent';
    }
    if (!this.#lacking.has(named.hash)) return 'absent';
    await blobs.put(answer.bytes);
    return 'here';
  }

  #refuse(code: string, detail: string): void {
    this.#world.alarms.refuse({ from: this.#log.identity.origin, code, detail });
  }
}
