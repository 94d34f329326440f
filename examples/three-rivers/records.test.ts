// What the example of three regions shows beyond its agreements and its tram: crossings and what was counted there, indicators,
// contracts in three currencies, monthly returns, a baseline, fields, pairings, a mediation.
import { describe, expect, it } from 'vitest';
import { compareDecimals } from '../../src/base/decimals.ts';
import type { Json } from '../../src/base/json.ts';
import type { TextState } from '../../src/programme/joint-kind.ts';
import type { BaselineState } from '../../src/programme/kinds/baseline.ts';
import type { ChangeRequestState } from '../../src/programme/kinds/change-request.ts';
import type { ContractState } from '../../src/programme/kinds/contract.ts';
import type { CrossingState } from '../../src/programme/kinds/crossing.ts';
import type { DocumentState } from '../../src/programme/kinds/document.ts';
import type { FieldContent } from '../../src/programme/kinds/field.ts';
import type { FlowObservationState } from '../../src/programme/kinds/flow-observation.ts';
import type { IndicatorState } from '../../src/programme/kinds/indicator.ts';
import type { MediationState } from '../../src/programme/kinds/mediation.ts';
import type { ObservationState } from '../../src/programme/kinds/observation.ts';
import type { PairingContent } from '../../src/programme/kinds/pairing.ts';
import type { JointProjectState, ProjectState } from '../../src/programme/kinds/project.ts';
import type { PromiseState } from '../../src/programme/kinds/promise.ts';
import type { ReturnState } from '../../src/programme/kinds/return.ts';
import type { ScheduleState } from '../../src/programme/kinds/schedule.ts';
import { returnLines } from '../../src/programme/returns.ts';
import { playExample } from '../stories.ts';
import { readJson } from '../story.ts';

const folder = new URL('./', import.meta.url);
const parties = ['jasanovsko', 'jodlogorze', 'lindenmark'];
const { held, statements } = playExample(folder, { from: 0 });
const state = <State>(kind: string, id: string) => held.state<State>(kind, id);
const idsOf = (kind: string) => [
  ...new Set(statements.filter((one) => one.schema === `${kind}/1`).map((one) => one.about)),
];
const all = <State>(kind: string) => idsOf(kind).map((id) => state<State>(kind, id));

describe('the crossings', () => {
  const crossings = all<CrossingState>('crossing');

  it('are a road, a railway, a ferry and a bridge of all three sides, each described by each side', () => {
    expect(crossings.map(({ id, kind, sides }) => [id, kind, sides.length])).toEqual([
      ['LM-X001', 'land', 2],
      ['JG-X001', 'rail', 2],
      ['JS-X001', 'sea', 2],
      ['LM-X002', 'rail', 3],
    ]);
    for (const { id, sides } of crossings) {
      for (const { party, passing } of sides) {
        const told = passing.filter((one) => one.capacityPerDay && one.clearance);
        expect(told.length, `${id} ${party}`).toBeGreaterThan(0);
      }
    }
    const ways = crossings.flatMap(({ sides }) => sides.flatMap(({ passing }) => passing));
    expect(new Set(ways.map(({ clearance }) => clearance)).size).toBe(3);
  });

  it('have openings and hours on both sides where they are in use', () => {
    for (const { id, sides } of crossings.slice(0, 3)) {
      for (const { opened, passing, closures } of sides) {
        expect(opened.length, id).toBeGreaterThan(0);
        expect(passing.some(({ hours = [] }) => hours.length > 0)).toBe(true);
        expect(closures, id).toHaveLength(1);
      }
    }
  });

  it('have flows in both directions for 22 months, promised openings, and one is the tram’s', () => {
    const series = all<FlowObservationState>('flow-observation');
    expect(series.every(({ rows, sample }) => rows.length === 22 && sample)).toBe(true);
    for (const { id } of crossings.slice(0, 3)) {
      const here = series.filter(({ crossing }) => crossing === id);
      expect(here.map(({ direction }) => direction)).toEqual(expect.arrayContaining(['in', 'out']));
    }
    expect(new Set(series.map(({ measure }) => measure))).toEqual(
      new Set(['count', 'minutes-waited', 'tonnes']),
    );
    const promised = all<PromiseState>('promise').map(({ subject }) => subject);
    expect(promised.filter((one) => one === 'LM-X002')).toHaveLength(2);
    expect(promised).toContain('JS-X001');
    const tram = state<JointProjectState>('project', 'LM-P001');
    expect([tram.content?.crossing, tram.joint.texts.length]).toEqual(['LM-X002', 2]);
  });
});

