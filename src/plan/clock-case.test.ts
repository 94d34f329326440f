// An application on a day: clocks that lead to one another, silence, whose each day was, and any rubbish of events
// (docs/spec/clocks.md K5, docs/spec/clocks.md K6, docs/spec/clocks.md K7, docs/spec/clocks.md K8, docs/spec/clocks.md K9).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { daysBetween } from '../base/dates.ts';
import { dateToDay, dayToDate } from './civil-time.ts';
import { type CaseAnswer, type CaseInput, clocksOn } from './clock-case.ts';
import type { ClockEvent } from './clock-event.ts';
import { type ClockCode, type ClockRule, clockCodes } from './clock-rule.ts';

const weekdays = {
  id: 'weekdays',
  rest: new Set([5, 6]),
  days: new Map(),
  years: new Map([[2026, 'announced' as const]]),
};
const calendars = { weekdays };
const law = { law: 'a law', article: '1' };

const acceptance: ClockRule = {
  clock: 'acceptance',
  unit: 'working',
  dayCalendar: 'weekdays',
  startsAt: ['received', 'information-received'],
  endsAt: ['accepted', 'information-requested', 'decided'],
  dayZero: 'excluded',
  limit: 5,
  roll: 'none',
  stops: 'none',
  excludedKinds: [],
  onExpiry: 'deemedAccepted',
  legalBasis: [law],
  effective: { from: '2004-07-01' },
};
const decision: ClockRule = {
  ...acceptance,
  clock: 'decision',
  startsAt: ['accepted'],
  endsAt: ['decided'],
  limit: 20,
  extensions: { max: 1, days: 10 },
  stops: 'suspend',
  excludedKinds: ['hearing'],
  onExpiry: 'nothing',
};
const delivery: ClockRule = {
  ...decision,
  clock: 'delivery',
  startsAt: ['decided'],
  endsAt: ['issued'],
  limit: 10,
};
const renewal: ClockRule = {
  ...acceptance,
  clock: 'renewal',
  unit: 'calendar',
  dayCalendar: undefined,
  startsAt: ['received'],
  endsAt: ['decided'],
  limit: undefined,
  limitDate: 'expiry',
  onExpiry: 'deemedRenewed',
};
const filing: ClockRule = {
  ...renewal,
  clock: 'filing',
  runsAgainst: 'applicant',
  startsAt: [],
  endsAt: ['received'],
  limit: 30,
  countBack: true,
  onExpiry: 'nothing',
};

const at = (happened: string, code: ClockCode, more: Partial<ClockEvent> = {}): ClockEvent => ({
  code,
  happened,
  ...more,
});
function ask(
  asOf: string,
  events: readonly ClockEvent[],
  change: Partial<CaseInput> = {},
): CaseAnswer {
  return clocksOn({
    rules: [acceptance, decision, delivery],
    events,
    calendars,
    asOf,
    ...change,
  });
}
const clockOf = (answer: CaseAnswer, name: string) =>
  answer.clocks.find(({ clock }) => clock === name)!;
const codesOf = (answer: CaseAnswer) => answer.issues.map(({ code }) => code);

// 2026-03-02 is a Monday.
const received = at('2026-03-02', 'received');
const accepted = at('2026-03-04', 'accepted');

