// `comity case`: wrong use is said at once, and what is printed of cases as the node answers them.
import { describe, expect, it } from 'vitest';
import { entry, given, sha256, sz } from '../../../test/support/given.ts';
import { caseClocks } from '../../programme/case-clocks.ts';
import type { ApprovalCaseState } from '../../programme/kinds/approval-case.ts';
import type { CalendarState } from '../../programme/kinds/calendar.ts';
import type { ProcedureState } from '../../programme/kinds/procedure.ts';
import type { CaseDetail, CaseRow } from '../../server/case-list.ts';
import { defaultLanguage, languages } from '../../text/languages.ts';
import { exitCodes, type Options } from '../command.ts';
import { readMessages } from '../locales.ts';
import { caseCommands } from './case.ts';
import { caseLines, caseTable, timesTable } from './case-print.ts';

const messages = readMessages();
const hans = languages.find(({ tag }) => tag === 'zh-Hans') ?? defaultLanguage;
const wordsIn = (language: typeof defaultLanguage) => ({
  language,
  text: (key: string, params?: Readonly<Record<string, string | number>>) =>
    messages.text(language, key, params),
});

async function use(act: string, args: readonly string[], options: Options) {
  const said: string[] = [];
  const code = await caseCommands
    .find(({ path }) => path === `case ${act}`)!
    .run({
      ...wordsIn(defaultLanguage),
      ...{ args, messages, options: { ...options, data: '/nowhere' } },
      print: (line) => void said.push(line),
      say: (line) => void said.push(line),
      stop: new AbortController().signal,
    });
  return { code, said };
}

describe('wrong use of comity case', () => {
  const wrong: readonly (readonly [act: string, args: string[], options: Options, said: string])[] =
    [
      ['accept', [], {}, 'Which case? comity case accept ID'],
      ['accept', ['SZ-K001', 'SZ-K002'], {}, 'Which case? comity case accept ID'],
      ['plan', ['SZ-K001'], {}, 'Which case? comity case plan ID'],
      ['show', [], {}, 'Which case? comity case show ID'],
      ['list', ['SZ-K001'], {}, 'Which case? comity case show ID'],
      ['times', ['SZ-PR001', 'SZ-PR002'], {}, 'Name at most one procedure'],
      ['times', [], { since: '2026-13-01' }, '--since is YYYY-MM-DD'],
      ['open', [], { procedure: 'SZ-PR001' }, 'case open also needs --project'],
      ['open', [], { procedure: 'SZ-PR001', project: 'SZ-P001' }, 'case open also needs --title'],
      ['open', ['SZ-K001'], { activity: 'A1020' }, 'case open also needs --project'],
      ['stop', ['SZ-K001'], {}, 'case stop also needs --why'],
      ['refer', ['SZ-K001'], { to: ['en=All'] }, 'case refer also needs --kind'],
      [
        'refer',
        ['SZ-K001'],
        { to: ['All'], kind: 'party' },
        '--kind is one of hearing, inspection',
      ],
      ['extend', ['SZ-K001'], { why: ['en=More'], days: 'ten' }, '--days is a whole number'],
      ['extend', ['SZ-K001'], { why: ['en=More'], days: '0' }, 'from 1 to 3650, not “0”'],
      ['extend', ['SZ-K001'], { why: ['en=More'], days: '100000' }, 'from 1 to 3650, not “100000”'],
      ['extend', ['SZ-K001'], { why: ['en=More'], days: '-5' }, 'from 1 to 3650, not “-5”'],
      [
        'decide',
        ['SZ-K001'],
        { outcome: 'maybe' },
        '--outcome is one of approved, refused, renewed',
      ],
      ['decide', ['SZ-K001'], {}, 'case decide also needs --outcome'],
      ['accept', ['SZ-K001'], { happened: '2026-03' }, '--happened is a day such as 2026-03-02'],
    ];
  for (const [act, args, options, expected] of wrong) {
    it(`is said at once: ${act} ${args.join(' ')} ${JSON.stringify(options)}`, async () => {
      const { code, said } = await use(act, args, options);
      expect(code).toBe(exitCodes.usage);
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(expected);
    });
  }
});

