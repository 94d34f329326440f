// How minutes stand: disputed wins, agreed needs every other chair.
import { describe, expect, it } from 'vitest';
import { hongKong, place, plain, shenzhen } from '../../../../test/support/web-places.ts';
import { meetingsOf } from '../../../../test/support/web-records.ts';
import { minutesStanding } from './minutes.ts';

const held = meetingsOf(plain).find((meeting) => meeting.id === 'SZ-G001')!.state;
const answer = (given: 'agreed' | 'disputed') => ({
  party: hongKong,
  answer: given,
  place: place(hongKong, 9, '2026-11-23T08:00:00Z'),
});

describe('minutesStanding', () => {
  it('is agreed when every other chair has agreed', () => {
    expect(minutesStanding({ ...held, answers: [answer('agreed')] })).toBe('agreed');
  });

  it('is disputed as soon as one party disputes them', () => {
    const answers = [{ ...answer('agreed'), party: shenzhen }, answer('disputed')];
    expect(minutesStanding({ ...held, answers })).toBe('disputed');
  });

  it('is unanswered until then, and with nobody else to answer', () => {
    expect(minutesStanding({ ...held, answers: [] })).toBe('unanswered');
    expect(minutesStanding({ ...held, chairs: [{ party: shenzhen }] })).toBe('unanswered');
  });

  it('is none without minutes', () => {
    expect(minutesStanding({ ...held, minutes: 'none' })).toBe('none');
  });
});
