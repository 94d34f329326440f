// The stories of the crossings and of services are run as they stand, after the story of the programme: every step is parsed, decided
// and folded in memory; what is real says who said it and where, and everything else says that it is a sample.
import { describe, expect, it } from 'vitest';
import { lastDay } from '../src/base/dates.ts';
import { parseMoney, sumMoney } from '../src/base/money.ts';
import type { TextState } from '../src/programme/joint-kind.ts';
import type { ActionState } from '../src/programme/kinds/action.ts';
import type { ApprovalCaseState } from '../src/programme/kinds/approval-case.ts';
import type { BaselineState } from '../src/programme/kinds/baseline.ts';
import type { BodyState } from '../src/programme/kinds/body.ts';
import type { CrossingState } from '../src/programme/kinds/crossing.ts';
import type { FlowObservationState } from '../src/programme/kinds/flow-observation.ts';
import type { InvestmentState } from '../src/programme/kinds/investment.ts';
import type { LinkState } from '../src/programme/kinds/link.ts';
import type { MechanismState } from '../src/programme/kinds/mechanism.ts';
import type { PairingContent } from '../src/programme/kinds/pairing.ts';
import type { PlaceState } from '../src/programme/kinds/place.ts';
import type { ProcedureState } from '../src/programme/kinds/procedure.ts';
import type { OwnProjectState, ProjectState } from '../src/programme/kinds/project.ts';
import type { PromiseState } from '../src/programme/kinds/promise.ts';
import type { ProposalState } from '../src/programme/kinds/proposal.ts';
import type { ReportState } from '../src/programme/kinds/report.ts';
import type { ScheduleState } from '../src/programme/kinds/schedule.ts';
import type { ServiceState } from '../src/programme/kinds/service.ts';
import type { TermState } from '../src/programme/kinds/term.ts';
import { kindNamed } from '../src/programme/kinds.ts';
import { playStories, told } from './stories.ts';

/** The report that the story of the programme is made from. */
const conference = 'http://sl.china.com.cn/2019/0404/59295.shtml';

const { held, statements, commands } = playStories();
const state = <State>(kind: string, id: string) => held.state<State>(kind, id);
const idsOf = (kind: string) => [
  ...new Set(statements.filter((one) => one.schema === `${kind}/1`).map((one) => one.about)),
];
const promisesOf = (subject: string) => {
  return idsOf('promise')
    .map((id) => state<PromiseState>('promise', id))
    .filter((one) => one.subject === subject);
};

describe('the steps', () => {
  it('are commands that their kinds know', () => {
    // A translation is the same act for every kind: what is wrong with it is refused when it is given.
    const own = commands.filter(({ command }) => (command as { act: string }).act !== 'translate');
    expect(own.length).toBeGreaterThan(told.length - 20);
    for (const { kind, command } of own) {
      const parsed = kindNamed(kind)!.parseCommand(command);
      expect(parsed.ok ? [] : parsed.error, JSON.stringify(command).slice(0, 120)).toEqual([]);
    }
  });

  it('leave no statement invalid or waiting', () => {
    for (const { schema, about } of statements) {
      const { invalid, pending } = held.fold(schema.slice(0, -2), about);
      expect({ about, invalid, pending }).toEqual({ about, invalid: 0, pending: 0 });
    }
  });

  it('name every record that they point at', () => {
    // A commitment is created by the text of its agreement, which no statement is about.
    const promised = JSON.stringify(told).match(/(?<="id":")(HK|SZ)-C\d{3}(?=","clause")/g) ?? [];
    const known = new Set([...held.placed.map(({ statement }) => statement.about), ...promised]);
    const named = JSON.stringify(told).match(/"(HK|SZ)-[A-Z]{1,2}\d{3}"/g) ?? [];
    for (const id of named) expect(known, id).toContain(id.slice(1, -1));
  });
});

