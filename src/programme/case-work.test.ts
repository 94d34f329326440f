// docs/spec/joint-schedule.md N10, N11, N12, N13, N14, N15, N16, N17: what an approval case is in a network.
import { describe, expect, it } from 'vitest';
import {
  type CaseAsked,
  caseOn,
  dayMinutes,
  decisionRule,
  type Events,
  issueRule,
} from '../../test/support/network.ts';
import { minutesPerDay, minuteToText } from '../plan/civil-time.ts';
import { findDistributionFaults, medianOf } from '../plan/distribution.ts';
import { durationMinutesMax } from '../plan/limits.ts';
import { caseWork, pastWork } from './case-work.ts';

const why = { en: 'Drawings are missing' };
const to = { en: 'Panel' };
const estimate = {
  ...{ type: 'triangular', low: 5 * dayMinutes, mode: 10 * dayMinutes, high: 20 * dayMinutes },
};
const deeming = { ...decisionRule, onExpiry: 'deemedApproved' };

function workOf(events: Events, asked: CaseAsked = {}) {
  const { on: dataDate = '2026-03-12' } = asked;
  const work = caseWork({ ...caseOn(events, asked), dataDate });
  if (work === undefined) throw new Error('no work');
  const { actualStart, actualFinish, ...rest } = work;
  const text = (at: number | undefined) => (at === undefined ? undefined : minuteToText(at));
  return { ...rest, from: text(actualStart), until: text(actualFinish) };
}

