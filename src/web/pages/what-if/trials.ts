// What a reader asks the what-if page to try, from the query of its address: `faster.SZ-K001=33`, `limit.SZ-K001=20`,
// `recognised.SZ-K001=on`, `answer.SZ-K001=on`. The address is the whole state, so that it can be sent to somebody.
import { isRecordId } from '../../../base/ids.ts';
import type { Refusal } from '../../../base/result.ts';
import type { JointNetwork } from '../../../programme/joint-network.ts';
import { openApprovals, type Trial } from '../../../programme/plan-choices.ts';

/** Most that an approval can be sped up by, in per cent. */
export const fasterMax = 95;
/** Most days that a limit may have. */
export const limitDaysMax = 2_000;

/** A field of the form that cannot be used. */
export interface Fault {
  /** `faster.SZ-K001` */
  readonly field: string;
  readonly refusal: Refusal;
}

/** What the address asks for. */
export interface AskedTrials {
  /** By record. */
  readonly trials: readonly Trial[];
  /** In the order of the address: web.what-if.not-a-number, for what is no whole number in its range. */
  readonly faults: readonly Fault[];
}

/** Returns the trials of a query with everything that is wrong in it. Empty and unknown fields count for nothing. */
export function parseTrials(query: Readonly<Record<string, string>>): AskedTrials {
  const trials = new Map<string, Trial>();
  const faults: Fault[] = [];
  for (const [name, value] of Object.entries(query)) {
    const [field = '', record = ''] = name.split('.');
    if (value.trim() === '' || !isRecordId(record)) continue;
    const before = trials.get(record) ?? { record };
    switch (field) {
      case 'faster':
      case 'limit': {
        const max = field === 'faster' ? fasterMax : limitDaysMax;
        const number = /^\d{1,4}$/.test(value.trim()) ? Number(value) : Number.NaN;
        if (!(number >= 0 && number <= max)) {
          const params = { value: value.slice(0, 40), max, record };
          faults.push({ field: name, refusal: { code: 'web.what-if.not-a-number', params } });
          break;
        }
        const told = field === 'faster' ? { fasterPercent: number } : { limitDays: number };
        trials.set(record, { ...before, ...told });
        break;
      }
      case 'recognised':
        trials.set(record, { ...before, isRecognised: true });
        break;
      case 'answer':
        trials.set(record, { ...before, isAnswered: true });
        break;
    }
  }
  return { trials: [...trials.values()].sort((a, b) => (a.record < b.record ? -1 : 1)), faults };
}

/** Something that is asked for and changes nothing. */
export interface Unused {
  readonly record: string;
  /** Not of the project; not open in its schedule; not waiting for its applicant; recognised, so nothing else counts. */
  readonly why: 'unknown' | 'closed' | 'answer' | 'recognised';
}

/** Returns what of the trials cannot be tried on a network, and why. */
export function unusedOf(network: JointNetwork, trials: readonly Trial[]): readonly Unused[] {
  const { activities, listed } = network;
  const known = new Set([...activities.flatMap((one) => one.case ?? []), ...listed].map(idOf));
  const open = openApprovals(network);
  return trials.flatMap((trial): readonly Unused[] => {
    const { record, isAnswered, isRecognised, limitDays, fasterPercent } = trial;
    const mine = open.filter((one) => one.case?.id === record);
    if (mine.length === 0) {
      return [{ record, why: known.has(record) ? 'closed' : 'unknown' }];
    }
    const isWaiting = mine.some((one) => one.kind === 'waiting');
    const isNumbered = limitDays !== undefined || (fasterPercent ?? 0) > 0;
    return [
      ...(isAnswered === true && !isWaiting ? [{ record, why: 'answer' as const }] : []),
      ...(isRecognised === true && isNumbered ? [{ record, why: 'recognised' as const }] : []),
    ];
  });
}

function idOf({ id }: { readonly id: string }): string {
  return id;
}
