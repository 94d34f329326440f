// docs/spec/model.md M51, M52: the clocks of recorded cases, on the calendars of both sides.
import { describe, expect, it } from 'vitest';
import { readClocks, readJsonFile } from '../../examples/calendars/read.ts';
import { entry, given, hk, sha256, sz } from '../../test/support/given.ts';
import { caseClocks, isEnteredLate } from './case-clocks.ts';
import type { ApprovalCaseState } from './kinds/approval-case.ts';
import { type CalendarState, resolveCalendar } from './kinds/calendar.ts';
import { type ProcedureState, versionFor } from './kinds/procedure.ts';

const hours = [{ from: '09:00', to: '18:00' }];
const name = { en: 'Days' };
const calendarOf = (about: string, file: string, base?: string) =>
  entry(about.startsWith('SZ') ? sz : hk, {
    ...{ kind: 'calendar', about, act: 'state', name, hours, file: readJsonFile(`${file}.json`) },
    ...(base === undefined ? {} : { base }),
  });
const calendars = [
  calendarOf('SZ-CA001', 'cn-working-days'),
  calendarOf('HK-CA001', 'hk-general-holidays'),
  calendarOf('HK-CA002', 'hk-office-days', 'HK-CA001'),
];
const { licence } = readClocks('prc-licensing-law').procedures;
const { period } = readClocks('hong-kong').procedures;
const title = { en: 'Permit' };
const procedure = entry(sz, {
  ...{ kind: 'procedure', about: 'SZ-PR001', act: 'state', name, authority: 'SZ-OR001' },
  ...{ calendar: 'SZ-CA001', stages: [], validFrom: '2004-07-01' },
  clocks: licence.map((rule) => ({ ...rule, dayCalendar: 'SZ-CA001' })),
});
const stopping = entry(sz, {
  ...(procedure.statement as object),
  ...{ kind: 'procedure', about: 'SZ-PR002', act: 'state' },
  clocks: licence.map((rule) => ({
    ...rule,
    dayCalendar: 'SZ-CA001',
    stops: rule.clock === 'decision' ? 'suspend' : 'none',
  })),
});
const hongKong = entry(hk, {
  ...{ kind: 'procedure', about: 'HK-PR001', act: 'state', name, authority: 'HK-OR001' },
  ...{ calendar: 'HK-CA002', stages: [], validFrom: '2017-02-15' },
  clocks: period.map((rule) => ({ ...rule, rollCalendar: 'HK-CA001' })),
});
const world = given([...calendars, procedure, stopping, hongKong]);

type Events = readonly (readonly [happened: string, act: string, more?: object])[];

/** Records the events of a case and returns it with what it is counted by. */
function recorded(procedureId: string, events: Events, more: readonly object[] = []) {
  const party = procedureId.startsWith('SZ') ? sz : hk;
  const about = procedureId.replace(/PR\d+/, 'K001');
  const fields = { procedure: procedureId, project: about.replace('K', 'P'), title };
  const all = [...events.map(([happened, act, rest]) => ({ act, happened, ...rest })), ...more] as {
    act: string;
  }[];
  const entries = all.map((one, i) =>
    entry(
      party,
      { kind: 'approval-case', about, ...(i === 0 ? fields : {}), ...one },
      '2026-12-01T02:00:00Z',
    ),
  );
  const held = given([...world.entries, ...entries]);
  const state = held.state<ApprovalCaseState>('approval-case', about);
  const received = state.events[0]?.happened ?? '';
  const version = versionFor(held.state<ProcedureState>('procedure', procedureId), received);
  const ids = ['SZ-CA001', 'HK-CA001', 'HK-CA002'];
  const states = new Map(ids.map((id) => [id, held.state<CalendarState>('calendar', id)]));
  return { state, version: version!, calendars: states, sha256 };
}

function ask(on: string, question: Omit<Parameters<typeof caseClocks>[0], 'asOf'>) {
  const answer = caseClocks({ ...question, asOf: on });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const clocks = new Map(answer.value.clocks.map((clock) => [clock.clock, clock]));
  return { ...answer.value, clock: (one: string) => clocks.get(one)! };
}
const why = { en: 'Drawings are missing' };

