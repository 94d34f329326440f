// Every state and event of one clock: the tables of docs/spec/clocks.md 5 are the test data (docs/spec/clocks.md K6).
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ClockAnswer, clocksOn } from './clock-case.ts';
import type { ClockEvent } from './clock-event.ts';
import { type ClockCode, type ClockRule, clockCodes, findRuleIssues } from './clock-rule.ts';

const weekdays = { id: 'weekdays', rest: new Set([5, 6]), days: new Map(), years: new Map() };

const decision: ClockRule = {
  clock: 'decision',
  unit: 'working',
  dayCalendar: 'weekdays',
  startsAt: ['accepted'],
  endsAt: ['decided'],
  dayZero: 'excluded',
  limit: 20,
  roll: 'none',
  extensions: { max: 1, days: 10 },
  stops: 'suspend',
  excludedKinds: ['hearing'],
  onExpiry: 'nothing',
  legalBasis: [],
  effective: { from: '2004-07-01' },
};
const acceptance: ClockRule = {
  ...decision,
  clock: 'acceptance',
  startsAt: ['received', 'information-received'],
  endsAt: ['accepted', 'information-requested', 'decided'],
  limit: 5,
  extensions: undefined,
  stops: 'none',
  excludedKinds: [],
  onExpiry: 'deemedAccepted',
};

const started = '2026-03-02';
const then = '2026-03-04';
const today = '2026-03-06';
const at = (happened: string, code: ClockCode, more: Partial<ClockEvent> = {}): ClockEvent => ({
  code,
  happened,
  ...more,
});

/** The events that bring a clock into a state, by rule. */
const ways: Readonly<Record<string, Readonly<Record<string, readonly ClockEvent[]>>>> = {
  decision: {
    pending: [],
    running: [at(started, 'accepted')],
    stopped: [at(started, 'accepted'), at(then, 'information-requested')],
    excluded: [at(started, 'accepted'), at(then, 'referred', { kind: 'hearing' })],
    overdue: [at('2026-01-05', 'accepted')],
    ended: [at(started, 'accepted'), at(then, 'decided')],
    withdrawn: [at(started, 'accepted'), at(then, 'withdrawn')],
  },
  acceptance: {
    pending: [],
    running: [at(started, 'received')],
    returned: [at(started, 'received'), at(then, 'information-requested')],
    ended: [at(started, 'received'), at(then, 'accepted')],
    deemed: [at('2026-02-02', 'received')],
    withdrawn: [at(started, 'received'), at(then, 'withdrawn')],
  },
};

/** The event of a row, as it would come. */
function eventOf(code: ClockCode, rule: ClockRule): ClockEvent {
  const outcome = rule.onExpiry === 'deemedAccepted' ? 'accepted' : 'approved';
  return at(today, code, {
    ...(code.startsWith('refer') ? { kind: 'hearing' } : {}),
    ...(code === 'deemed' ? { outcome } : {}),
  });
}

function run(rule: ClockRule, events: readonly ClockEvent[]) {
  const answer = clocksOn({ rules: [rule], events, calendars: { weekdays }, asOf: today });
  const [clock] = answer.clocks as readonly [ClockAnswer];
  return { clock, codes: answer.issues.map(({ code }) => code) };
}

const section = readFileSync(new URL('../../docs/spec/clocks.md', import.meta.url), 'utf8')
  .split('\n## 5.')[1]!
  .split('\n## ')[0]!;
const tables = section
  .split('\n\n')
  .filter((part) => part.startsWith('| event |'))
  .map((table) => table.split('\n').map((line) => line.split('|').slice(1, -1)));
const rows = (table: readonly (readonly string[])[]) => {
  const [head, , ...body] = table.map((row) => row.map((cell) => cell.trim()));
  return body.flatMap(([event, ...cells]) =>
    cells.map((cell, i) => ({ event: event as ClockCode, state: head![i + 1]!, cell })),
  );
};
const [forDecision, forAcceptance, forOthers] = tables.map(rows);
const cells = [
  ...forDecision!.map((row) => ({ ...row, rule: decision })),
  ...forAcceptance!.map((row) => ({ ...row, rule: acceptance })),
];

