// What makes work last longer than its own distribution says: causes shared with other work, risks that may come true,
// rounds that may be needed again, and work that may not exist at all (docs/spec/plan.md 20). Every number has its own
// counter, so that what one activity is drawn changes no other.
import {
  type Distribution,
  findDistributionFaults,
  type InverseDistribution,
  inverseOf,
} from './distribution.ts';
import { durationMinutesMax, reworkRoundsMax, uncertainPartsMax } from './limits.ts';
import { blockRuns, fillBlock, numberOf, purpose, type Stream } from './random.ts';

/** What an activity's work is exposed to beside its own distribution. */
export interface Uncertainty {
  /** Share of runs, in thousandths, in which the work exists; always where left out. Work that has begun exists. */
  readonly existsPermille?: number;
  readonly drivers?: readonly RiskDriver[];
  readonly risks?: readonly Risk[];
  readonly rework?: Rework;
}

/** A cause that work shares with all work that names it: an authority's workload, a season. */
interface RiskDriver {
  readonly id: string;
  /** What multiplies the work, in thousandths; one number a run chooses from it, the same for all that name the id. */
  readonly factor: Distribution;
}

/** An event that may come true, and the work that it adds. */
interface Risk {
  readonly id: string;
  readonly permille: number;
  readonly added: Distribution;
}

/** Rounds that follow the first: each comes after the one before with the same chance. */
interface Rework {
  readonly permille: number;
  /** Further rounds at most; those already done count no more. */
  readonly roundsMax: number;
  readonly round: Distribution;
}

/** Which four runs, those from 4 block on, and where their durations stand. */
export interface DrawnBlock {
  readonly seed: number;
  readonly block: number;
  /** Overwritten: the words of the block. */
  readonly words: Uint32Array;
  /** The four durations stand from `index` on. */
  readonly into: Float64Array;
  readonly index: number;
}

/** Stands for the duration of work that does not exist. */
export const absentWork = -1;

/** Returns every fault of an uncertainty as a sentence; empty when it can be sampled. */
export function findUncertaintyFaults(given: Uncertainty): readonly string[] {
  const { existsPermille = 1000, drivers = [], risks = [], rework } = given;
  const rounds = rework?.roundsMax ?? 1;
  return [
    ...shareFaults('existsPermille', existsPermille),
    ...listFaults('drivers', drivers),
    ...listFaults('risks', risks),
    ...risks.flatMap(({ permille }) => shareFaults('permille', permille)),
    ...shareFaults('permille', rework?.permille ?? 0),
    ...(Number.isInteger(rounds) && rounds >= 1 && rounds <= reworkRoundsMax
      ? []
      : [`expected roundsMax from 1 to ${reworkRoundsMax}, got ${rounds}`]),
    ...drivers.flatMap(({ factor }) => findDistributionFaults(factor)),
    ...risks.flatMap(({ added }) => findDistributionFaults(added)),
    ...(rework === undefined ? [] : findDistributionFaults(rework.round)),
  ];
}

function shareFaults(name: string, permille: number): readonly string[] {
  if (Number.isInteger(permille) && permille >= 0 && permille <= 1000) return [];
  return [`expected ${name} from 0 to 1000, got ${permille}`];
}

function listFaults(name: string, list: readonly { readonly id: string }[]): readonly string[] {
  const isEach = new Set(list.map(({ id }) => id)).size === list.length;
  return [
    ...(isEach ? [] : [`expected each id of ${name} once`]),
    ...(list.length <= uncertainPartsMax
      ? []
      : [`expected at most ${uncertainPartsMax} ${name}, got ${list.length}`]),
  ];
}

/** An uncertainty made ready. */
export interface CompiledUncertainty {
  /** Share of runs in which the work exists. */
  readonly exists: number;
  readonly own: Stream;
  readonly drivers: readonly { readonly stream: Stream; readonly factor: InverseDistribution }[];
  readonly risks: readonly {
    readonly stream: Stream;
    readonly share: number;
    readonly added: InverseDistribution;
  }[];
  readonly rework:
    | { readonly share: number; readonly roundsMax: number; readonly round: InverseDistribution }
    | undefined;
}

