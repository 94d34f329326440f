// One machine: a disk that outlives its processes, and the world as one process of it sees it. A process that was
// killed never hears of anything again: its calls stay without answer, as those of a real one would.
import { codeOf } from '../../src/base/errors.ts';
import type { After, Clock, RandomBytes, Signer } from '../../src/base/ports.ts';
import type { Files, OpenFile } from '../../src/store/files.ts';
import { type DiskFault, SimulatedDisk } from '../support/simulated-disk.ts';
import { simulatedRandom } from './crypto.ts';
import type { Dice, Timeline } from './timeline.ts';

/** 24 November 2026, 08:00 UTC: where every run begins. */
export const epoch = Date.UTC(2026, 10, 24, 8);

/** What one process is given of the world. */
export interface Process {
  readonly files: Files;
  readonly after: After;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Returns the signer of a key that this process holds. */
  readonly signerOf: (signer: Signer) => Signer;
  /** Answers like the promise while the process lives, and never after. */
  readonly whileAlive: <Value>(work: Promise<Value>) => Promise<Value>;
  isAlive(): boolean;
}

/** What kills a process at one of the next calls of its disk, and what that call then does. */
export interface DiskPlan {
  readonly call: number;
  readonly kind: DiskFault;
}

/** A machine that may run one process. */
export class Machine {
  readonly name: string;
  /** Milliseconds that its clock is wrong by. */
  clockOffset = 0;
  /** Called when a planned fault of the disk has stopped the process. */
  onHalted: () => void = () => undefined;
  disk = new SimulatedDisk();
  readonly #time: Timeline;
  readonly #dice: Dice;
  #running = 0;
  #isUp = false;

  constructor(name: string, time: Timeline, dice: Dice) {
    this.name = name;
    this.#time = time;
    this.#dice = dice;
  }

  get isUp(): boolean {
    return this.#isUp;
  }

  /** Begins a process and returns its world. */
  begin(): Process {
    this.#running += 1;
    this.#isUp = true;
    const own = this.#running;
    const isAlive = () => this.#isUp && this.#running === own;
    const whileAlive = <Value>(work: Promise<Value>): Promise<Value> =>
      new Promise((resolve, reject) => {
        work.then(
          (value) => isAlive() && resolve(value),
          (error) => isAlive() && reject(error),
        );
      });
    const random = simulatedRandom(this.#dice);
    return {
      isAlive,
      whileAlive,
      random,
      clock: () => epoch + this.#time.now + this.clockOffset,
      after: (milliseconds, call) => this.#time.after(milliseconds, () => isAlive() && call()),
      signerOf: (signer) => ({
        publicKey: signer.publicKey,
        sign: (message) => whileAlive(signer.sign(message)),
      }),
      files: this.#filesOf({ isAlive, whileAlive }),
    };
  }

  /** Kills the process. What it wrote is seen by the next one. */
  kill(): void {
    this.#isUp = false;
    this.disk.recover();
  }

  /** Kills the process and loses what was not synced, in part. */
  cutPower(): void {
    this.#isUp = false;
    this.disk.cutPower(() => this.#dice.roll());
  }

  plan(fault: DiskPlan): void {
    this.disk.failAt(fault.call, fault.kind);
  }

  #filesOf(process: Pick<Process, 'isAlive' | 'whileAlive'>): Files {
    const call = <Value>(work: () => Promise<Value>): Promise<Value> => {
      if (!process.isAlive()) return new Promise(() => undefined);
      return process.whileAlive(
        work().catch((error: unknown) => {
          if (codeOf(error) === 'halt' && process.isAlive()) {
            this.#isUp = false;
            this.onHalted();
          }
          throw error;
        }),
      );
    };
    // Syncs take their time: everything else that goes on then comes in between.
    const slowly = async <Value>(work: () => Promise<Value>): Promise<Value> => {
      if (this.#dice.isBelow(0.3)) await this.#time.sleep(this.#dice.between(1, 30));
      return call(work);
    };
    const disk = () => this.disk;
    return {
      open: (path, mode, permissions) =>
        call(async () => openFile(await disk().open(path, mode), { call, slowly, permissions })),
      rename: (from, to) => call(() => disk().rename(from, to)),
      remove: (path) => call(() => disk().remove(path)),
      list: (folder) => call(() => disk().list(folder)),
      makeFolder: (path) => call(() => disk().makeFolder(path)),
      syncFolder: (path) => slowly(() => disk().syncFolder(path)),
      bootId: () => call(() => disk().bootId()),
    };
  }
}

type Call = <Value>(work: () => Promise<Value>) => Promise<Value>;

function openFile(
  file: OpenFile,
  { call, slowly }: { readonly call: Call; readonly slowly: Call; readonly permissions?: number },
): OpenFile {
  return {
    read: (position, length) => call(() => file.read(position, length)),
    write: (position, bytes) => call(() => file.write(position, bytes)),
    truncate: (size) => call(() => file.truncate(size)),
    datasync: () => slowly(() => file.datasync()),
    size: () => call(() => file.size()),
    close: () => call(() => file.close()),
  };
}