describe('an application', () => {
  it('goes from receipt to certificate, each clock with its own end', () => {
    const events = [received, accepted, at('2026-03-20', 'decided'), at('2026-03-27', 'issued')];
    const answer = ask('2026-03-31', events);
    expect(answer.clocks.map(({ clock, state, due }) => ({ clock, state, due }))).toEqual([
      { clock: 'acceptance', state: 'ended', due: '2026-03-09' },
      { clock: 'decision', state: 'ended', due: '2026-04-01' },
      { clock: 'delivery', state: 'ended', due: '2026-04-03' },
    ]);
    expect(answer.holder).toBe('nobody');
    expect(answer.issues).toEqual([]);
    expect(answer.clocks.map(({ daysLate }) => daysLate)).toEqual([0, 0, 0]);
  });

  it('is accepted by silence on the day after the last, as of the receipt', () => {
    const onTheLast = ask('2026-03-09', [received]);
    expect(clockOf(onTheLast, 'acceptance')).toMatchObject({ state: 'running', left: 0 });
    expect(clockOf(onTheLast, 'decision').state).toBe('pending');
    const after = ask('2026-03-10', [received]);
    expect(clockOf(after, 'acceptance')).toMatchObject({
      state: 'deemed',
      deemed: { outcome: 'accepted', from: '2026-03-02' },
      ended: '2026-03-10',
      daysLate: 0,
    });
    expect(clockOf(after, 'decision')).toMatchObject({
      state: 'running',
      started: '2026-03-02',
      due: '2026-03-30',
      left: 14,
    });
  });

  it('that silence accepted is not accepted again, nor sent back', () => {
    const late = at('2026-03-11', 'accepted');
    const answer = ask('2026-03-12', [received, late]);
    expect(codesOf(answer)).toEqual(['clock.act-after-deemed']);
    expect(clockOf(answer, 'decision').due).toBe('2026-03-30');
    const rule = { ...decision, stops: 'none' } as const;
    const sentBack = ask('2026-03-12', [received, at('2026-03-11', 'information-requested')], {
      rules: [acceptance, rule],
    });
    expect(codesOf(sentBack)).toContain('clock.act-after-deemed');
    expect(sentBack.clocks.map(({ state }) => state)).toEqual(['deemed', 'running']);
  });

  it('that silence accepted keeps what else happened on the day of the receipt', () => {
    const hearing = at('2026-03-02', 'referred', { kind: 'hearing' });
    const answer = ask('2026-03-12', [received, hearing]);
    expect(clockOf(answer, 'decision').state).toBe('excluded');
  });

  it('that silence approves takes no day of the authority after the last', () => {
    const rules = [{ ...decision, onExpiry: 'deemedApproved' as const }];
    const answer = ask('2026-04-10', [received, accepted], { rules });
    expect(clockOf(answer, 'decision')).toMatchObject({
      state: 'deemed',
      due: '2026-04-01',
      deemed: { outcome: 'approved', from: '2026-04-02' },
    });
    expect(answer.days).toEqual({ authority: 20, applicant: 0, excluded: 0, notCounted: 20 });
  });

  it('confirmed as deemed by the authority is no issue', () => {
    const confirmed = at('2026-03-10', 'deemed', { outcome: 'accepted' });
    expect(codesOf(ask('2026-03-11', [received, confirmed]))).toEqual([]);
  });

  it('with papers returned waits for the applicant and is received anew', () => {
    const back = [received, at('2026-03-04', 'information-requested')];
    const waiting = ask('2026-03-09', back);
    expect(waiting.holder).toBe('applicant');
    expect(clockOf(waiting, 'acceptance').state).toBe('returned');
    expect(waiting.days).toEqual({ authority: 2, applicant: 5, excluded: 0, notCounted: 1 });
    const again = ask('2026-03-12', [...back, at('2026-03-11', 'information-received')]);
    expect(clockOf(again, 'acceptance')).toMatchObject({
      state: 'running',
      rounds: 2,
      started: '2026-03-11',
      due: '2026-03-18',
    });
    expect(again.days).toEqual({ authority: 3, applicant: 7, excluded: 0, notCounted: 1 });
    const accepting = ask('2026-03-12', [...back, at('2026-03-12', 'accepted')]);
    expect(codesOf(accepting)).toEqual(['clock.answer-missing']);
    expect(accepting.days.applicant).toBe(8);
    const withdrawn = ask('2026-03-12', [...back, at('2026-03-06', 'withdrawn')]);
    expect(withdrawn.days).toEqual({ authority: 2, applicant: 2, excluded: 0, notCounted: 7 });
  });

  it('while stopped has no due date but says what is left, and what if the answer came today', () => {
    const stopped = [received, accepted, at('2026-03-10', 'information-requested')];
    const answer = ask('2026-03-16', stopped);
    expect(clockOf(answer, 'decision')).toMatchObject({
      state: 'stopped',
      holder: 'applicant',
      left: 16,
      dueIfResumed: '2026-04-07',
    });
    expect(clockOf(answer, 'decision').due).toBeUndefined();
    const resumed = ask('2026-03-16', [...stopped, at('2026-03-16', 'information-received')]);
    expect(clockOf(resumed, 'decision')).toMatchObject({ state: 'running', due: '2026-04-07' });
    const anew = { rules: [acceptance, { ...decision, stops: 'restart' as const }] };
    expect(clockOf(ask('2026-03-16', stopped, anew), 'decision').dueIfResumed).toBe('2026-04-13');
    const restarted = [...stopped, at('2026-03-16', 'information-received')];
    const fresh = ask('2026-03-17', restarted, anew);
    expect(clockOf(fresh, 'decision')).toMatchObject({ due: '2026-04-13', left: 19 });
    expect(fresh.days).toEqual({ authority: 7, applicant: 6, excluded: 0, notCounted: 3 });
  });

  it('is asked in vain where the law stops nothing, and the answer is no issue', () => {
    const rules = [acceptance, { ...decision, stops: 'none' as const }, delivery];
    const asked = at('2026-03-10', 'information-requested');
    const events = [received, accepted, asked, at('2026-03-12', 'information-received')];
    const answer = ask('2026-03-16', events, { rules });
    expect(answer.issues).toEqual([
      { code: 'clock.request-stops-nothing', clock: 'decision', event: 2, params: {} },
    ]);
    expect(answer.days.applicant).toBe(0);
  });

  it('extends on the last day and not on the day after', () => {
    const extended = (day: string) => ask('2026-04-02', [received, accepted, at(day, 'extended')]);
    expect(clockOf(extended('2026-04-01'), 'decision')).toMatchObject({
      state: 'running',
      due: '2026-04-15',
    });
    const late = extended('2026-04-02');
    expect(codesOf(late)).toEqual(['clock.extension-too-late']);
    expect(clockOf(late, 'decision')).toMatchObject({
      state: 'overdue',
      due: '2026-04-01',
      daysLate: 1,
    });
  });

  it('decided late says by how many days', () => {
    const answer = ask('2026-04-30', [received, accepted, at('2026-04-08', 'decided')]);
    expect(clockOf(answer, 'decision')).toMatchObject({ state: 'ended', daysLate: 7 });
  });

  it('keeps the days of authority, applicant and hearing apart', () => {
    const events = [
      received,
      accepted,
      at('2026-03-06', 'referred', { kind: 'hearing' }),
      at('2026-03-10', 'information-requested'),
      at('2026-03-12', 'information-received'),
      at('2026-03-16', 'referral-ended', { kind: 'hearing' }),
      at('2026-03-18', 'decided'),
    ];
    const answer = ask('2026-03-22', events);
    expect(codesOf(answer)).toEqual([]);
    const marks = { authority: 'A', applicant: 'P', excluded: 'X', 'not-counted': '-' };
    // From Monday to Sunday, three weeks: received on the first day, decided on the last Wednesday.
    expect(answer.ledger.map(({ claim }) => marks[claim]).join('')).toBe(
      '-AAAAXX' + 'XXPPXXX' + 'XAAAA--',
    );
    expect(answer.days).toEqual({ authority: 8, applicant: 2, excluded: 8, notCounted: 3 });
    expect(answer.ledger.at(-1)).toEqual({
      day: '2026-03-22',
      claim: 'not-counted',
      reason: 'rest-day',
    });
  });

  it('withdrawn ends every clock, and nothing follows', () => {
    const events = [received, accepted, at('2026-03-05', 'withdrawn'), at('2026-03-06', 'decided')];
    const answer = ask('2026-03-09', events);
    expect(answer.clocks.map(({ state }) => state)).toEqual(['ended', 'withdrawn', 'withdrawn']);
    expect(new Set(codesOf(answer))).toEqual(new Set(['clock.after-withdrawal']));
    expect(answer.holder).toBe('nobody');
  });
});