describe('what is compared, paired and referred', () => {
  it('is an earlier version than the one in force, two pairs that both signed, and a matter of which no page knows', () => {
    const baseline = state<BaselineState>('baseline', 'HK-BL001');
    const { versions, project } = state<ScheduleState>('schedule', baseline.schedule);
    expect(project).toBe(baseline.project);
    expect(versions).toHaveLength(2);
    expect(versions[0]?.place.leaf).toBe(baseline.version);
    expect(versions[1]?.hash).not.toBe(versions[0]?.hash);
    const standings = idsOf('pairing').map((id) => {
      const { standing, content } = state<TextState<PairingContent>>('pairing', id);
      const services = content.services.map((one) => state<ServiceState>('service', one));
      const needs = new Set(services.map(({ need }) => need));
      expect([needs.size, new Set(services.map(({ party }) => party)).size], id).toEqual([1, 2]);
      expect(services.every(({ lifeEvents }) => lifeEvents.includes(content.lifeEvent))).toBe(true);
      return [id, standing];
    });
    expect(standings).toEqual([
      ['HK-SP001', 'agreed'],
      ['SZ-SP001', 'agreed'],
      ['SZ-SP002', 'proposed'],
    ]);
    expect(state('mediation', 'HK-ME001')).toMatchObject({ sample: true, matter: 'HK-N001' });
  });
});

describe('what is real and what is not', () => {
  it('is told apart: each statement has a source or is a sample, and a sample none that exists', () => {
    for (const statement of statements) {
      const { said, sample } = statement;
      const line = JSON.stringify(statement).slice(0, 160);
      if (statement.schema === 'exchange-rate/1') {
        expect(statement, line).toMatchObject({ source: { url: conference } });
        continue;
      }
      expect(said !== undefined || sample === true, line).toBe(true);
      if (said === undefined) continue;
      expect(said.source.url.includes('example.invalid'), line).toBe(sample === true);
      expect(said.source.accessed, line).toBe('2026-11-25');
      expect(lastDay(said.on) <= '2026-12-31', line).toBe(true);
    }
  });

  it('names real persons only as speakers of what a source tells', () => {
    const real =
      /Cheung Kin-chung|Carrie Lam|Michael Wong|John Lee|Tang Ping|Qin Weizhong|Leung Chun/;
    for (const { said, ...rest } of statements) {
      expect(JSON.stringify(rest)).not.toMatch(real);
      if (real.test(JSON.stringify(said ?? {}))) expect(rest.sample).toBeUndefined();
    }
  });

  it('marks what is invented as a whole: stage two, its authorities, procedures and cases', () => {
    const invented = [
      'calendar',
      'organization',
      'procedure',
      'approval-case',
      'link',
      'mechanism',
    ];
    for (const kind of [...invented, 'schedule', 'report']) {
      for (const id of idsOf(kind)) {
        expect(state<{ sample: boolean }>(kind, id).sample, id).toBe(true);
      }
    }
  });
});