const name = { en: 'Sample' };
const file = {
  format: 'comity-calendar/1',
  id: 'weekdays',
  rest: ['saturday', 'sunday'],
  years: [],
};
const legalBasis = { law: 'Sample Ordinance', article: 's. 5' };
const rule = {
  ...{ clock: 'decision', unit: 'working', dayCalendar: 'SZ-CA001', dayZero: 'excluded' },
  ...{ startsAt: ['received'], endsAt: ['decided'], limit: 10, roll: 'none', stops: 'suspend' },
  ...{ excludedKinds: ['hearing'], onExpiry: 'nothing', effective: { from: '2020-01-01' } },
  legalBasis: [legalBasis],
};
const calendar = { kind: 'calendar', about: 'SZ-CA001', act: 'state', name, file };
const procedure = {
  ...{ kind: 'procedure', about: 'SZ-PR001', act: 'state', name, authority: 'SZ-OR001' },
  ...{ calendar: 'SZ-CA001', clocks: [rule], stages: [], validFrom: '2020-01-01' },
};
const about = 'SZ-K001';
const title = { en: 'Depot licence', 'zh-Hans': '车辆段许可' };
const opened = {
  ...{ kind: 'approval-case', about, act: 'open', happened: '2026-03-02', title },
  ...{ procedure: 'SZ-PR001', project: 'SZ-P001' },
};
const acted = (act: string, more: object) => ({ kind: 'approval-case', about, act, ...more });
const stated = { clock: 'decision', due: '2026-03-20', legalBasis, happened: '2026-03-03' };
const stopped = {
  happened: '2026-03-06',
  why: { en: 'Old survey' },
  waitingFor: { en: 'A new one' },
};

/** What the node answers about a case of those statements. */
function detailOf(
  asOf: string,
  ...acts: readonly { kind: string; about: string; act: string }[]
): CaseDetail {
  const hours = [{ from: '09:00', to: '17:00' }];
  const held = given(
    [{ ...calendar, hours }, procedure, opened, ...acts].map((one) => entry(sz, one)),
  );
  const state = held.state<ApprovalCaseState>('approval-case', about);
  const { versions } = held.state<ProcedureState>('procedure', 'SZ-PR001');
  const calendars = new Map([['SZ-CA001', held.state<CalendarState>('calendar', 'SZ-CA001')]]);
  const answer = caseClocks({ state, version: versions[0], calendars, asOf, sha256 });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  const [clock] = answer.value.clocks;
  const { due, left, daysLate } = clock;
  return {
    ...{ id: about, title, project: 'SZ-P001', procedure: 'SZ-PR001', standing: state.standing },
    ...{ holder: answer.value.holder, clock: 'decision', daysLate, sample: answer.value.isSample },
    ...(due === undefined ? {} : { due }),
    ...(left === undefined ? {} : { left }),
    ...{ state, answer: answer.value, enteredLate: [], problems: [] },
  };
}