describe('a date that the case states', () => {
  const rules = [filing, renewal];
  const fields = { expiry: '2026-12-31' };

  it('renews by silence on the day after', () => {
    const events = [at('2026-11-16', 'received')];
    const before = ask('2026-12-31', events, { rules, fields });
    expect(clockOf(before, 'renewal')).toMatchObject({
      state: 'running',
      due: '2026-12-31',
      left: 0,
    });
    const after = ask('2027-01-01', events, { rules, fields });
    expect(clockOf(after, 'renewal')).toMatchObject({
      state: 'deemed',
      deemed: { outcome: 'renewed', from: '2027-01-01' },
    });
    expect(clockOf(after, 'filing')).toMatchObject({
      state: 'ended',
      due: '2026-12-01',
      daysLate: 0,
    });
  });

  it('gives the applicant a last day to ask, and says when that was missed', () => {
    const answer = ask('2026-11-01', [], { rules, fields });
    expect(clockOf(answer, 'filing')).toMatchObject({
      state: 'running',
      holder: 'applicant',
      due: '2026-12-01',
      left: 30,
    });
    expect(answer.ledger).toEqual([]);
    const late = ask('2026-12-11', [at('2026-12-10', 'received')], { rules, fields });
    expect(clockOf(late, 'filing')).toMatchObject({ state: 'ended', daysLate: 9 });
    expect(clockOf(late, 'renewal').state).toBe('running');
    expect(clockOf(ask('2026-12-05', [], { rules, fields }), 'filing').state).toBe('overdue');
  });

  it('renews nothing that was asked for after it: clock.started-after-limit', () => {
    const answer = ask('2027-03-01', [at('2027-01-04', 'received')], { rules, fields });
    expect(clockOf(answer, 'renewal').state).toBe('pending');
    expect(codesOf(answer)).toContain('clock.started-after-limit');
  });

  it('must be there: clock.limit-date-missing', () => {
    const without: readonly CaseInput['fields'][] = [undefined, {}, { expiry: '2026-02-30' }];
    for (const given of without) {
      const answer = ask('2026-12-01', [received], { rules: [renewal], fields: given });
      expect(answer.issues).toEqual([
        { code: 'clock.limit-date-missing', clock: 'renewal', params: { field: 'expiry' } },
      ]);
      expect(answer.clocks[0]).toMatchObject({ state: 'running', why: [] });
    }
  });
});