/**
 * Makes an uncertainty without faults ready. Streams are named `project code/activity code`, with `/risk id` for a risk,
 * and `project code/driver id`.
 */
export function compileUncertainty(
  given: Uncertainty,
  of: {
    readonly project: string;
    readonly activity: string;
    readonly hasBegun: boolean;
    readonly streamOf: (name: string) => Stream;
  },
): CompiledUncertainty {
  const { existsPermille = 1000, drivers = [], risks = [], rework } = given;
  const name = `${of.project}/${of.activity}`;
  return {
    exists: of.hasBegun ? 1 : existsPermille / 1000,
    own: of.streamOf(name),
    drivers: drivers.map(({ id, factor }) => {
      return { stream: of.streamOf(`${of.project}/${id}`), factor: inverseOf(factor) };
    }),
    risks: risks.map(({ id, permille, added }) => {
      const stream = of.streamOf(`${name}/${id}`);
      return { stream, share: permille / 1000, added: inverseOf(added) };
    }),
    rework: rework && {
      share: rework.permille / 1000,
      roundsMax: rework.roundsMax,
      round: inverseOf(rework.round),
    },
  };
}

/**
 * Changes the durations of four runs: (work + rounds) times all factors, rounded to the nearer minute, plus the risks that
 * come true, at most `durationMinutesMax`; `absentWork` where it does not exist.
 */
export function exposeBlock(to: CompiledUncertainty, of: DrawnBlock): void {
  const { into, index } = of;
  if (to.rework !== undefined) addRounds(to.rework, to.own, of);
  for (const { stream, factor } of to.drivers) {
    fill(of, stream, purpose.driver);
    for (let run = 0; run < blockRuns; run++) {
      // The product first: it is whole, and a half stays a half.
      into[index + run] = (into[index + run] * factor(numberOf(of.words[run]))) / 1000;
    }
  }
  for (let run = 0; run < blockRuns; run++) into[index + run] = Math.floor(into[index + run] + 0.5);
  for (const risk of to.risks) addRisk(risk, of);
  for (let run = 0; run < blockRuns; run++) {
    into[index + run] = Math.min(durationMinutesMax, into[index + run]);
  }
  if (to.exists === 1) return;
  fill(of, to.own, purpose.existence);
  for (let run = 0; run < blockRuns; run++) {
    if (numberOf(of.words[run]) >= to.exists) into[index + run] = absentWork;
  }
}

function fill(of: DrawnBlock, stream: Stream, what: number): void {
  fillBlock(of.words, { seed: of.seed, block: of.block, stream, purpose: what });
}

/** The number of rounds is the greatest k with u < share^k: geometric, from one number. */
function addRounds(
  { share, roundsMax, round }: NonNullable<CompiledUncertainty['rework']>,
  own: Stream,
  of: DrawnBlock,
): void {
  const { words, into, index } = of;
  fill(of, own, purpose.rounds);
  const rounds = Array.from(words, (word) => {
    let [count, reached] = [0, share];
    for (; count < roundsMax && numberOf(word) < reached; count++) reached *= share;
    return count;
  });
  for (let number = 1; number <= Math.max(...rounds); number++) {
    fill(of, own, purpose.duration + purpose.roundStep * number);
    for (let run = 0; run < blockRuns; run++) {
      if (rounds[run] >= number) into[index + run] += round(numberOf(words[run]));
    }
  }
}

function addRisk(
  { stream, share, added }: CompiledUncertainty['risks'][number],
  of: DrawnBlock,
): void {
  const { words, into, index } = of;
  fill(of, stream, purpose.branch);
  const comesTrue = Array.from(words, (word) => numberOf(word) < share);
  fill(of, stream, purpose.branch + purpose.roundStep);
  for (let run = 0; run < blockRuns; run++) {
    if (comesTrue[run]) into[index + run] += added(numberOf(words[run]));
  }
}
