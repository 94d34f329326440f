// docs/spec/model.md M31, M39, M50, M53: approval cases, their events and what is refused.
import { describe, expect, it } from 'vitest';
import { entry, type Given, given, hk, leafOf, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { ApprovalCaseState } from './approval-case.ts';
import type { ReportState } from './report.ts';

const kind = 'approval-case';
const about = 'SZ-K001';
const title = { en: 'Licence for the depot', 'zh-Hans': '车辆段许可' };
const fields = { procedure: 'SZ-PR001', project: 'SZ-P001', title };
const plan = { act: 'plan', ...fields, activity: { project: 'SZ-P001', code: 'A1020' } };
const open = { act: 'open', ...fields, happened: '2026-03-02', number: 'S/1' };
const why = { en: 'Drawings are missing' };
const at = '2026-06-30T02:00:00Z';
const ask = (command: object, known = true) => ({
  ...{ by: sz, kind, command: command as Json, at },
  ...(known ? { about } : {}),
});
const read = (held: Given) => held.state<ApprovalCaseState>(kind, about);
/** The case after those commands, one after another. */
const caseOf = (...commands: readonly object[]): Given =>
  commands.reduce<Given>((held, one, i) => held.when(ask(one, i > 0)).recorded(), given([]));

/** A statement that somebody recorded without being asked whether it fits. */
const stated = (one: object) => {
  const made = entry(sz, { ...one, ...{ kind, about }, act: '' });
  return { ...made, statement: { ...made.statement, ...one } };
};

const accept = { act: 'accept', happened: '2026-03-05' };
const stop = { act: 'stop', happened: '2026-03-09', why, waitingFor: { en: 'Drawings' } };
const resume = { act: 'resume', happened: '2026-03-16', note: { en: 'Complete' } };
const refer = {
  ...{ act: 'refer', happened: '2026-03-18', kind: 'hearing' },
  to: { en: 'The public' },
};
const endReferral = { act: 'end-referral', happened: '2026-03-25', kind: 'hearing' };
const extend = { act: 'extend', happened: '2026-03-26', days: 10, why };
const decide = { act: 'decide', happened: '2026-04-02', outcome: 'approved', conditions: why };
const issue = { act: 'issue', happened: '2026-04-08', number: 'L/77' };

describe('an approval case', () => {
  it('goes from expected to issued, each act one event', () => {
    const steps = [open, accept, stop, resume, refer, endReferral, extend, decide, issue];
    const standings = ['planned'];
    let held = caseOf(plan);
    for (const step of steps) {
      held = held.when(ask(step)).recorded();
      standings.push(read(held).standing);
    }
    expect(standings).toEqual([
      ...['planned', 'open', 'open', 'stopped', 'open', 'referred', 'open', 'open'],
      ...['decided', 'issued'],
    ]);
    const state = read(held);
    expect(state).toMatchObject({ ...fields, number: 'S/1', outcome: 'approved', planned: false });
    expect(state.activity).toEqual({ project: 'SZ-P001', code: 'A1020' });
    expect(state.events.map(({ place: _place, ...event }) => event)).toEqual([
      { code: 'received', happened: '2026-03-02', sample: false },
      { code: 'accepted', happened: '2026-03-05', sample: false },
      {
        ...{ code: 'information-requested', happened: '2026-03-09', sample: false },
        ...{ reason: why, waitingFor: { en: 'Drawings' } },
      },
      {
        ...{ code: 'information-received', happened: '2026-03-16', sample: false },
        note: { en: 'Complete' },
      },
      {
        ...{ code: 'referred', happened: '2026-03-18', sample: false },
        ...{ kind: 'hearing', to: { en: 'The public' } },
      },
      { code: 'referral-ended', happened: '2026-03-25', sample: false, kind: 'hearing' },
      { code: 'extended', happened: '2026-03-26', sample: false, days: 10, reason: why },
      {
        ...{ code: 'decided', happened: '2026-04-02', sample: false },
        ...{ outcome: 'approved', conditions: why },
      },
      { code: 'issued', happened: '2026-04-08', sample: false, number: 'L/77' },
    ]);
  });

  it('is expected until a receipt is recorded, and opening it needs no more than the day', () => {
    const planned = caseOf(plan);
    expect(read(planned)).toMatchObject({ planned: true, standing: 'planned', events: [] });
    const opened = planned.when(ask({ act: 'open', happened: '2026-03-02' })).recorded();
    expect(read(opened)).toMatchObject({ ...fields, planned: false, standing: 'open' });
  });

  it('keeps events by day, whatever the order in which logs give them', () => {
    const late = stated(stop);
    const first = stated(open);
    const { events, standing } = read(given([first, stated(resume), late]));
    expect(events.map((event) => event.code)).toEqual([
      'received',
      'information-requested',
      'information-received',
    ]);
    expect(standing).toBe('open');
  });

  it('counts what lacks its predecessor as pending, and refuses nothing', () => {
    const alone = [plan, resume, endReferral, issue].map((one) => stated(one));
    expect(given(alone).fold(kind, about)).toMatchObject({
      ...{ invalid: 0, pending: 3 },
      state: { planned: true },
    });
    const opened = [open, resume, endReferral, accept, issue];
    const held = given(opened.map((one) => stated(one)));
    expect(held.fold(kind, about)).toMatchObject({ invalid: 0, pending: 3 });
    expect(read(held).standing).toBe('issued');
  });

  it('waits where nobody said under which procedure', () => {
    const bare = stated({ act: 'open', happened: '2026-03-02' });
    const folded = given([bare, stated(accept)]).fold(kind, about);
    expect(folded).toMatchObject({ state: undefined, invalid: 0, pending: 2 });
  });

  it('takes an event without a whole day as malformed', () => {
    const vague = stated({ ...accept, happened: '2026-03' });
    const held = given([stated(open), vague]);
    expect(held.fold(kind, about)).toMatchObject({ invalid: 1, state: { events: [{}] } });
  });

  it('keeps what is amended, and the dates that the authority states', () => {
    const legalBasis = { law: 'Ordinance', article: 's. 5' };
    const due = { act: 'state-due', clock: 'decision', due: '2026-04-20', legalBasis };
    const amend = {
      act: 'amend',
      title: { en: 'Depot' },
      number: 'S/2',
      dates: { expiry: '2027-01-31' },
    };
    const more = { act: 'amend', dates: { hearing: '2026-05-05' } };
    const state = read(caseOf(open, due, amend, more));
    expect(state).toMatchObject({
      ...{ procedure: 'SZ-PR001', title: { en: 'Depot' }, number: 'S/2' },
      dates: { expiry: '2027-01-31', hearing: '2026-05-05' },
      stated: [{ clock: 'decision', due: '2026-04-20', legalBasis, place: { index: 1 } }],
    });
    expect(state.events).toHaveLength(1);
  });

  it('is not decided by silence that accepts it, and is by silence that approves it', () => {
    const accepted = caseOf(open, { act: 'deem', happened: '2026-03-10', outcome: 'accepted' });
    expect(read(accepted)).toMatchObject({ standing: 'open' });
    expect(read(accepted).outcome).toBeUndefined();
    accepted
      .when(ask({ ...accept, happened: '2026-03-11' }))
      .then({ refused: 'programme.approval-case.already-accepted' });
    const approved = accepted
      .when(ask({ act: 'deem', happened: '2026-04-10', outcome: 'approved' }))
      .recorded();
    expect(read(approved)).toMatchObject({ standing: 'deemed', outcome: 'approved' });
    expect(read(approved.when(ask({ ...issue, happened: '2026-04-11' })).recorded()).standing).toBe(
      'issued',
    );
  });

  it('is decided anew after an appeal only', () => {
    const refusedOnce = caseOf(open, { ...decide, outcome: 'refused' });
    const again = { ...decide, happened: '2026-05-20' };
    refusedOnce
      .when(ask(again))
      .then({ refused: 'programme.approval-case.already-decided', params: { id: about } });
    const appeal = { act: 'appeal', happened: '2026-04-20', why };
    const held = refusedOnce.when(ask(appeal)).recorded();
    expect(read(held)).toMatchObject({ standing: 'decided', outcome: 'refused' });
    const decided = held.when(ask(again)).recorded();
    expect(read(decided)).toMatchObject({ standing: 'decided', outcome: 'approved' });
    decided
      .when(ask({ ...again, happened: '2026-05-21' }))
      .then({ refused: 'programme.approval-case.already-decided' });
  });

  it('may carry single sample events, and is sample as a whole if its first statement is', () => {
    const mixed = read(caseOf(open, { ...accept, sample: true }));
    expect(mixed.events.map((event) => event.sample)).toEqual([false, true]);
    const made = read(caseOf({ ...open, sample: true }, accept));
    expect(made).toMatchObject({ sample: true, events: [{ sample: true }, { sample: true }] });
  });
});

describe('decide on an approval case', () => {
  const opened = caseOf(open);
  const cases: readonly (readonly [
    cause: string,
    held: Given,
    command: object,
    params?: Record<string, string>,
  ])[] = [
    [
      'programme.approval-case.future',
      opened,
      { ...accept, happened: '2026-07-01' },
      { today: '2026-06-30' },
    ],
    ['programme.approval-case.not-received', caseOf(plan), accept, { id: about }],
    [
      'programme.approval-case.not-received',
      caseOf(plan),
      { act: 'withdraw', happened: '2026-03-05', why },
    ],
    ['programme.approval-case.not-stopped', opened, resume],
    [
      'programme.approval-case.already-stopped',
      caseOf(open, stop),
      { ...stop, happened: '2026-03-10' },
    ],
    [
      'programme.approval-case.already-accepted',
      caseOf(open, accept),
      { ...accept, happened: '2026-03-06' },
    ],
    [
      'programme.approval-case.already-referred',
      caseOf(open, refer),
      { ...refer, happened: '2026-03-19' },
    ],
    [
      'programme.approval-case.not-referred',
      caseOf(open, refer),
      { ...endReferral, kind: 'inspection' },
    ],
    [
      'programme.approval-case.already-decided',
      caseOf(open, decide),
      { ...stop, happened: '2026-04-02' },
    ],
    [
      'programme.approval-case.already-decided',
      caseOf(open, decide),
      { act: 'withdraw', happened: '2026-04-03', why },
    ],
    ['programme.approval-case.not-decided', caseOf(open, accept), issue],
    [
      'programme.approval-case.not-decided',
      caseOf(open, accept),
      { act: 'appeal', happened: '2026-04-20' },
    ],
    [
      'programme.approval-case.already-issued',
      caseOf(open, decide, issue),
      { ...issue, happened: '2026-04-09' },
    ],
    [
      'programme.approval-case.withdrawn',
      caseOf(open, { act: 'withdraw', happened: '2026-03-04', why }),
      accept,
    ],
    [
      'programme.approval-case.before-receipt',
      opened,
      { ...accept, happened: '2026-03-01' },
      { received: '2026-03-02' },
    ],
    [
      'programme.approval-case.wrong-order',
      caseOf(open, decide),
      { ...decide, happened: '2026-04-01' },
      { day: '2026-04-01', last: '2026-04-02' },
    ],
    [
      'programme.approval-case.wrong-order',
      caseOf(open, stop),
      { ...stop, happened: '2026-03-04' },
      { last: '2026-03-09' },
    ],
    [
      'programme.approval-case.not-stopped',
      caseOf(open, stop),
      { ...resume, happened: '2026-03-08' },
    ],
    [
      'programme.approval-case.refused',
      caseOf(open, { ...decide, outcome: 'refused' }),
      issue,
      { id: about },
    ],
  ];
  for (const [cause, held, command, params = {}] of cases) {
    const { act } = command as { readonly act: string };
    const reason = (cause.split('.').at(-1) ?? '').replaceAll('-', ' ');
    it(`refuses ${act} of a case that is ${read(held).standing}: ${reason}`, () => {
      held.when(ask(command)).then({ refused: cause, params });
    });
  }

  it('takes what is learned late at its day, where the course can have been so', () => {
    const held = caseOf(open, decide, accept, stop, resume, extend);
    expect(read(held).events.map(({ code }) => code)).toEqual([
      ...['received', 'accepted', 'information-requested', 'information-received'],
      ...['extended', 'decided'],
    ]);
    expect(read(held)).toMatchObject({ standing: 'decided', outcome: 'approved' });
    const withdrawn = caseOf(open, { act: 'withdraw', happened: '2026-03-20', why });
    withdrawn.when(ask(accept)).then([accept]);
  });

  it('leaves alone what did not fit before', () => {
    const odd = given([stated(open), stated(resume)]);
    odd.when(ask(accept)).then([accept]);
    odd.when(ask(stop)).then([{ act: 'stop' }]);
  });

  it('issues no certificate after a refusal, and does after the appeal was decided otherwise', () => {
    const appeal = { act: 'appeal', happened: '2026-04-20' };
    const held = caseOf(open, { ...decide, outcome: 'refused' }, appeal);
    const issued = { ...issue, happened: '2026-05-21' };
    held.when(ask(issued)).then({ refused: 'programme.approval-case.refused' });
    const decided = held.when(ask({ ...decide, happened: '2026-05-20' })).recorded();
    expect(read(decided.when(ask(issued)).recorded())).toMatchObject({ standing: 'issued' });
  });

  it('goes by the day where the authority is', () => {
    const tomorrow = { ...accept, happened: '2026-07-01' };
    opened
      .when({ ...ask(tomorrow), at: '2026-06-30T15:59:59Z' })
      .then({ refused: 'programme.approval-case.future' });
    opened.when({ ...ask(tomorrow), at: '2026-06-30T16:00:00Z' }).then([tomorrow]);
    given([])
      .when(ask({ ...open, happened: '2027-01-01' }, false))
      .then({ refused: 'programme.approval-case.future' });
  });

  it('records what another system sends twice once', () => {
    const external = { system: 'one-stop', case: 'S/1', event: '17' };
    const held = caseOf(open, { ...accept, external });
    held.when(ask({ ...stop, external })).then({
      refused: 'programme.approval-case.event-twice',
      params: { id: about, event: '17', day: '2026-03-05' },
    });
    held.when(ask({ ...stop, external: { ...external, event: '18' } })).then([{ act: 'stop' }]);
    held.when(ask({ ...stop, external: { ...external, system: 'other' } })).then([{ act: 'stop' }]);
  });

  it('begins with a plan or an opening that says under which procedure and for what', () => {
    for (const field of ['procedure', 'project', 'title']) {
      const { [field]: _left, ...rest } = open as Record<string, unknown>;
      given([])
        .when(ask(rest, false))
        .then({ refused: 'programme.approval-case.incomplete', params: { field } });
    }
    given([]).when(ask(accept, false)).then({ refused: 'programme.record.missing' });
    opened.when(ask(plan)).then({ refused: 'programme.record.exists', params: { id: about } });
    opened.when(ask(open)).then({ refused: 'programme.record.exists', params: { id: about } });
  });

  it('keeps the scope in which it began', () => {
    opened
      .when({ ...ask({ ...accept, scope: 'public' }), bound: 'programme' })
      .then({ refused: 'programme.scope.bound', params: { scope: 'programme' } });
    const { result } = opened.when({ ...ask(resume), bound: 'both' });
    expect(result.ok).toBe(false);
    const stopped = caseOf(open, stop);
    const both = stopped.when({ ...ask(resume), bound: 'both' }).result;
    const payloads = both.ok ? both.value[0].payloads : {};
    expect(payloads.programme).toMatchObject({ note: { en: 'Complete' } });
    expect(payloads.public).not.toHaveProperty('note');
  });
});

describe('a report on an approval case', () => {
  const reportId = 'HK-R001';
  const state = (act: string, rest: object, of?: string) => ({
    ...{ act: 'state', owner: 'SZ', ...(of === undefined ? {} : { of }) },
    statement: { schema: 'approval-case/1', act, ...rest },
  });
  const say = (held: Given, command: object, known = true) =>
    held
      .when({
        ...{ by: hk, kind: 'report', command: command as Json, at },
        ...(known ? { about: reportId } : {}),
      })
      .recorded();
  const answer = (held: Given, command: object) =>
    held.when({ by: sz, kind: 'report', about: reportId, command: command as Json, at }).recorded();
  const { act: _open, ...received } = open;
  const { act: _stop, ...requested } = stop;

  it('builds the case by its own fold, and becomes the owner’s own record when confirmed', () => {
    const opened_ = say(given([]), state('open', received), false);
    const stopped = say(opened_, state('stop', requested));
    const { subject } = stopped.state<ReportState>('report', reportId);
    expect(subject).toMatchObject({ ...fields, standing: 'stopped', events: [{}, {}] });
    const of = stopped.placed.map(({ place }) => place.leaf);
    const confirmed = answer(stopped, { act: 'confirm', of });
    expect(confirmed.state('report', reportId)).toMatchObject({
      ...{ standing: 'confirmed', record: about },
    });
    const own = read(confirmed);
    expect(own).toMatchObject({ party: sz, ...fields, standing: 'stopped' });
    expect(own.events.map((event) => [event.code, event.happened])).toEqual([
      ['received', '2026-03-02'],
      ['information-requested', '2026-03-09'],
    ]);
  });

  it('adds to a case that the owner expected', () => {
    const reported = say(caseOf(plan), state('open', { happened: '2026-03-02' }, about), false);
    const report = reported.state<ReportState>('report', reportId);
    expect(report).toMatchObject({ of: about, nestedKind: kind, standing: 'unanswered' });
    expect(read(reported).standing).toBe('planned');
    const of = [leafOf(reported, 'state')];
    const confirmed = answer(reported, { act: 'confirm', of });
    expect(read(confirmed)).toMatchObject({ standing: 'open', planned: false, ...fields });
  });

  it('is corrected with what is true', () => {
    const reported = say(caseOf(open), state('stop', requested, about), false);
    const meant = { act: 'refer', happened: '2026-03-09', kind: 'inspection', to: { en: 'Site' } };
    const of = [leafOf(reported, 'state')];
    const corrected = answer(reported, { act: 'correct', of, statements: [meant] });
    expect(read(corrected)).toMatchObject({
      standing: 'referred',
      events: [{}, { kind: 'inspection' }],
    });
  });

  it('marks the events of a sample report as sample', () => {
    const reported = say(given([]), { ...state('open', received), sample: true }, false);
    const { subject } = reported.state<ReportState>('report', reportId);
    expect(subject).toMatchObject({ sample: true, events: [{ sample: true }] });
  });
});
