// What goes wrong in a run: a fault every so often, chosen by the seed, until the day that everything is put right.
import { fairWeather } from './network.ts';
import { folders } from './node.ts';
import { type Dice, dice } from './timeline.ts';
import type { Resident, Town } from './town.ts';

/** Classes of faults, as the report counts them. */
export const faultClasses = [
  'kill',
  'kill-at-call',
  'power-cut',
  'power-cut-at-call',
  'io-error',
  'disk-full',
  'bit-flip',
  'clock-jump',
  'partition',
  'one-way',
  'bad-weather',
  'restored-backup',
  'lost',
  'twice',
  'late',
  'cut',
] as const;
export type FaultClass = (typeof faultClasses)[number];

const dayMilliseconds = 86_400_000;

/** The faults of one run. */
export class Faults {
  readonly counts = new Map<FaultClass, number>();
  readonly #town: Town;
  readonly #dice: Dice;
  readonly #isQuiet: boolean;
  #isOver = false;

  /** A quiet seed has nothing go wrong, so that the rest is known to work by itself. */
  constructor(town: Town, seed: number, isQuiet: boolean) {
    this.#town = town;
    this.#dice = dice(seed, 'faults');
    this.#isQuiet = isQuiet;
    town.network.onFault = (kind) => this.count(kind);
  }

  count(kind: FaultClass): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** Faults come until {@link Faults.end}. */
  begin(): void {
    if (this.#isQuiet) return;
    const { time } = this.#town;
    time.after(this.#dice.between(100, 1_500), () => {
      if (this.#isOver) return;
      this.#strike();
      this.begin();
    });
  }

  /** Everything is put right: links, clocks, disks. */
  end(): void {
    this.#isOver = true;
    const { network, residents } = this.#town;
    network.weather = fairWeather;
    network.mend();
    for (const resident of residents) {
      const { machine } = resident;
      if (machine.clockOffset !== 0) resident.isClockSteady = false;
      machine.clockOffset = 0;
      if (machine.isUp) machine.disk.recover();
    }
  }

  #strike(): void {
    const kinds: readonly [FaultClass, number][] = [
      ['kill', 3],
      ['kill-at-call', 4],
      ['power-cut', 3],
      ['power-cut-at-call', 4],
      ['io-error', 2],
      ['disk-full', 2],
      ['bit-flip', 1],
      ['clock-jump', 2],
      ['partition', 2],
      ['one-way', 2],
      ['bad-weather', 2],
      ['restored-backup', 2],
    ];
    const pool = kinds.flatMap(([kind, weight]) => Array<FaultClass>(weight).fill(kind));
    const resident = this.#dice.oneOf(this.#town.residents);
    const kind = this.#dice.oneOf(pool);
    if (this.#isQuietNow(kind)) return;
    if (this.#apply(kind, resident)) {
      this.count(kind);
      this.#town.time.trace(`fault ${kind} ${resident.who.name}`);
    }
  }

  /** One disaster at a time: what a backup has lost must be had from somebody. */
  #isQuietNow(kind: FaultClass): boolean {
    const isDisaster = kind === 'restored-backup' || kind === 'bit-flip';
    // With somebody who cheats, what a restored node has forgotten could not be told from what it was never shown.
    if (isDisaster && this.#town.everybody.length > this.#town.residents.length) return true;
    return isDisaster && this.#town.residents.some((one) => one.isRestored || one.isDamaged);
  }

  /** Returns whether there was something to do. */
  #apply(kind: FaultClass, resident: Resident): boolean {
    const { machine } = resident;
    const isUp = machine.isUp;
    switch (kind) {
      case 'kill':
        if (isUp) this.#town.stop(resident, 'kill');
        return isUp;
      case 'power-cut':
        if (isUp) this.#town.stop(resident, 'power');
        return isUp;
      case 'kill-at-call':
      case 'power-cut-at-call':
        if (!isUp) return false;
        machine.plan({ call: this.#dice.between(1, 25), kind: 'halt' });
        resident.haltsBy = kind === 'kill-at-call' ? 'kill' : 'power';
        return true;
      case 'io-error':
      case 'disk-full':
        if (isUp)
          machine.plan({
            call: this.#dice.between(1, 25),
            kind: kind === 'io-error' ? 'EIO' : 'ENOSPC',
          });
        return isUp;
      default:
        return this.#applyToWorld(kind, resident);
    }
  }

  #applyToWorld(kind: FaultClass, resident: Resident): boolean {
    const { network, time } = this.#town;
    switch (kind) {
      case 'bit-flip':
        return this.#flip(resident);
      case 'clock-jump':
        resident.machine.clockOffset = this.#jump();
        resident.isClockSteady = false;
        return true;
      case 'partition':
      case 'one-way':
        this.#cut(kind);
        time.after(this.#dice.between(1_000, 15_000), () => network.mend());
        return true;
      case 'bad-weather':
        network.weather = {
          lossShare: this.#dice.roll() * 0.3,
          twiceShare: this.#dice.roll() * 0.2,
          slowShare: this.#dice.roll() * 0.3,
        };
        time.after(this.#dice.between(2_000, 10_000), () => {
          network.weather = fairWeather;
        });
        return true;
      default:
        return this.#restore(resident);
    }
  }

  #jump(): number {
    const size = this.#dice.oneOf([2_000, 90_000, 3_600_000, 2 * dayMilliseconds]);
    return Math.round((this.#dice.roll() * 2 - 1) * size);
  }

  #cut(kind: 'partition' | 'one-way'): void {
    const { network, everybody } = this.#town;
    const names = everybody.map(({ name }) => name);
    if (kind === 'one-way') {
      const from = this.#dice.oneOf(names);
      network.cut(from, this.#dice.oneOf(names.filter((name) => name !== from)));
      return;
    }
    const far = names.filter(() => this.#dice.isBelow(0.5));
    for (const a of far)
      for (const b of names) {
        if (far.includes(b)) continue;
        network.cut(a, b);
        network.cut(b, a);
      }
  }

  #flip(resident: Resident): boolean {
    const { disk } = resident.machine;
    const paths = disk
      .paths(folders.data)
      .filter((path) => /\/(journal|checkpoint(\.pending)?|alarms\.json)$|\/tile\//.test(path));
    if (paths.length === 0) return false;
    const path = this.#dice.oneOf(paths);
    const bits = 8 * (disk.peek(path)?.length ?? 0);
    if (bits === 0) return false;
    resident.isDamaged = true;
    disk.flipBit(path, this.#dice.between(0, bits - 1));
    this.#town.time.trace(`flipped a bit of ${path}`);
    this.#town.stop(resident, 'power');
    return true;
  }

  #restore(resident: Resident): boolean {
    if (resident.backups.length === 0) {
      this.#town.backUp(resident);
      return false;
    }
    void this.#town.restore(resident);
    return true;
  }
}
