// The example of three regions: calendars computed a second time from the acts that they name, and what its records show.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { dateToDay, dayToDate, weekdayOf } from '../../src/plan/civil-time.ts';
import { dayKind } from '../../src/plan/clock-calendar.ts';
import { readCalendarFile } from '../../src/plan/clock-calendar-file.ts';
import type { AgreementState } from '../../src/programme/kinds/agreement.ts';
import type { ApprovalCaseState } from '../../src/programme/kinds/approval-case.ts';
import { type CommitmentState, commitmentOn } from '../../src/programme/kinds/commitment.ts';
import type { InvestmentState } from '../../src/programme/kinds/investment.ts';
import type { LinkState } from '../../src/programme/kinds/link.ts';
import type { OwnProjectState } from '../../src/programme/kinds/project.ts';
import { playExample } from '../stories.ts';
import { readJson } from '../story.ts';

const folder = new URL('./', import.meta.url);
const languages = ['de', 'pl', 'cs'];
const { held, statements } = playExample(folder, { from: 0 });
const state = <State>(kind: string, id: string) => held.state<State>(kind, id);
const idsOf = (kind: string) => [
  ...new Set(statements.filter((one) => one.schema === `${kind}/1`).map((one) => one.about)),
];

/** Easter Sunday of the Gregorian calendar, by the anonymous algorithm of 1876. */
function easterOf(year: number): string {
  const [a, b, c] = [year % 19, Math.floor(year / 100), year % 100];
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  const [month, day] = [Math.floor(n / 31), (n % 31) + 1];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Holidays by law: days of the year, days counted from Easter Sunday, and how many there are. */
const laws = {
  'saxony-working-days': {
    fixed: ['01-01', '05-01', '10-03', '10-31', '12-25', '12-26'],
    fromEaster: [-2, 1, 39, 50],
    repentance: true,
  },
  'poland-working-days': {
    fixed: '01-01 01-06 05-01 05-03 08-15 11-01 11-11 12-24 12-25 12-26'.split(' '),
    fromEaster: [0, 1, 49, 60],
    repentance: false,
  },
  'czechia-working-days': {
    fixed: '01-01 05-01 05-08 07-05 07-06 09-28 10-28 11-17 12-24 12-25 12-26'.split(' '),
    fromEaster: [-2, 1],
    repentance: false,
  },
} as const;

function holidaysOf(law: (typeof laws)[keyof typeof laws], year: number): ReadonlySet<string> {
  const easter = dateToDay(easterOf(year));
  const counted = law.fromEaster.map((days) => dayToDate(easter + days));
  const wednesdays = Array.from({ length: 7 }, (_, i) => dateToDay(`${year}-11-16`) + i);
  const repentance = wednesdays.filter((day) => weekdayOf(day) === 2).map(dayToDate);
  const fixed = law.fixed.map((day) => `${year}-${day}`);
  return new Set([...fixed, ...counted, ...(law.repentance ? repentance : [])]);
}

describe.each(Object.entries(laws))('the calendar %s', (name, law) => {
  const file = readJson<JsonObject>(new URL(`calendars/${name}.json`, folder));
  const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
  const read = readCalendarFile(file, sha256, {});

  it('counts Monday to Friday other than the holidays of its act, from 2025 to 2027', () => {
    if (!read.ok) throw new Error(JSON.stringify(read.error));
    for (const year of [2025, 2026, 2027]) {
      const holidays = holidaysOf(law, year);
      for (let day = dateToDay(`${year}-01-01`); day <= dateToDay(`${year}-12-31`); day++) {
        const works = weekdayOf(day) < 5 && !holidays.has(dayToDate(day));
        expect(dayKind(read.value, day).counts, dayToDate(day)).toBe(works);
      }
    }
  });

  it('names its act in each year, and says that nobody announced it', () => {
    for (const { status, sources, rule } of file.years as readonly JsonObject[]) {
      expect([status, (sources as readonly JsonObject[]).length]).toEqual(['computed', 1]);
      expect(rule).toContain('Not compared');
    }
  });
});

describe('the story of three parties', () => {
  it('has 240 to 300 commands, and texts in all three languages but one story', () => {
    const commands = new Set(held.entries.map(({ at }) => at));
    expect(commands.size).toBeGreaterThanOrEqual(240);
    expect(commands.size).toBeLessThanOrEqual(300);
    const partial = statements.filter((one) => {
      const maps = JSON.stringify(one).match(/\{("(?:de|pl|cs)":"(?:[^"\\]|\\.)*",?)+\}/g) ?? [];
      return maps.some((map) => languages.some((tag) => !map.includes(`"${tag}":`)));
    });
    expect(new Set(partial.map(({ about }) => about))).toEqual(new Set(['JG-ST001']));
  });

  it('has one agreement signed by all and one that waits for the third party', () => {
    const [signed] = state<AgreementState>('agreement', 'LM-A001').texts;
    expect([signed?.state, signed?.signedOn]).toEqual(['signed', '2026-03-25']);
    const [open] = state<AgreementState>('agreement', 'JG-A001').texts;
    expect(open?.state).toBe('open');
    expect(open?.signatures.map(({ party }) => party).sort()).toEqual(['jodlogorze', 'lindenmark']);
  });

  it('has commitments kept and accepted by both others, late, and open', () => {
    const commitments = ['LM-C001', 'LM-C002', 'LM-C003'].map((id) =>
      state<CommitmentState>('commitment', id),
    );
    const standings = commitments.map((one) => commitmentOn(one, '2026-11-25').standing);
    expect(standings).toEqual(['kept', 'late', 'open']);
    expect([...(commitments[0]?.acceptedBy ?? [])].sort()).toEqual(['jasanovsko', 'jodlogorze']);
  });

  it('has a joint project with a part of each party, and links of which one waits', () => {
    const parts = idsOf('project')
      .map((id) => state<OwnProjectState>('project', id))
      .filter((one) => one.partOf?.project === 'LM-P001');
    expect(new Set(parts.map(({ party }) => party)).size).toBe(3);
    const standings = idsOf('link').map((id) => state<LinkState>('link', id).standing);
    expect(standings.sort()).toEqual(['accepted', 'accepted', 'proposed']);
  });

  it('has cases on every side, in each standing that pages tell apart', () => {
    const cases = idsOf('approval-case').map((id) => state<ApprovalCaseState>('approval-case', id));
    expect(new Set(cases.map(({ party }) => party)).size).toBe(3);
    const standings = new Set(cases.map(({ standing }) => standing));
    expect(standings).toEqual(new Set(['decided', 'open', 'stopped', 'planned']));
  });

  it('states each amount in the currency of its party', () => {
    const currencyOf = new Map([
      ['lindenmark', 'EUR'],
      ['jodlogorze', 'PLN'],
      ['jasanovsko', 'CZK'],
    ]);
    for (const id of idsOf('investment')) {
      const { party, amount } = state<InvestmentState>('investment', id);
      expect(amount.currency, id).toBe(currencyOf.get(party));
    }
  });
});