describe('a case in the place of an activity', () => {
  it('lasts as its procedure is estimated while it is only expected', () => {
    const work = workOf([]);
    expect(work).toMatchObject({ distribution: estimate, dayMinutes, notes: [] });
    expect(work.durationMinutes).toBe(medianOf(estimate as never));
    expect(work).toMatchObject({ from: undefined, until: undefined });
    expect(work).not.toHaveProperty('remainingMinutes');
  });

  it('is expected still on days before it was received', () => {
    const later = workOf([['2026-03-16', 'open']]);
    expect(later).toEqual(workOf([]));
    expect(workOf([['2026-03-12', 'open']])).toMatchObject({ from: '2026-03-12T09:00' });
  });

  it('has begun when it was received, and has used the working days since, holidays left out', () => {
    const work = workOf([['2026-03-02', 'open']], { on: '2026-03-09' });
    expect(work).toMatchObject({ from: '2026-03-02T09:00', until: undefined, notes: [] });
    expect(work.distribution).toEqual({
      ...estimate,
      elapsedMinutes: 3 * dayMinutes,
      capMinutes: 60 * dayMinutes,
    });
    expect(work.remainingMinutes).toBe(medianOf(work.distribution!));
    expect(work.remainingMinutes).toBeLessThan(work.durationMinutes);
  });

  it('uses no day while the applicant has the papers, nor during a hearing', () => {
    const elapsed = (events: Events) => workOf(events).distribution?.elapsedMinutes;
    const answered: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
      ['2026-03-10', 'resume'],
    ];
    // The day of the request and the day after the answer.
    expect(elapsed(answered)).toBe(2 * dayMinutes);
    const heard: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-03', 'refer', { to, kind: 'hearing' }],
      ['2026-03-10', 'end-referral', { kind: 'hearing' }],
    ];
    expect(elapsed(heard)).toBe(2 * dayMinutes);
    const inspected = heard.map(([day, act, more]) => {
      return [day, act, more && { ...more, kind: 'inspection' }] as const;
    });
    expect(elapsed(inspected)).toBe(6 * dayMinutes);
  });

  it('goes by its requests where no clock tells whose a day was', () => {
    const events: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
    ];
    const clockless = { clocks: [], durationDays: { low: 5, mode: 10, high: 20 } };
    expect(workOf(events, { procedure: clockless }).distribution?.elapsedMinutes).toBe(dayMinutes);
  });

  it('waits for the applicant first, given how long the request has lain', () => {
    const work = workOf([
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
    ]);
    const distribution = {
      ...({ type: 'triangular' } as const),
      ...{ low: 5 * minutesPerDay, mode: 10 * minutesPerDay },
      ...{ high: 30 * minutesPerDay, elapsedMinutes: 8 * minutesPerDay },
      capMinutes: 90 * minutesPerDay,
    };
    expect(work.applicant).toEqual({ minutes: medianOf(distribution), distribution });
    expect(work.notes).toEqual([]);
  });

  it('waits for nobody after an answer or a decision', () => {
    const procedure = { clocks: [decisionRule, issueRule] };
    const resumed = workOf([
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
      ['2026-03-06', 'resume'],
    ]);
    expect(resumed.applicant).toBeUndefined();
    const decided = workOf(
      [
        ['2026-03-02', 'open'],
        ['2026-03-03', 'stop', { why }],
        ['2026-03-06', 'decide', { outcome: 'approved' }],
      ],
      { procedure },
    );
    expect(decided).toMatchObject({ until: undefined, notes: [] });
    expect(decided.applicant).toBeUndefined();
  });

  it('says where the applicant’s time is not estimated, and that a referral is open', () => {
    const events: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
      ['2026-03-04', 'refer', { to, kind: 'hearing' }],
    ];
    const work = workOf(events, { procedure: { applicantDays: undefined } });
    expect(work.applicant).toEqual({ minutes: 0 });
    expect(work.notes).toEqual(['referral-open', 'applicant-estimate-missing']);
    expect(workOf(events).notes).toEqual(['referral-open']);
  });

  it('is over at the end of the day of its decision, where nothing is issued after it', () => {
    const decided = (day: string) =>
      workOf([
        ['2026-03-02', 'open'],
        [day, 'decide', { outcome: 'approved' }],
      ]);
    expect(decided('2026-03-10')).toMatchObject({
      ...{ from: '2026-03-02T09:00', until: '2026-03-10T17:00', remainingMinutes: 0, notes: [] },
    });
    expect(decided('2026-03-10')).not.toHaveProperty('distribution');
    expect(decided('2026-03-07').until).toBe('2026-03-08T00:00');
  });

  it('goes on until a certificate is issued, where the procedure issues one', () => {
    const procedure = { clocks: [deeming, issueRule] };
    const events: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-04', 'decide', { outcome: 'approved' }],
    ];
    const open = workOf(events, { procedure });
    expect(open.until).toBeUndefined();
    // Nobody is silent any more: the date on which silence would have approved bounds nothing.
    expect(open.distribution?.capMinutes).toBe(60 * dayMinutes);
    const issued = workOf([...events, ['2026-03-11', 'issue']], { procedure });
    expect(issued.until).toBe('2026-03-11T17:00');
  });

  it('is over although silence on the papers was recorded after the decision', () => {
    const work = workOf([
      ['2026-03-02', 'open'],
      ['2026-03-04', 'decide', { outcome: 'approved' }],
      ['2026-03-06', 'deem', { outcome: 'accepted' }],
    ]);
    expect(work.until).toBe('2026-03-04T17:00');
  });

  it('begins anew, as estimated, where it was refused or withdrawn', () => {
    const ended = (act: string, more: object) =>
      workOf([
        ['2026-03-02', 'open'],
        ['2026-03-04', act, more],
      ]);
    expect(ended('decide', { outcome: 'refused' })).toEqual({
      ...workOf([]),
      notes: ['case-refused'],
    });
    expect(ended('withdraw', { why })).toEqual({ ...workOf([]), notes: ['case-withdrawn'] });
    // A certificate for what was refused is none.
    const issued: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-04', 'decide', { outcome: 'refused' }],
      ['2026-03-05', 'issue'],
    ];
    expect(workOf(issued)).toEqual({ ...workOf([]), notes: ['case-refused'] });
  });

  it('lasts at most until the day on which silence approves', () => {
    const procedure = { clocks: [deeming] };
    const work = workOf([['2026-03-02', 'open']], { procedure, on: '2026-03-09' });
    // Due on 17 March: three days used, and seven from the 9th to the 17th.
    expect(work.distribution?.capMinutes).toBe(10 * dayMinutes);
  });

  it('is over on the day on which silence has approved, whether or not anybody records it', () => {
    const asked = (onExpiry: string, more: object[] = []) => ({
      procedure: { clocks: [{ ...decisionRule, onExpiry }, ...more] },
      on: '2026-03-20',
    });
    const events: Events = [['2026-03-02', 'open']];
    const silent = workOf(events, asked('deemedApproved'));
    expect(silent).toMatchObject({ until: '2026-03-18T17:00', remainingMinutes: 0 });
    expect(workOf(events, asked('deemedRefused')).notes).toEqual(['case-refused']);
    expect(workOf(events, asked('deemedAccepted')).until).toBeUndefined();
    expect(workOf(events, asked('deemedApproved', [issueRule])).until).toBeUndefined();
  });

  it('lasts at most three times as long as it has, once it has outlasted its estimate', () => {
    const { distribution, remainingMinutes } = workOf([['2026-01-05', 'open']], {
      on: '2026-03-12',
    });
    const elapsed = 46 * dayMinutes;
    expect(distribution).toMatchObject({ elapsedMinutes: elapsed, capMinutes: 3 * elapsed });
    expect(remainingMinutes).toBe(elapsed);
  });

  it('goes by the limits in law where its procedure has no estimate', () => {
    const procedure = { durationDays: undefined };
    expect(workOf([], { procedure })).toMatchObject({ durationMinutes: 10 * dayMinutes });
    const clockless = { procedure: { durationDays: undefined, clocks: [] } };
    expect(caseWork({ ...caseOn([], clockless), dataDate: '2026-03-12' })).toBeUndefined();
  });

  it('has its dates once it is over, estimate or none', () => {
    const events: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-10', 'decide', { outcome: 'approved' }],
    ];
    const work = workOf(events, { procedure: { durationDays: undefined, clocks: [] } });
    expect(work).toMatchObject({ from: '2026-03-02T09:00', until: '2026-03-10T17:00' });
  });

  it('stays within what a schedule takes, whatever numbers are recorded', () => {
    const longest = { low: 36_525, mode: 36_525, high: 36_525 };
    const day = [{ from: 0, to: minutesPerDay }];
    const calendar = { week: [day, day, day, day, day, day, day] };
    const procedure = { durationDays: longest, applicantDays: longest, clocks: [] };
    const events: Events = [
      ['1000-03-02', 'open'],
      ['1001-03-02', 'stop', { why }],
    ];
    const work = workOf(events, { procedure, calendar });
    expect(findDistributionFaults(work.distribution!)).toEqual([]);
    expect(findDistributionFaults(work.applicant!.distribution!)).toEqual([]);
    expect(work.applicant?.minutes).toBeLessThanOrEqual(durationMinutesMax);
    expect(work.from).toBe('1900-01-01T00:00');
    const done = [...events, ['1002-03-02', 'decide', { outcome: 'approved' }] as const];
    expect(workOf(done, { procedure, calendar }).until).toBe('1900-01-02T00:00');
  });
});