describe('the table of cases', () => {
  it('says how each stands, who has to act and until when', () => {
    const rows = [
      detailOf('2026-03-05'),
      { ...detailOf('2026-03-10', acted('stop', stopped)), sample: true },
      detailOf('2026-03-17'),
    ];
    expect(caseTable(wordsIn(defaultLanguage), rows)).toEqual([
      'case     title                   standing                 with       due',
      'SZ-K001  Depot licence           open                     authority  2026-03-16',
      'SZ-K001  Depot licence (sample)  waits for the applicant  applicant  6 days left',
      'SZ-K001  Depot licence           open                     authority  2026-03-16, 1 day late',
    ]);
    expect(caseTable(wordsIn(hans), rows.slice(2))[1]).toBe(
      'SZ-K001  车辆段许可  办理中  审批机关  2026-03-16，逾期1天',
    );
  });

  it('says how a case was decided, and whose word a report is', () => {
    const decide = (outcome: string) => acted('decide', { happened: '2026-03-10', outcome });
    const rows = ['approved', 'refused'].map((outcome) => {
      return { ...detailOf('2026-03-17', decide(outcome)), outcome } as CaseRow;
    });
    const deem = acted('deem', { happened: '2026-03-16', outcome: 'approved' });
    const deemed = { ...detailOf('2026-03-17', deem), outcome: 'approved' } as CaseRow;
    const reported: CaseRow = { ...detailOf('2026-03-05'), id: 'HK-R001', reportedBy: 'HK' };
    const [, ...lines] = caseTable(wordsIn(defaultLanguage), [...rows, deemed, reported]);
    expect(lines.map((line) => line.split(/ {2,}/).slice(1, 3))).toEqual([
      ['Depot licence', 'approved'],
      ['Depot licence', 'refused'],
      ['Depot licence', 'approved by silence'],
      ['Depot licence (reported by HK)', 'open'],
    ]);
  });

  it('says once that a case is a sample', () => {
    const row = { ...detailOf('2026-03-05'), sample: true, title: { en: 'Depot (sample)' } };
    const [, line] = caseTable(wordsIn(defaultLanguage), [row]);
    expect(line).toMatch(/Depot \(sample\) {2}open/);
  });

  it('has a dash where the clocks cannot be run, and a word where there is none', () => {
    const { holder: _holder, due: _due, left: _left, ...row } = detailOf('2026-03-05');
    expect(caseTable(wordsIn(defaultLanguage), [row])[1]).toMatch(/open +– +–$/);
    expect(caseTable(wordsIn(defaultLanguage), [])).toEqual(['None.']);
  });
});

describe('one case', () => {
  it('is shown with its events, its clocks and the authority’s own date', () => {
    const detail = detailOf('2026-03-10', acted('state-due', stated), acted('stop', stopped));
    expect(caseLines(wordsIn(defaultLanguage), detail)).toEqual([
      'SZ-K001  Depot licence: waits for the applicant',
      'Procedure SZ-PR001, project SZ-P001',
      '',
      'day         event',
      '2026-03-02  received',
      '2026-03-06  information requested  Old survey; A new one',
      '',
      'clock     state    due',
      'decision  stopped  6 days left',
      'The authority states 2026-03-20 for decision (Sample Ordinance, s. 5).',
      'Days so far: authority 4, applicant 4, referrals 0',
    ]);
  });

  it('says which events were entered late, and when', () => {
    const detail = detailOf('2026-03-10');
    const [{ place }] = detail.state.events;
    const lines = caseLines(wordsIn(defaultLanguage), { ...detail, enteredLate: [place.leaf] });
    expect(lines).toContain(`2026-03-02  received  entered late, at ${place.at}`);
  });

  it('says what is odd about its events', () => {
    const detail = detailOf('2026-03-10', acted('resume', { happened: '2026-03-06' }));
    expect(caseLines(wordsIn(defaultLanguage), detail).at(-1)).toBe('Odd: clock.nothing-to-resume');
  });

  it('keeps to what is recorded where the clocks cannot be run', () => {
    const { answer: _answer, ...rest } = detailOf('2026-03-10');
    expect(caseLines(wordsIn(defaultLanguage), rest).at(-1)).toBe('2026-03-02  received');
  });
});

describe('decision times for people', () => {
  it('prints decision times of procedures, before and since a day', () => {
    const few = { decided: 4, open: 2 };
    const many = { decided: 9, open: 1, authority: { median: 15 }, applicant: 3, excluded: 0 };
    const all = [
      { procedure: 'SZ-PR001', sample: false, all: many, before: many, after: few },
      { procedure: 'HK-PR002', sample: false, all: few },
    ];
    const cells = (language: typeof defaultLanguage) =>
      timesTable(wordsIn(language), all)
        .slice(1)
        .map((line) => line.trimEnd().split(/ {2,}/));
    expect(cells(defaultLanguage)).toEqual([
      ['SZ-PR001', 'all', '9/1', '15 / –', '3 / 0'],
      ['', 'before', '9/1', '15 / –', '3 / 0'],
      ['', 'since', '4/2', 'fewer than 5 decided'],
      ['HK-PR002', 'all', '4/2', 'fewer than 5 decided'],
    ]);
    expect(timesTable(wordsIn(hans), all).join()).toContain('已决定者少于 5 件');
    expect(timesTable(wordsIn(defaultLanguage), [])).toEqual([
      'No matter of a procedure has been received yet.',
    ]);
  });
});