describe('an answer', () => {
  it('knows nothing of what happens after the day asked', () => {
    const events = [received, accepted];
    const later = [at('2026-03-06', 'information-requested'), at('2026-03-09', 'withdrawn')];
    const gale = { calendar: 'weekdays', day: '2026-03-06', counts: false, name: 'gale-warning' };
    const exceptions = [{ ...gale, sample: true as const }];
    const asOf = '2026-03-05';
    const known = ask(asOf, events);
    expect(ask(asOf, [...events, ...later], { exceptions })).toEqual(known);
    const then = ask('2026-03-06', events, { exceptions });
    expect(clockOf(then, 'decision').due).toBe('2026-04-02');
    expect(then.isSample).toBe(true);
    expect(known.isSample).toBe(false);
    expect(then.ledger.at(-1)).toMatchObject({ claim: 'not-counted', reason: 'exception' });
  });

  it('is sample if an event is', () => {
    expect(ask('2026-03-05', [{ ...received, sample: true }]).isSample).toBe(true);
  });

  it('shows the authority’s own date beside ours', () => {
    const stated = [{ clock: 'decision', due: '2026-04-03', legalBasis: law }];
    const answer = ask('2026-03-05', [received, accepted], { stated });
    expect(clockOf(answer, 'decision')).toMatchObject({
      due: '2026-04-01',
      stated: { due: '2026-04-03', legalBasis: law, daysLater: 2 },
    });
    expect(clockOf(answer, 'acceptance').stated).toBeUndefined();
  });

  it('says how far its calendar can be relied on', () => {
    const answer = ask('2026-12-31', [at('2026-12-28', 'received'), at('2026-12-29', 'accepted')]);
    expect(answer.clocks.map(({ calendarStatus }) => calendarStatus)).toEqual([
      'outside',
      'outside',
      'announced',
    ]);
  });

  it('without a calendar says clock.calendar-missing and counts nothing', () => {
    const answer = ask('2026-05-05', [received, accepted], { calendars: {} });
    expect(codesOf(answer)).toEqual(Array(3).fill('clock.calendar-missing'));
    expect(clockOf(answer, 'decision')).toMatchObject({ state: 'running', why: [] });
    expect(clockOf(answer, 'decision').due).toBeUndefined();
    const rolling = { ...decision, rollCalendar: 'weekdays' };
    const once = ask('2026-05-05', [], { rules: [rolling], calendars: {} });
    expect(once.issues).toHaveLength(1);
    const extended = [received, accepted, at('2026-05-05', 'extended')];
    expect(codesOf(ask('2026-05-05', extended, { calendars: {} }))).not.toContain(
      'clock.extension-too-late',
    );
  });

  it('says clock.period-too-long of what has no end in a hundred years', () => {
    const rules = [{ ...decision, limit: 30_000 }];
    expect(codesOf(ask('2026-03-05', [accepted], { rules }))).toEqual(['clock.period-too-long']);
  });

  it('says clock.day-not-a-date of an event without one, and goes on', () => {
    const answer = ask('2026-03-05', [
      at('2026-02-30', 'received'),
      accepted,
      at('2026', 'issued'),
    ]);
    expect(answer.issues.slice(0, 2)).toEqual([
      { code: 'clock.day-not-a-date', event: 0, params: { day: '2026-02-30' } },
      { code: 'clock.day-not-a-date', event: 2, params: { day: '2026' } },
    ]);
    expect(clockOf(answer, 'decision').state).toBe('running');
  });

  it('looks at 1,024 events: clock.too-many-events', () => {
    const events = [received, ...Array<ClockEvent>(1_024).fill(accepted)];
    expect(ask('2026-03-05', events).issues[0]).toEqual({
      code: 'clock.too-many-events',
      params: { count: 1_025, max: 1_024 },
    });
  });

  it('names the event that fits no clock once', () => {
    const answer = ask('2026-03-05', [at('2026-03-01', 'referral-ended'), received]);
    expect(answer.issues).toEqual([
      { code: 'clock.not-started', clock: 'decision', event: 0, params: {} },
    ]);
  });

  it('answers any events in any order without throwing', () => {
    const anyEvent = fc.record({
      code: fc.constantFrom(...clockCodes),
      happened: fc.integer({ min: 0, max: 90 }).map((i) => dayToDate(dateToDay('2026-03-01') + i)),
      kind: fc.constantFrom('hearing', 'inspection', undefined),
      days: fc.constantFrom(undefined, 5, 10, 40),
      outcome: fc.constantFrom(undefined, 'accepted', 'approved'),
    }) as fc.Arbitrary<ClockEvent>;
    const anyEvents = fc.uniqueArray(anyEvent, { selector: (e) => e.happened, maxLength: 12 });
    const rules = [acceptance, decision, delivery, renewal, filing];
    const fields = { expiry: '2026-05-01' };
    fc.assert(
      fc.property(anyEvents, fc.integer({ min: 0, max: 120 }), (events, day) => {
        const asOf = dayToDate(dateToDay('2026-03-01') + day);
        const answer = ask(asOf, events, { rules, fields });
        const first = events
          .filter(({ code, happened }) => code === 'received' && happened <= asOf)
          .map(({ happened }) => happened)
          .sort()[0];
        const wanted = first === undefined ? 0 : daysBetween(first, asOf) + 1;
        const { authority, applicant, excluded, notCounted } = answer.days;
        expect(authority + applicant + excluded + notCounted).toBe(wanted);
        expect(answer.ledger).toHaveLength(wanted);
        for (const { due, why, state } of answer.clocks) {
          if (due !== undefined) expect(why.find((one) => one.due)?.day).toBe(due);
          if (state === 'overdue') expect(due! < asOf).toBe(true);
        }
        const { issues: _a, ...sorted } = ask(
          asOf,
          events.toSorted((a, b) => (a.happened < b.happened ? -1 : 1)),
          { rules, fields },
        );
        const { issues: _b, ...unsorted } = answer;
        expect(sorted).toEqual(unsorted);
      }),
      { seed: 20260302, numRuns: 1_000 },
    );
  });
});
