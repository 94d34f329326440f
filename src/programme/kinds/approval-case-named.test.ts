// docs/spec/model.md M50: what a command on a case names is there, is one's own, and is what it is taken for.
import { describe, it } from 'vitest';
import { given, leafOf, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import type { KnownRecord } from '../kind.ts';

const kind = 'approval-case';
const about = 'SZ-K001';
const at = '2026-06-30T02:00:00Z';
const title = { en: 'Licence for the depot' };
const rule = (clock: string) => ({ clock });
const versions = [
  { validFrom: '2020-01-01', clocks: [rule('acceptance'), rule('decision')] },
  { validFrom: '2026-04-01', clocks: [rule('review')] },
];
const known: ReadonlyMap<string, KnownRecord> = new Map([
  ['SZ-PR001', { kind: 'procedure', state: { id: 'SZ-PR001', versions } }],
  ['HK-PR001', { kind: 'procedure', state: { id: 'HK-PR001', versions } }],
  ['SZ-P001', { kind: 'project', state: { basis: 'own' } }],
  ['SZ-P002', { kind: 'project', state: { basis: 'joint' } }],
  ['HK-P001', { kind: 'project', state: { basis: 'own' } }],
  ['HK-P009', { kind: 'project', state: { basis: 'joint' } }],
]);
const ask = (command: object, more: object = { known }) => ({
  ...{ by: sz, kind, command: command as Json, at },
  ...more,
});
const plan = { act: 'plan', procedure: 'SZ-PR001', project: 'SZ-P001', title };
const open = { ...plan, act: 'open', happened: '2026-03-02' };
const opened = given([]).when(ask(open)).recorded();

describe('what a case is opened for', () => {
  const cases: readonly (readonly [
    cause: string,
    fields: object,
    params: Record<string, string>,
  ])[] = [
    [
      'programme.approval-case.unknown-procedure',
      { procedure: 'SZ-PR999' },
      { procedure: 'SZ-PR999' },
    ],
    [
      'programme.approval-case.unknown-procedure',
      { procedure: 'SZ-P001' },
      { procedure: 'SZ-P001' },
    ],
    ['programme.approval-case.foreign-procedure', { procedure: 'HK-PR001' }, { mark: 'SZ' }],
    ['programme.approval-case.unknown-project', { project: 'SZ-P999' }, { project: 'SZ-P999' }],
    ['programme.approval-case.unknown-project', { project: 'SZ-PR001' }, {}],
    ['programme.approval-case.joint-project', { project: 'SZ-P002' }, { project: 'SZ-P002' }],
    ['programme.approval-case.joint-project', { project: 'HK-P009' }, { project: 'HK-P009' }],
    ['programme.approval-case.foreign-project', { project: 'HK-P001' }, { mark: 'SZ' }],
    [
      'programme.approval-case.foreign-activity',
      { activity: { project: 'HK-P001', code: 'A1' } },
      { project: 'HK-P001', code: 'A1' },
    ],
    [
      'programme.approval-case.unknown-project',
      { activity: { project: 'SZ-P999', code: 'A1' } },
      { project: 'SZ-P999' },
    ],
  ];
  for (const [refused, fields, params] of cases) {
    it(`is refused: ${JSON.stringify(fields)}`, () => {
      given([])
        .when(ask({ ...plan, ...fields }))
        .then({ refused, params });
      given([])
        .when(ask({ ...open, ...fields }))
        .then({ refused, params });
    });
  }

  it('is an own project or part, under an own procedure', () => {
    const activity = { project: 'SZ-P001', code: 'A1' };
    given([])
      .when(ask({ ...open, activity }))
      .then([{ act: 'open', activity }]);
  });

  it('is looked at when a plan becomes a case, and when it is amended', () => {
    const planned = given([]).when(ask(plan)).recorded();
    const late = { act: 'open', happened: '2026-03-02', project: 'SZ-P999' };
    planned
      .when(ask(late, { known, about }))
      .then({ refused: 'programme.approval-case.unknown-project' });
    const activity = { project: 'HK-P001', code: 'A1' };
    opened
      .when(ask({ act: 'amend', activity }, { known, about }))
      .then({ refused: 'programme.approval-case.foreign-activity' });
    opened.when(ask({ act: 'amend', number: '7' }, { known, about })).then([{ number: '7' }]);
  });

  it('is looked at when what was said is rectified, and so is the day', () => {
    const rectify = (content: object) =>
      ask(
        { act: 'rectify', of: leafOf(opened, 'open'), why: { en: 'Slip' }, content },
        { known, about },
      );
    opened
      .when(rectify({ ...open, project: 'HK-P001' }))
      .then({ refused: 'programme.approval-case.foreign-project' });
    opened
      .when(rectify({ ...open, happened: '2026-07-01' }))
      .then({ refused: 'programme.approval-case.future', params: { today: '2026-06-30' } });
    opened.when(rectify({ ...open, happened: '2026-03-01' })).then([{ act: 'rectify' }]);
  });

  it('is not looked at where nothing is known of other records', () => {
    given([])
      .when(ask({ ...plan, procedure: 'SZ-PR999', project: 'SZ-P999' }, {}))
      .then([{ act: 'plan' }]);
  });
});

describe('a due date of the authority', () => {
  const legalBasis = { law: 'Ordinance', article: 's. 5' };
  const due = { act: 'state-due', clock: 'decision', due: '2026-04-20', legalBasis };
  const about_ = { about, known };

  it('is one of a clock of the version in force when the case was received', () => {
    opened.when(ask(due, about_)).then([{ clock: 'decision' }]);
    opened.when(ask({ ...due, clock: 'review' }, about_)).then({
      refused: 'programme.approval-case.unknown-clock',
      params: { clock: 'review', procedure: 'SZ-PR001', clocks: 'acceptance, decision' },
    });
    const planned = given([]).when(ask(plan)).recorded();
    planned.when(ask({ ...due, clock: 'review' }, about_)).then([{ clock: 'review' }]);
  });

  it('is not before the receipt, whatever is known of the procedure', () => {
    opened.when(ask({ ...due, due: '2026-03-01' }, { about })).then({
      refused: 'programme.approval-case.due-before-receipt',
      params: { due: '2026-03-01', received: '2026-03-02' },
    });
    opened.when(ask({ ...due, clock: 'anything', due: '2026-03-02' }, { about })).then([{}]);
  });
});