describe('one event', () => {
  it('is listed for every state in each table', () => {
    for (const [table, rule] of [
      [forDecision!, 'decision'],
      [forAcceptance!, 'acceptance'],
    ] as const) {
      const states = Object.keys(ways[rule]!);
      const wanted = clockCodes.flatMap((code) => states.map((state) => `${code} ${state}`));
      expect(table.map(({ event, state }) => `${event} ${state}`)).toEqual(wanted);
    }
  });

  it.each(cells.map(({ event, state, cell, rule }) => [event, state, cell, rule] as const))(
    '%s on a %s clock: %s',
    (event, state, cell, rule) => {
      const before = ways[rule.clock]![state]!;
      expect(run(rule, before)).toMatchObject({ clock: { state }, codes: [] });
      const after = run(rule, [...before, eventOf(event, rule)]);
      const [next, code] = cell.split(' `');
      expect(after.clock.state).toBe(next);
      expect(after.codes).toEqual(code === undefined ? [] : [`clock.${code.replace('`', '')}`]);
    },
  );

  it.each(forOthers!.map(({ event, state, cell }) => [event, state, cell] as const))(
    '%s on a clock %s leaves it %s',
    (event, column, cell) => {
      const [state, stops] = column.split(', ') as [string, ClockRule['stops']];
      const rule = { ...decision, stops };
      const before = ways.decision![state]!;
      const after = run(rule, [...before, eventOf(event, rule)]);
      const [next, code] = cell.split(' `');
      expect(after.clock.state).toBe(next);
      expect(after.codes).toEqual(code === undefined ? [] : [`clock.${code.replace('`', '')}`]);
    },
  );
});

describe('the issues of one event', () => {
  const accepted = at(started, 'accepted');

  it('have the codes that the tables abbreviate', () => {
    const codes = [
      'clock.after-withdrawal',
      'clock.already-started',
      'clock.already-ended',
      'clock.not-started',
      'clock.already-stopped',
      'clock.nothing-to-resume',
      'clock.already-referred',
      'clock.nothing-to-end',
      'clock.extension-too-late',
      'clock.extension-not-allowed',
      'clock.kind-not-excluded',
      'clock.deemed-not-due',
      'clock.appeal-before-decision',
      'clock.answer-missing',
      'clock.act-after-deemed',
      'clock.request-stops-nothing',
    ];
    const named = new Set([...section.matchAll(/ `([a-z-]+)` \|/g)].map(([, code]) => code));
    expect(named).toEqual(new Set(codes.map((code) => code.replace('clock.', ''))));
  });

  it('name a second extension clock.extension-too-many, and move nothing', () => {
    const once = run(decision, [accepted, at(then, 'extended')]);
    const twice = run(decision, [accepted, at(then, 'extended'), at(today, 'extended')]);
    expect(twice.codes).toEqual(['clock.extension-too-many']);
    expect(twice.clock.due).toBe(once.clock.due);
  });

  it('name an extension of more or of no days clock.extension-too-long', () => {
    for (const days of [11, 0, -1, 1.5]) {
      const { codes, clock } = run(decision, [accepted, at(then, 'extended', { days })]);
      expect(codes).toEqual(['clock.extension-too-long']);
      expect(clock.due).toBe('2026-03-30');
    }
  });

  it('name a missing reason clock.extension-without-reason, and extend all the same', () => {
    const rule: ClockRule = { ...decision, extensions: { max: 1, days: 10, reason: 'required' } };
    const { codes, clock } = run(rule, [accepted, at(then, 'extended')]);
    expect(codes).toEqual(['clock.extension-without-reason']);
    expect(clock.due).toBe('2026-04-13');
    expect(run(rule, [accepted, at(then, 'extended', { reason: 'survey' })]).codes).toEqual([]);
  });

  it('name a recorded outcome that the law does not give clock.deemed-otherwise', () => {
    const events = [at('2026-02-02', 'received'), at(today, 'deemed', { outcome: 'refused' })];
    expect(run(acceptance, events).codes).toEqual(['clock.deemed-otherwise']);
  });

  it('name a start before the rule is in force clock.rule-not-in-force', () => {
    const rule = { ...decision, effective: { from: '2026-03-03' } };
    expect(run(rule, [accepted]).codes).toEqual(['clock.rule-not-in-force']);
    const ended = { ...decision, effective: { from: '2004-07-01', until: '2026-03-01' } };
    expect(run(ended, [accepted]).codes).toEqual(['clock.rule-not-in-force']);
  });

  it('start nothing for an outcome that the rule does not want', () => {
    const rule: ClockRule = { ...decision, startsAt: ['decided'], endsAt: ['issued'] };
    const certificate: ClockRule = { ...rule, startsOutcome: 'approved' };
    const refusal = at(started, 'decided', { outcome: 'refused' });
    expect(run(rule, [refusal]).clock.state).toBe('running');
    expect(run(certificate, [refusal]).clock.state).toBe('pending');
    expect(run(certificate, [{ ...refusal, outcome: 'approved' }]).clock.state).toBe('running');
    expect(run(certificate, [at(started, 'decided')]).clock.state).toBe('running');
  });

  it('close the oldest referral when the kind is not said', () => {
    const rule = { ...decision, excludedKinds: ['hearing', 'inspection'] };
    const events = [
      accepted,
      at('2026-03-03', 'referred', { kind: 'inspection' }),
      at(then, 'referred', { kind: 'hearing' }),
      at(today, 'referral-ended'),
    ];
    const { clock, codes } = run(rule, events);
    expect(codes).toEqual([]);
    expect(clock.state).toBe('excluded');
    expect(clock.why.at(-1)).toMatchObject({ day: today, reason: 'referred', name: 'inspection' });
  });
});

describe('a rule', () => {
  const codesOf = (change: Partial<ClockRule>) =>
    findRuleIssues({ ...decision, ...change }).map(({ code }) => code);

  it('that can be counted has no issues', () => {
    expect(findRuleIssues(decision)).toEqual([]);
    expect(findRuleIssues(acceptance)).toEqual([]);
  });

  it('needs a limit or a date, not both', () => {
    expect(codesOf({ limit: undefined })).toEqual(['clock.rule-limit']);
    expect(codesOf({ limit: 0 })).toEqual(['clock.rule-limit']);
    expect(codesOf({ limit: 2.5 })).toEqual(['clock.rule-limit']);
    const fixed = { limitDate: 'expiry', stops: 'none', excludedKinds: [] } as const;
    expect(codesOf({ ...fixed, extensions: undefined })).toEqual(['clock.rule-limit']);
    expect(codesOf({ limitDate: 'expiry', limit: undefined })).toEqual(['clock.rule-fixed-end']);
  });

  it('counts back only from a date, and does not roll', () => {
    expect(codesOf({ countBack: true })).toEqual(['clock.rule-count-back']);
  });

  it('rolls only what is not counted in working days, on a calendar', () => {
    expect(codesOf({ roll: 'next-working' })).toEqual(['clock.rule-roll']);
    expect(codesOf({ roll: 'next-working', unit: 'calendar' })).toEqual(['clock.rule-roll']);
  });

  it('counts working days of a calendar', () => {
    expect(codesOf({ dayCalendar: undefined })).toEqual(['clock.rule-working-days']);
  });

  it('has short periods only in calendar days', () => {
    expect(codesOf({ shortPeriod: { max: 6 } })).toEqual(['clock.rule-short-period']);
  });

  it('extends by whole days', () => {
    expect(codesOf({ extensions: { max: 1, days: 0 } })).toEqual(['clock.rule-extensions']);
  });

  it('ends with something', () => {
    expect(codesOf({ endsAt: [] })).toEqual(['clock.rule-ends']);
  });
});
