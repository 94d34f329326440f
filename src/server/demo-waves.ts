// Which steps of a story may be given side by side: those that neither name nor change a record of one another. They share a
// write and a batch of rows on each node. Found by reading the commands alone, so that every start cuts the story alike.
import { isJsonObject, type Json } from '../base/json.ts';
import { kindNamed } from '../programme/kinds.ts';
import { waveStepsMax } from './limits.ts';

/** What of a step tells whether it can go with others. */
export interface WaveStep {
  readonly kind: string;
  readonly about?: string;
  readonly as?: string;
  readonly command: Json;
  readonly wait?: boolean;
  readonly label?: string;
  readonly expectId?: string;
}

/** Acts of steps that are no single command, or that others rest on without naming it. */
const aloneActs: readonly unknown[] = ['backcast', 'import'];
const aloneKinds: readonly string[] = ['person-role', 'party', 'charter'];

/** Returns how many steps from that one on may be given side by side: 1 at least, `waveStepsMax` at most. */
export function waveFrom(steps: readonly WaveStep[], from: number): number {
  const first = steps[from];
  if (first === undefined || goesAlone(first)) return 1;
  const wave = openWave();
  wave.add(first);
  let count = 1;
  for (const step of steps.slice(from + 1, from + waveStepsMax)) {
    if (step.wait === true || goesAlone(step) || wave.touches(step)) break;
    wave.add(step);
    count += 1;
  }
  return count;
}

function goesAlone({ kind, command }: WaveStep): boolean {
  return aloneKinds.includes(kind) || (isJsonObject(command) && aloneActs.includes(command.act));
}

/** What the steps of a wave so far name, change and create. */
function openWave() {
  /** Ids and labels that they name. */
  const named = new Set<string>();
  /** Ids and labels of records that they change or create. */
  const changed = new Set<string>();
  /** Letters of kinds of which they create a record whose id nobody has foretold. */
  const letters = new Set<string>();
  return {
    add: (step: WaveStep) => {
      for (const name of namesIn(step.command)) named.add(name);
      for (const name of [...namesIn(step.about ?? null), step.expectId, step.label])
        if (name !== undefined) changed.add(name);
      if (step.about === undefined && step.expectId === undefined)
        letters.add(kindNamed(step.kind)?.letters ?? '');
    },
    touches: (step: WaveStep): boolean => {
      const about = namesIn(step.about ?? null);
      const others = namesIn(step.command);
      return (
        about.some((name) => named.has(name) || changed.has(name)) ||
        others.some((name) => changed.has(name)) ||
        [...about, ...others].some((name) => letters.has(lettersOf(name)))
      );
    },
  };
}

/** Ids such as HK-A001 anywhere in texts, and labels of `$leaf:NAME`, `$id:NAME` and `$NAME`. */
function namesIn(value: Json): readonly string[] {
  const text = JSON.stringify(value);
  const ids = text.match(/[A-Z]{2,6}-[A-Z]{1,2}\d{3,9}/g) ?? [];
  const labels = [...text.matchAll(/\$(?:leaf:|id:)?([a-z-]+)/g)].map(([, label = '']) => label);
  return [...ids, ...labels];
}

function lettersOf(name: string): string {
  return /-([A-Z]{1,2})\d+$/.exec(name)?.[1] ?? '-';
}
