// What a reader asks the what-if page to try, from the query of its address: `faster.SZ-K001=33`, `limit.SZ-K001=20`,
// `recognised.SZ-K001=on`, `answer.SZ-K001=on`. The address is the whole state, so that it can be sent to somebody.
import { isRecordId } from '../../../base/ids.ts';
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import type { Trial } from '../../../programme/plan-choices.ts';

/** Most that an approval can be sped up by, in per cent. */
export const fasterMax = 95;
/** Most days that a limit may have. */
export const limitDaysMax = 2_000;

/**
 * Returns the trials of a query, by record. Empty and unknown fields count for nothing.
 * Refusal: web.what-if.not-a-number, for what is no whole number in its range.
 */
export function parseTrials(
  query: Readonly<Record<string, string>>,
): Result<readonly Trial[], Refusal> {
  const trials = new Map<string, Trial>();
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
          return refuse('web.what-if.not-a-number', { value: value.slice(0, 40), max, record });
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
  return ok([...trials.values()].sort((a, b) => (a.record < b.record ? -1 : 1)));
}