describe('the projects', () => {
  it.each([
    ['HK-P001', ['SZ-P001', 'HK-P002']],
    ['SZ-P002', ['SZ-P003', 'HK-P003']],
  ])('%s is signed by both, and each side opened its part', (id, parts) => {
    const joint = state<ProjectState>('project', id);
    if (joint.basis !== 'joint') throw new Error(`${id} is not joint`);
    expect(joint.joint.inForce).toBeDefined();
    const keys = joint.content?.parts.map((part) => part.key);
    const found = parts.map((part) => state<OwnProjectState>('project', part));
    expect(found.map((one) => one.partOf)).toEqual(keys?.map((key) => ({ project: id, key })));
    expect(found.map((one) => one.party)).toEqual(['shenzhen', 'hong-kong']);
  });

  it('has 31 own projects of Shenzhen that require exactly 75 billion yuan', () => {
    const states = <State>(kind: string) => idsOf(kind).map((id) => state<State>(kind, id));
    const own = states<ProjectState>('project').filter(
      (one) => one.basis === 'own' && one.partOf === undefined && one.party === 'shenzhen',
    );
    expect([own.length, own.every(({ sample }) => sample)]).toEqual([31, true]);
    const required = states<InvestmentState>('investment').filter(
      ({ kind, project }) => kind === 'required' && own.some(({ id }) => id === project),
    );
    const amounts = required.map(({ amount }) => parseMoney(amount));
    expect(sumMoney(amounts.flatMap((one) => (one.ok ? [one.value] : [])))).toEqual([
      { currency: 'CNY', minor: 7_500_000_000_000n },
    ]);
    expect(new Set(required.map(({ project }) => project)).size).toBe(31);
  });

  it('have what is measured in each field, contracts, requests for change, and the rate that the report implies', () => {
    const states = <State>(kind: string) => idsOf(kind).map((id) => state<State>(kind, id));
    const fields = states<{ field?: string; content?: { field: string } }>('indicator');
    expect(new Set(fields.map(({ field, content }) => field ?? content?.field)).size).toBe(8);
    expect(idsOf('observation').length).toBeGreaterThanOrEqual(25);
    expect(idsOf('contract')).toHaveLength(3);
    expect(idsOf('change-request')).toHaveLength(2);
    expect(state<{ sample: boolean }>('exchange-rate', 'SZ-XR001').sample).toBe(false);
  });

  it('have about 200 cases, of which each procedure made for them has enough for its times', () => {
    const cases = idsOf('approval-case').map((id) => state<ApprovalCaseState>('approval-case', id));
    expect(cases.length).toBeGreaterThanOrEqual(200);
    expect(cases.every(({ sample }) => sample)).toBe(true);
    const numbers = new Set(cases.map(({ events }) => events.length));
    expect([...numbers].sort()).toEqual(expect.arrayContaining([2, 3, 4, 5, 6]));
    const over = cases.filter(({ standing }) => standing !== 'open' && standing !== 'planned');
    const count = Map.groupBy(over, ({ procedure }) => procedure);
    for (const side of ['HK', 'SZ']) {
      for (const number of ['009', '010', '011', '012']) {
        expect(count.get(`${side}-PR${number}`)?.length).toBeGreaterThanOrEqual(15);
      }
    }
  });

  it('have opened for each mode on the same day on both sides', () => {
    const openings = (id: string) =>
      state<OwnProjectState>('project', id).opened.map(({ mode, on }) => `${mode} ${on}`);
    const liantang = ['goods 2020-08-26', 'passengers 2023-02-06'];
    expect([openings('SZ-P003'), openings('HK-P003')]).toEqual([liantang, liantang]);
    const huanggang = ['passengers 2026-10-12'];
    expect([openings('SZ-P001'), openings('HK-P002')]).toEqual([huanggang, huanggang]);
  });

  it('have money in the currency in which it was stated', () => {
    const sums = idsOf('investment').map((id) => state<InvestmentState>('investment', id));
    const real = sums.filter((one) => !one.sample).map(({ amount }) => amount);
    expect(real).toContainEqual({ amount: '33700000000', currency: 'HKD', approx: true });
    expect(real).toContainEqual({ amount: '1000', currency: 'CNY' });
    expect(new Set(sums.map(({ amount }) => amount.currency))).toEqual(new Set(['HKD', 'CNY']));
  });
});

describe('what was said about an opening', () => {
  it.each(['HK-P001', 'SZ-P002'])('of %s is told in the order of its days', (id) => {
    const real = promisesOf(id).filter((one) => !one.sample);
    const days = real.map(({ said }) => lastDay(said.on));
    const byRecorder = (party: string) =>
      real.filter((one) => one.party === party).map(({ said }) => lastDay(said.on));
    for (const party of ['hong-kong', 'shenzhen']) {
      expect(byRecorder(party)).toEqual([...byRecorder(party)].sort());
    }
    expect(days.length).toBeGreaterThanOrEqual(4);
  });

  it('moved from 2022 to October 2026 for New Huanggang', () => {
    const openings = promisesOf('HK-P001').filter(
      (one) => one.milestone === 'opened' && one.mode === 'passengers',
    );
    const ends = openings
      .sort((a, b) => (lastDay(a.said.on) < lastDay(b.said.on) ? -1 : 1))
      .map(({ promised }) => promised.to);
    expect([ends[0], ends.at(-1)]).toEqual(['2022-12-31', '2026-10-12']);
    expect(new Set(ends)).toContain('2023-12-31');
  });

  it('has the sentence of the conference among those on Liantang', () => {
    const [sentence] = promisesOf('SZ-P002').filter(({ said }) => said.on === '2019-04-02');
    expect(sentence?.promised.to).toBe('2019-12-31');
    expect(sentence?.milestone).toBe('building-done');
  });
});