describe('matters of the past', () => {
  const decided = (day: string, outcome = 'approved'): Events => [
    ['2026-03-02', 'open'],
    [day, 'decide', { outcome }],
  ];
  const daysOf = (events: Events) => {
    const found = pastWork({ ...caseOn(events), dataDate: '2026-03-12' });
    return found && [found.minutes / dayMinutes, found.isOpen];
  };

  it('took the days of the authority until its decision, refusals too, or have taken them so far', () => {
    expect(daysOf(decided('2026-03-09'))).toEqual([4, false]);
    expect(daysOf(decided('2026-03-09', 'refused'))).toEqual([4, false]);
    expect(daysOf(decided('2026-03-02'))).toEqual([1, false]);
    expect(daysOf([['2026-03-02', 'open']])).toEqual([6, true]);
    expect(daysOf([])).toBeUndefined();
    expect(
      daysOf([
        ['2026-03-02', 'open'],
        ['2026-03-03', 'withdraw', { why }],
      ]),
    ).toBeUndefined();
    // What is decided after the data date is open on it.
    expect(daysOf(decided('2026-03-16'))).toEqual([6, true]);
    const waited: Events = [
      ['2026-03-02', 'open'],
      ['2026-03-03', 'stop', { why }],
      ['2026-03-10', 'resume'],
      ['2026-03-11', 'decide', { outcome: 'approved' }],
    ];
    expect(daysOf(waited)).toEqual([2, false]);
  });

  it('take the place of the estimate once five have ended, first those of the same version', () => {
    const past = (count: number, days: number, version = '2020-01-01') =>
      Array.from({ length: count }, (_, i) => {
        return { path: ['SZ-PR001', version], minutes: (days + i) * dayMinutes, isOpen: false };
      });
    const lawOf = (cases: ReturnType<typeof past>) =>
      caseWork({ ...caseOn([]), dataDate: '2026-03-12', past: cases })?.distribution;
    expect(lawOf(past(4, 30))).toEqual(estimate);
    expect(lawOf(past(5, 30))).toMatchObject({ type: 'log-normal', cases: 5 });
    expect(medianOf(lawOf(past(5, 30))!) / dayMinutes).toBeCloseTo(32, 0);
    // Five of another version are better than an estimate, and as good as none where the version has its own.
    expect(medianOf(lawOf(past(5, 30, '2019-01-01'))!) / dayMinutes).toBeCloseTo(32, 0);
    const both = lawOf([...past(30, 6), ...past(5, 100, '2019-01-01')]);
    expect(both).toMatchObject({ type: 'kaplan-meier', cases: 30 });
    expect(medianOf(both!) / dayMinutes).toBeLessThan(30);
  });

  it('are conditional on the age of an open one, and capped by what the law makes of silence alone', () => {
    const past = Array.from({ length: 6 }, (_, i) => {
      return { path: ['SZ-PR001', '2020-01-01'], minutes: (30 + i) * dayMinutes, isOpen: false };
    });
    const open: Events = [['2026-03-02', 'open']];
    const law = (procedure?: object) => {
      const asked = procedure === undefined ? {} : { procedure };
      return caseWork({ ...caseOn(open, asked), dataDate: '2026-03-12', past })?.distribution;
    };
    expect(law()).toMatchObject({ type: 'log-normal', elapsedMinutes: 6 * dayMinutes });
    expect(law()).not.toHaveProperty('capMinutes');
    expect(law({ clocks: [deeming] })?.capMinutes).toBeGreaterThan(6 * dayMinutes);
    expect(findDistributionFaults(law({ clocks: [deeming] })!)).toEqual([]);
  });
});
