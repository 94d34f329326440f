// Hours of a crossing in words.
import { describe, expect, it } from 'vitest';
import { chartView } from '../../../test/support/chart-view.ts';
import type { PartyId } from '../../base/ids.ts';
import type { CrossingSide, HoursBand } from '../../programme/kinds/crossing-sides.ts';
import type { Place } from '../../programme/statement.ts';
import { languages } from '../../text/languages.ts';
import { passingOf } from './passing.ts';

const view = await chartView(languages[0]!);
const daily = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
const weekend = ['sat', 'sun'] as const;

async function wordsOf(...hours: HoursBand[]): Promise<string> {
  const passing = [{ mode: 'goods', hours, sample: false, place: {} as Place }];
  const side: CrossingSide = { party: 'north' as PartyId, opened: [], passing, closures: [] };
  return /<li>(.*?)<\/li>/.exec(String(await passingOf(view, side, 'goods')))?.[1] ?? '';
}

describe('hours in words', () => {
  it('are one line where daily ones go on after midnight', async () => {
    const late: HoursBand = { days: [...daily], from: '20:00', to: '24:00' };
    const early: HoursBand = { days: [...daily], from: '00:00', to: '06:00' };
    expect(await wordsOf(late, early)).toBe('Daily 20:00 to 06:00');
    expect(await wordsOf(early, late)).toBe('Daily 20:00 to 06:00');
    expect(await wordsOf(late)).toBe('Daily 20:00 to 24:00');
  });

  it('stay as they are on single days and around the clock', async () => {
    const late: HoursBand = { days: [...weekend], from: '20:00', to: '24:00' };
    const early: HoursBand = { days: [...weekend], from: '00:00', to: '06:00' };
    expect(await wordsOf(late, early)).toContain('20:00 to 24:00 and ');
    expect(await wordsOf({ days: [...daily], from: '00:00', to: '24:00' })).toBe(
      'Open 24 hours a day',
    );
  });
});
