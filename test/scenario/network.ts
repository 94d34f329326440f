// The simulated network: requests between machines that are delayed, lost, sent twice, cut off in one direction or
// both. It sees all that is said, which is how a run knows what has left a node.
import { ComityError } from '../../src/base/errors.ts';
import type { Answer, Ask, HttpClient } from '../../src/server/http-client.ts';
import type { Process } from './machine.ts';
import type { Dice, Timeline } from './timeline.ts';

/** What a server answers, whole. */
export interface Reply {
  readonly status: number;
  readonly bytes: Uint8Array;
}

/** Who answers at a host: undefined when nobody listens. */
export type Server = (ask: Ask, from: string) => Promise<Reply> | undefined;

/** One request that was answered, as it passed by. */
export interface Passing {
  readonly from: string;
  readonly to: string;
  readonly ask: Ask;
  readonly reply: Reply;
}

/** How bad the network is at the moment. Shares of [0, 1]. */
export interface Weather {
  readonly lossShare: number;
  readonly twiceShare: number;
  readonly slowShare: number;
}

export const fairWeather: Weather = { lossShare: 0, twiceShare: 0, slowShare: 0 };

/** The network of one run. */
export class Network {
  weather: Weather = fairWeather;
  /** Called with each answer as it leaves its server. */
  onReply: (passing: Passing) => void = () => undefined;
  /** Called with what a server received and could not answer before it stopped. */
  onFault: (kind: 'lost' | 'twice' | 'late' | 'cut') => void = () => undefined;
  readonly #time: Timeline;
  readonly #dice: Dice;
  readonly #servers = new Map<string, Server>();
  /** Directions that are cut, `from to`. */
  readonly #cut = new Set<string>();

  constructor(time: Timeline, dice: Dice) {
    this.#time = time;
    this.#dice = dice;
  }

  listen(host: string, server: Server): void {
    this.#servers.set(host, server);
  }

  cut(from: string, to: string): void {
    this.#cut.add(`${from} ${to}`);
  }

  mend(): void {
    this.#cut.clear();
  }

  isCut(from: string, to: string): boolean {
    return this.#cut.has(`${from} ${to}`);
  }

  /** Returns the client of one process, or of somebody who is no node. */
  clientOf(from: string, process?: Pick<Process, 'whileAlive' | 'isAlive'>): HttpClient {
    let isClosed = false;
    return {
      ask: (ask) => {
        if (isClosed || process?.isAlive() === false) return new Promise(() => undefined);
        const answer = this.#ask(from, ask);
        return process === undefined ? answer : process.whileAlive(answer);
      },
      close: () => {
        isClosed = true;
      },
    };
  }

  /** Asks as somebody who is never cut off. */
  #ask(from: string, ask: Ask): Promise<Answer> {
    const to = new URL(ask.url).hostname.split('.')[0] ?? '';
    const idle = ask.idleMilliseconds ?? 10_000;
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const fail = (code: string) => reject(new ComityError(code, `${to}: simulated`));
    const cancel = this.#time.after(idle, () => fail('server.peer.silent'));
    const finish = (settle: () => void) => {
      cancel();
      settle();
    };
    const answered = (reply: Reply | 'nobody') => {
      if (reply === 'nobody') return finish(() => fail('server.peer.unreachable'));
      if (this.#isLost(to, from)) return;
      this.#time.after(this.#delay(), () => {
        if (reply.bytes.length > ask.bytesMax) finish(() => fail('server.peer.too-long'));
        else finish(() => resolve({ status: reply.status, headers: {}, bytes: reply.bytes }));
      });
    };
    if (!this.#isLost(from, to)) {
      this.#time.after(this.#delay(), () => this.#deliver({ from, to, ask }, answered));
    }
    if (this.#dice.isBelow(this.weather.twiceShare)) {
      this.onFault('twice');
      const again = this.#delay() + this.#dice.between(0, 2_000);
      this.#time.after(again, () => this.#deliver({ from, to, ask }, () => undefined));
    }
    return promise;
  }

  #deliver(
    sent: { readonly from: string; readonly to: string; readonly ask: Ask },
    answered: (reply: Reply | 'nobody') => void,
  ): void {
    const { from, to, ask } = sent;
    const serving = this.#servers.get(to)?.(ask, from);
    if (serving === undefined) {
      answered('nobody');
      return;
    }
    serving.then(
      (reply) => {
        this.#time.trace(`${from} ${to} ${ask.method ?? 'GET'} ${pathOf(ask.url)} ${reply.status}`);
        this.onReply({ from, to, ask, reply });
        answered(reply);
      },
      () => answered('nobody'),
    );
  }

  #isLost(from: string, to: string): boolean {
    if (this.isCut(from, to)) {
      this.onFault('cut');
      return true;
    }
    const isLost = this.#dice.isBelow(this.weather.lossShare);
    if (isLost) this.onFault('lost');
    return isLost;
  }

  #delay(): number {
    if (!this.#dice.isBelow(this.weather.slowShare)) return this.#dice.between(1, 25);
    this.onFault('late');
    return this.#dice.between(200, 6_000);
  }
}

/** Returns path and query of an address. */
export function pathOf(url: string): string {
  return url.slice(url.indexOf('/', 'https://'.length));
}