describe('approvals', () => {
  const casesOf = (project: string) =>
    idsOf('approval-case')
      .map((id) => state<ApprovalCaseState>('approval-case', id))
      .filter((one) => one.project === project);

  it('stand on each side as decided, stopped, running and planned', () => {
    const standings = (project: string) => casesOf(project).map((one) => one.standing);
    expect(standings('SZ-P001')).toEqual([
      ...['issued', 'issued', 'stopped', 'open', 'planned', 'planned', 'planned'],
    ]);
    expect(standings('HK-P002')).toEqual([
      ...['decided', 'decided', 'open', 'stopped', 'planned', 'planned'],
    ]);
  });

  it('follow procedures whose calendars and authorities are records of the same side', () => {
    for (const id of idsOf('procedure')) {
      const { versions, party } = state<ProcedureState>('procedure', id);
      const mark = party === 'shenzhen' ? 'SZ' : 'HK';
      for (const { authority, calendar, clocks } of versions) {
        const calendars = clocks.flatMap((rule) => [rule.dayCalendar, rule.rollCalendar]);
        const named = [authority, calendar, ...calendars].filter((one) => one !== undefined);
        expect(new Set(named.map((one) => one.slice(0, 2))), id).toEqual(new Set([mark]));
      }
    }
  });

  it('have one matter of Shenzhen that only Hong Kong reports', () => {
    const report = state<ReportState>('report', 'HK-R004');
    expect(report.standing).toBe('unanswered');
    expect(report.record).toBeUndefined();
    expect((report.subject as ApprovalCaseState).activity?.code).toBe('A080');
  });

  it('have a mechanism that is proposed and links of which one is', () => {
    expect(state<MechanismState>('mechanism', 'HK-M001').standing).toBe('proposed');
    const standings = idsOf('link').map((id) => state<LinkState>('link', id).standing);
    expect(standings.filter((one) => one === 'accepted')).toHaveLength(6);
    expect(standings.filter((one) => one === 'proposed')).toHaveLength(1);
  });
});

describe('the crossings', () => {
  it('were closed to passengers by both sides from February 2020', () => {
    for (const id of ['SZ-X001', 'HK-X002', 'SZ-X002']) {
      const { sides } = state<CrossingState>('crossing', id);
      expect(sides.map((side) => side.party)).toEqual(['hong-kong', 'shenzhen']);
      for (const { closures } of sides) {
        const [closed] = closures.filter((one) => one.cause === 'external-event');
        expect([closed?.from, closed?.until], id).toEqual([
          '2020-02-04',
          id === 'SZ-X002' ? '2023-01-07' : '2023-02-05',
        ]);
      }
    }
  });

  it('have passengers by month, special movements before the opening included', () => {
    const { rows, crossing } = state<FlowObservationState>('flow-observation', 'HK-FL001');
    expect(crossing).toBe('HK-X001');
    expect(rows).toHaveLength(51);
    const value = (period: string) => rows.find((row) => row.period === period)?.value;
    expect([value('2021-12'), value('2022-03'), value('2023-01')]).toEqual([5235, 301, 0]);
    expect(value('2024-12')).toBe(1_307_312);
  });
});

describe('proposals and standing groups', () => {
  it('stand in every way that the pages tell apart, all of them sample', () => {
    const proposals = idsOf('proposal').map((id) => state<ProposalState>('proposal', id));
    const standings = new Set(proposals.map(({ standing }) => standing));
    expect(standings).toEqual(new Set(['idea', 'explored', 'declined', 'adopted', 'withdrawn']));
    const bodies = idsOf('body').map((id) => state<BodyState>('body', id));
    expect(bodies.map(({ standing }) => standing)).toEqual(['agreed', 'proposed']);
    expect([...proposals, ...bodies].every(({ sample }) => sample)).toBe(true);
  });
});

describe('actions and places', () => {
  it('are seven as the report counts them, of which it names two', () => {
    const actions = idsOf('action').map((id) => state<ActionState>('action', id));
    expect(actions).toHaveLength(7);
    expect(actions.filter(({ title }) => title !== undefined)).toHaveLength(2);
    for (const { content, sample } of actions) {
      expect([content.source?.url, content.number, sample]).toEqual([conference, undefined, false]);
    }
  });

  it('claim no rule of the real place, and name the procedures of the sample ones', () => {
    const places = idsOf('place').map((id) => state<PlaceState>('place', id));
    expect(places.map(({ sample, rules }) => [sample, rules.length])).toEqual([
      [false, 0],
      [true, 2],
      [true, 1],
    ]);
  });
});

describe('the term base', () => {
  it('has ten sample terms, a draft and a retired one among them', () => {
    const terms = idsOf('term').map((id) => state<TermState>('term', id));
    const standings = Map.groupBy(terms, ({ status }) => status);
    const counts = [...standings].map(([status, found]) => [status, found.length]);
    expect(counts.sort()).toEqual([
      ['approved', 8],
      ['draft', 1],
      ['retired', 1],
    ]);
    expect(terms.every(({ sample }) => sample)).toBe(true);
  });
});