describe('what is measured', () => {
  const indicators = all<IndicatorState>('indicator');
  const observations = all<ObservationState>('observation');

  it('is something in each field of the charter, from a baseline to a target, by year or month', () => {
    const charter = readJson<{ fields: { id: string }[] }>(new URL('charter.json', folder));
    const fields = new Set(indicators.map(({ content }) => content.field));
    expect(fields).toEqual(new Set([...charter.fields.map(({ id }) => id), 'heritage']));
    for (const { id, content } of indicators.filter((one) => one.content.field !== 'heritage')) {
      const seen = observations.filter(({ indicator }) => indicator === id);
      expect(new Set(seen.map(({ period }) => period)).size, id).toBeGreaterThanOrEqual(2);
      for (const { value } of seen) {
        const short = compareDecimals(value, content.target.value);
        expect(content.good === 'more' ? short < 0 : short > 0, id).toBe(true);
      }
    }
  });

  it('differs where two parties measured the joint one', () => {
    const seen = observations.filter(
      ({ indicator, period }) => indicator === 'JG-IN002' && period === '2026-10',
    );
    expect(new Set(seen.map(({ party }) => party)).size).toBe(2);
    expect(new Set(seen.map(({ value }) => value)).size).toBe(2);
  });
});

describe('contracts', () => {
  const contracts = all<ContractState>('contract');

  it('are in the currency of their party, for five projects', () => {
    const currencyOf = { LM: 'EUR', JG: 'PLN', JS: 'CZK' } as const;
    for (const { id, value } of contracts) {
      expect(value.currency, id).toBe(currencyOf[id.slice(0, 2) as 'LM']);
    }
    expect(new Set(contracts.map(({ project }) => project)).size).toBe(5);
  });

  it('are running, modified by an accepted request, completed and terminated', () => {
    const bridge = state<ContractState>('contract', 'JG-CO001');
    const [change] = bridge.modifications;
    expect([change?.before.value?.amount, change?.after.value?.amount]).toEqual([
      '268000000',
      '292500000',
    ]);
    const request = state<ChangeRequestState>('change-request', String(change?.change));
    expect(request.standing).toBe('accepted');
    const ends = contracts.map(({ ended }) => ended?.outcome ?? 'running');
    expect(new Set(ends)).toEqual(new Set(['running', 'completed', 'terminated']));
  });
});

describe('monthly returns', () => {
  const rule = readJson<{ returns: { dueDay: number; from: string } }>(
    new URL('charter.json', folder),
  ).returns;
  const standings = (day: string) => {
    const records = { projects: all<ProjectState>('project'), returns: all<ReturnState>('return') };
    return returnLines(records, { month: '2026-10', day, rule }).map(
      ({ project, standing }) => `${project.id} ${standing}`,
    );
  };

  it('were handed in by all three parties, one project of which is late once the day has passed', () => {
    const rest = [
      'JG-P001 reported',
      'JG-P002 explained',
      'JS-P001 reported',
      'LM-P002 reported',
      'LM-P003 reported',
    ];
    expect(standings('2026-11-28').sort()).toEqual([...rest, 'JS-P002 awaited'].sort());
    expect(standings('2026-11-30').sort()).toEqual([...rest, 'JS-P002 late'].sort());
  });
});

describe('the register', () => {
  it('has the first plan of the bridge as its baseline, and a later one that is in force', () => {
    const baseline = state<BaselineState>('baseline', 'JG-BL001');
    const { versions } = state<ScheduleState>('schedule', baseline.schedule);
    expect(versions.map(({ place }) => place.leaf === baseline.version)).toEqual([true, false]);
  });

  it('has a field that all three adopted and one that waits for the third', () => {
    const fields = all<TextState<FieldContent>>('field');
    expect(fields.map(({ content, standing }) => [content.code, standing])).toEqual([
      ['heritage', 'agreed'],
      ['energy', 'proposed'],
    ]);
  });

  it('pairs a service of each of the three parties, and one of two', () => {
    const pairings = all<TextState<PairingContent>>('pairing');
    expect(pairings.map(({ standing, content }) => [standing, content.services.length])).toEqual([
      ['agreed', 3],
      ['agreed', 2],
    ]);
  });

  it('has documents with a file in two versions and one that lies elsewhere', () => {
    const documents = all<DocumentState>('document');
    const kept = documents.map(({ versions }) => versions.map((one) => one.blob !== undefined));
    expect(kept).toEqual([[true, true], [true], [false]]);
  });

  it('has a mediation in the private log, which names no word of the matter', () => {
    const mediation = state<MediationState>('mediation', 'LM-ME001');
    expect([mediation.matter, mediation.mediator]).toEqual(['JG-N001', 'LM-OR005']);
  });

  it('keeps one contact between the parties and has two for everybody', () => {
    const scopes = readJson<{ kind: string; command: Record<string, Json> }[]>(
      new URL('story-register.json', folder),
    )
      .filter(({ kind }) => kind === 'contact')
      .map(({ command }) => command.scope ?? 'programme');
    expect(scopes).toEqual(['both', 'both', 'programme']);
  });

  it('is told by each of the three parties', () => {
    const writers = new Set(held.placed.map(({ place }) => String(place.party)));
    expect([...writers].sort()).toEqual(parties);
  });
});
