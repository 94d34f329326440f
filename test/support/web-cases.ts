// Calendars, procedures and approval cases of the fixture of the pages: a case in every standing that pages know.
import { readFileSync } from 'node:fs';
import { casesOf } from './web-case-rows.ts';
import { hongKong, shenzhen } from './web-places.ts';
import type { Teller } from './web-story.ts';

function calendarFile(name: string): unknown {
  const file = new URL(`../../examples/calendars/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const hours = [
  { from: '09:00', to: '13:00' },
  { from: '14:00', to: '18:00' },
];

/** States the calendars: HK-CA001 general holidays, HK-CA002 office days, SZ-CA001 working days with one exception. */
export function tellCalendars({ say, tell }: Teller): void {
  const on = '2026-01-05';
  const kind = 'calendar';
  const days = say('Working days (sample)', '工作日（示例）', '工作日（示例）');
  const stateOf = (name: string) => ({ act: 'state', name: days, file: calendarFile(name), hours });
  tell({ by: hongKong, kind, on, command: stateOf('hk-general-holidays') });
  tell({ by: hongKong, kind, on, command: { ...stateOf('hk-office-days'), base: 'HK-CA001' } });
  tell({ by: shenzhen, kind, on, command: stateOf('cn-working-days') });
  const storm = { act: 'except', day: '2026-10-28', counts: false, name: 'gale-warning' };
  tell({ by: shenzhen, kind, about: 'SZ-CA001', on: '2026-10-28', command: storm });
}

function clockOf(teller: Teller, fields: Readonly<Record<string, unknown>>) {
  return {
    ...{ unit: 'working', dayZero: 'excluded', roll: 'none', stops: 'none', onExpiry: 'nothing' },
    excludedKinds: ['expert-review'],
    legalBasis: [
      {
        law: teller.text('Administrative Licensing Law'),
        article: teller.text('Article 42'),
        url: 'https://law.invalid/42',
      },
      { law: teller.text('Administrative Licensing Law'), article: teller.text('Article 82') },
    ],
    effective: { from: '2004-07-01' },
    ...fields,
  };
}

/** The clocks of the Mainland's law: acceptance, decision, delivery. */
function lawClocks(teller: Teller) {
  const dayCalendar = 'SZ-CA001';
  return [
    clockOf(teller, {
      ...{ clock: 'acceptance', dayCalendar, limit: 5, onExpiry: 'deemedAccepted' },
      startsAt: ['received', 'information-received'],
      endsAt: ['accepted', 'information-requested', 'decided'],
    }),
    clockOf(teller, {
      ...{ clock: 'decision', dayCalendar, limit: 20, stops: 'suspend' },
      ...{ startsAt: ['accepted'], endsAt: ['decided'] },
      extensions: { max: 1, days: 10, reason: 'required' },
    }),
    clockOf(teller, {
      ...{ clock: 'delivery', dayCalendar, limit: 10, startsOutcome: 'approved' },
      ...{ startsAt: ['decided'], endsAt: ['issued'] },
    }),
  ];
}

/** States the procedures: SZ-PR001 by the Mainland's law, SZ-PR002 without any estimate, HK-PR001 where silence is consent. */
export function tellProcedures(teller: Teller): void {
  const { say, tell } = teller;
  const kind = 'procedure';
  const on = '2026-01-06';
  const shared = { act: 'state', authority: 'SZ-OR001', stages: [], validFrom: '2019-01-01' };
  const estimate = {
    durationDays: { low: 12, mode: 20, high: 60 },
    applicantDays: { low: 10, mode: 20, high: 60 },
  };
  const name = say('Permit for works (sample)', '工程許可（示例）', '工程许可（示例）');
  tell({
    ...{ by: shenzhen, kind, on },
    command: { ...shared, ...estimate, name, calendar: 'SZ-CA001', clocks: lawClocks(teller) },
  });
  tell({ by: shenzhen, kind, on, command: { ...shared, name, calendar: 'SZ-CA001', clocks: [] } });
  const consent = clockOf(teller, {
    ...{ clock: 'consent', dayCalendar: 'HK-CA002', limit: 28, onExpiry: 'deemedApproved' },
    ...{ startsAt: ['received'], endsAt: ['decided'] },
  });
  tell({
    ...{ by: hongKong, kind, on },
    command: {
      ...{ ...shared, authority: 'HK-OR009', calendar: 'HK-CA002', clocks: [consent] },
      name: say('Consent to a layout (sample)', '佈局同意（示例）', '布局同意（示例）'),
      durationDays: { low: 10, mode: 20, high: 28 },
    },
  });
}

/** Tells every case as far as it had come when the first forecast was made. */
export function tellCases(teller: Teller): void {
  const { tell } = teller;
  for (const one of casesOf(teller)) {
    const { by, id, title, activity } = one;
    const isShenzhen = by === shenzhen;
    const project = isShenzhen ? 'SZ-P001' : 'HK-P002';
    const procedure = one.procedure ?? (isShenzhen ? 'SZ-PR001' : 'HK-PR001');
    const where = activity === undefined ? {} : { activity: { project, code: activity } };
    for (const [i, { act, on, ...more }] of one.acts.entries()) {
      const opening = i === 0 ? { procedure, project, ...where, title } : {};
      const command = { act, happened: on, ...opening, ...more };
      tell({ by, kind: 'approval-case', ...(i === 0 ? {} : { about: id }), on, command });
    }
  }
}

/** Two matters of Shenzhen as Hong Kong reports them: HK-R003 without an answer, HK-R004 disputed. */
export function tellReports({ say, state, held }: Teller): void {
  const kind = 'report';
  const statementOf = (code: string, title: ReturnType<typeof say>) => ({
    ...{ schema: 'approval-case/1', act: 'open', happened: '2026-10-19', title },
    ...{ procedure: 'SZ-PR001', project: 'SZ-P001', activity: { project: 'SZ-P001', code } },
  });
  const reported = { kind, act: 'state', owner: 'SZ', happened: '2026-11-03' };
  const traffic = say('Traffic arrangements', '交通安排', '交通组织');
  const greening = say('Greening of the plaza', '廣場綠化', '广场绿化');
  state(
    hongKong,
    { ...reported, about: 'HK-R003', statement: statementOf('A80', traffic) },
    '2026-11-03',
  );
  state(
    hongKong,
    { ...reported, about: 'HK-R004', statement: statementOf('A90', greening) },
    '2026-11-03',
  );
  const of = held().placed.findLast(({ statement }) => statement.about === 'HK-R004')?.place.leaf;
  const why = say('No such application was made.', '並無該項申請。', '并无该项申请。');
  state(shenzhen, { kind, about: 'HK-R004', act: 'dispute', of: [of], why }, '2026-11-04');
}