describe('caseClocks', () => {
  it('counts a case across Golden Week on the working days that were announced', () => {
    const question = recorded('SZ-PR001', [
      ['2026-09-17', 'open'],
      ['2026-09-18', 'accept'],
    ]);
    const before = ask('2026-09-30', question);
    expect(before).toMatchObject({ holder: 'authority', isSample: false, issues: [] });
    expect(before.clock('decision')).toMatchObject({ state: 'running', due: '2026-10-22' });
    const late = ask('2026-10-23', question);
    expect(late.clock('decision')).toMatchObject({ state: 'overdue', daysLate: 1 });
    expect(late.days).toMatchObject({ applicant: 0, excluded: 0 });
    const extended = recorded('SZ-PR001', [
      ['2026-09-17', 'open'],
      ['2026-09-18', 'accept'],
      ['2026-10-09', 'extend', { days: 10, why }],
    ]);
    expect(ask('2026-10-23', extended).clock('decision')).toMatchObject({
      state: 'running',
      due: '2026-11-05',
    });
  });

  it('takes silence on the papers as acceptance as of the receipt', () => {
    const question = recorded('SZ-PR001', [['2026-09-28', 'open']]);
    expect(ask('2026-10-10', question).clock('acceptance')).toMatchObject({ due: '2026-10-10' });
    expect(ask('2026-10-11', question).clock('acceptance')).toMatchObject({
      state: 'deemed',
      deemed: { outcome: 'accepted', from: '2026-09-28' },
    });
  });

  it('has no due date while the case waits for the applicant, and knows it again afterwards', () => {
    const events = [
      ['2026-09-17', 'open'],
      ['2026-09-18', 'accept'],
      ['2026-09-22', 'stop', { why, waitingFor: why }],
      ['2026-10-12', 'resume'],
    ] as const;
    const stopped = ask('2026-10-09', recorded('SZ-PR002', events));
    expect(stopped.holder).toBe('applicant');
    expect(stopped.clock('decision')).toMatchObject({ state: 'stopped', left: 17 });
    expect(stopped.clock('decision').due).toBeUndefined();
    const resumed = ask('2026-10-12', recorded('SZ-PR002', events));
    expect(resumed).toMatchObject({ holder: 'authority', days: { applicant: 20 } });
    // Three days were counted up to 22 September; the other seventeen begin on 13 October.
    expect(resumed.clock('decision')).toMatchObject({ state: 'running', due: '2026-11-04' });
  });

  it('moves a last day by a gale warning, once that is known', () => {
    const question = recorded('HK-PR001', [['2026-09-12', 'open']]);
    expect(ask('2026-09-20', question).clock('period').due).toBe('2026-09-28');
    const gale = { act: 'except', day: '2026-09-28', counts: false, name: 'gale-warning' };
    const base = question.calendars.get('HK-CA001')!;
    const { place } = question.state.events[0];
    const exception = { ...gale, sample: true, place };
    const excepted = new Map([
      ...question.calendars,
      ['HK-CA001', { ...base, exceptions: [exception] }] as const,
    ]);
    const withGale = { ...question, calendars: excepted };
    expect(ask('2026-09-27', withGale)).toMatchObject({ isSample: false });
    const known = ask('2026-09-28', withGale);
    expect(known.clock('period').due).toBe('2026-09-29');
    expect(known.isSample).toBe(true);
  });

  it('shows the newest date that the authority stated by that day beside its own', () => {
    const legalBasis = { law: 'Ordinance', article: 's. 5' };
    const question = recorded(
      'HK-PR001',
      [['2026-09-12', 'open']],
      [
        {
          act: 'state-due',
          clock: 'period',
          due: '2026-09-30',
          legalBasis,
          happened: '2026-09-14',
        },
        {
          act: 'state-due',
          clock: 'period',
          due: '2026-10-02',
          legalBasis,
          happened: '2026-09-18',
        },
      ],
    );
    const stated = (on: string) => ask(on, question).clock('period').stated;
    expect(stated('2026-09-13')).toBeUndefined();
    expect(stated('2026-09-15')).toEqual({
      ...{ clock: 'period', due: '2026-09-30', legalBasis },
      daysLater: 2,
    });
    expect(stated('2026-09-20')).toMatchObject({ due: '2026-10-02', daysLater: 4 });
  });

  it('counts to a date of the case that a rule names', () => {
    const { renewal } = readClocks('prc-licensing-law').procedures;
    const dates = { expiry: '2026-12-31' };
    const question = recorded('SZ-PR001', [['2026-09-17', 'open', { dates }]]);
    const version = { ...question.version, clocks: renewal };
    const answer = ask('2026-09-18', { ...question, version });
    const due = answer.clocks.map((clock) => clock.due);
    expect(due).toContain('2026-12-31');
    expect(answer.issues.map(({ code }) => code)).not.toContain('clock.limit-date-missing');
  });

  it('is sample when the procedure or a calendar is', () => {
    const question = recorded('HK-PR001', [['2026-09-12', 'open']]);
    const { version } = question;
    expect(ask('2026-09-12', question).isSample).toBe(false);
    expect(ask('2026-09-12', { ...question, version: { ...version, sample: true } }).isSample).toBe(
      true,
    );
    const base = { ...question.calendars.get('HK-CA001')!, sample: true };
    const states = new Map([...question.calendars, ['HK-CA001', base] as const]);
    expect(ask('2026-09-12', { ...question, calendars: states }).isSample).toBe(true);
  });

  it('says which calendar is not known here', () => {
    const question = recorded('SZ-PR001', [['2026-09-17', 'open']]);
    const answer = caseClocks({ ...question, calendars: new Map(), asOf: '2026-09-18' });
    expect(answer).toMatchObject({
      ok: false,
      error: [{ code: 'programme.calendar.unknown', path: 'SZ-CA001' }],
    });
  });
});

describe('isEnteredLate', () => {
  const { calendars: states } = recorded('SZ-PR001', [['2026-09-17', 'open']]);
  const resolved = resolveCalendar(states, 'SZ-CA001', sha256);
  const days = resolved.ok ? resolved.value.days : undefined;
  const [{ place }] = recorded('SZ-PR001', [['2026-09-17', 'open']]).state.events;
  const isLate = (happened: string, at: string, zone = 'Asia/Shanghai') =>
    isEnteredLate({ happened, place: { ...place, at } }, { days: days!, zone });

  it('gives an event until the end of the next working day, over a holiday too', () => {
    // Wednesday 30 September; the next day that counts is Thursday 8 October.
    expect(isLate('2026-09-30', '2026-09-30T10:00:00Z')).toBe(false);
    expect(isLate('2026-09-30', '2026-10-08T15:59:59Z')).toBe(false);
    expect(isLate('2026-09-30', '2026-10-08T16:00:00Z')).toBe(true);
  });

  it('compares days in the zone of the party that entered it', () => {
    expect(isLate('2026-09-30', '2026-10-08T16:00:00Z', 'UTC')).toBe(false);
  });

  it('takes an event entered before its day as in time', () => {
    expect(isLate('2026-09-30', '2026-09-29T02:00:00Z')).toBe(false);
  });
});
