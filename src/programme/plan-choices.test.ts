// docs/spec/joint-schedule.md N50, N51, N52: what could be done about the approvals of a network.
import { describe, expect, it } from 'vitest';
import { sz } from '../../test/support/given.ts';
import { caseOn, type Events, partOf, partSchedule } from '../../test/support/network.ts';
import { link, task } from '../../test/support/schedules.ts';
import { joinNetwork } from './joint-network.ts';
import type { NetworkCase } from './network-input.ts';
import { choicesOf, openApprovals, policiesOf, type Trial } from './plan-choices.ts';

const schedule = partSchedule([task('A', 40), task('B', 40), task('C', 8)], [link('A FS B')]);
const received: Events = [['2026-03-02', 'open']];
const stopped: Events = [...received, ['2026-03-03', 'stop', { why: { en: 'Survey' } }]];
const decided: Events = [...received, ['2026-03-03', 'decide', { outcome: 'approved' }]];

function permit(about: string, code: string, events: Events): NetworkCase {
  return caseOn(events, { fields: { about, activity: { project: 'SZ-P001', code } } });
}

function networkOf(cases: readonly NetworkCase[]) {
  return joinNetwork({
    ...{ project: 'SZ-P001', parts: [partOf('SZ-P001', sz, [schedule])], cases, links: [] },
    ...{ calendars: new Map(), dataDate: '2026-03-12' },
  });
}

describe('the choices about approvals', () => {
  it('are, for one that is open, a faster decision and its recognition, by its owner', () => {
    const choices = choicesOf(networkOf([permit('SZ-K001', 'A', received)]));
    expect(choices).toMatchObject([
      {
        ...{ kind: 'faster', party: sz, record: 'SZ-K001', percent: 33, cases: ['SZ-K001'] },
        policy: { activities: ['SZ-P001/A'], change: { type: 'faster', percent: 33 } },
      },
      { kind: 'recognised', party: sz, policy: { change: { type: 'recognised' } } },
    ]);
  });

  it('are an answer at once, by its side, where the applicant has the papers', () => {
    const choices = choicesOf(networkOf([permit('SZ-K001', 'A', stopped)]));
    expect(choices.map(({ kind, party }) => [kind, party])).toEqual([
      ...[
        ['faster', sz],
        ['recognised', sz],
      ],
      ['answer', sz],
    ]);
    expect(choices.at(-1)?.policy.activities).toEqual(['SZ-P001/A/applicant']);
  });

  it('are none for an approval that is over', () => {
    const network = networkOf([permit('SZ-K001', 'A', decided)]);
    expect(openApprovals(network)).toEqual([]);
    expect(choicesOf(network)).toEqual([]);
  });

  it('are all approvals of an authority together, where it has several', () => {
    const cases = [permit('SZ-K001', 'A', received), permit('SZ-K002', 'B', [])];
    const choices = choicesOf(networkOf(cases));
    expect(choices).toHaveLength(5);
    expect(choices.at(-1)).toMatchObject({
      ...{ kind: 'authority-faster', party: sz, record: 'SZ-OR001' },
      ...{ cases: ['SZ-K001', 'SZ-K002'], policy: { activities: ['SZ-P001/A', 'SZ-P001/B'] } },
    });
    expect(new Set(choices.map((one) => one.policy.name)).size).toBe(5);
  });
});

describe('a trial', () => {
  const network = networkOf([permit('SZ-K001', 'A', stopped), permit('SZ-K002', 'B', decided)]);
  const changesOf = (...trials: Trial[]) =>
    policiesOf(network, trials).map(({ activities, change }) => [...activities, change]);

  it('limits days on the authority’s calendar, then speeds up', () => {
    expect(changesOf({ record: 'SZ-K001', limitDays: 12, fasterPercent: 10 })).toEqual([
      ['SZ-P001/A', { type: 'limit', minutes: 12 * 480 }],
      ['SZ-P001/A', { type: 'faster', percent: 10 }],
    ]);
  });

  it('is of nothing else once the approval is recognised, and answers at once beside it', () => {
    const all = { isRecognised: true, limitDays: 12, fasterPercent: 10, isAnswered: true };
    expect(changesOf({ record: 'SZ-K001', ...all })).toEqual([
      ['SZ-P001/A/applicant', { type: 'recognised' }],
      ['SZ-P001/A', { type: 'recognised' }],
    ]);
  });

  it('of what is over, unknown or unchanged is left out', () => {
    expect(changesOf({ record: 'SZ-K002', isRecognised: true })).toEqual([]);
    expect(changesOf({ record: 'SZ-K009', limitDays: 1 })).toEqual([]);
    expect(changesOf({ record: 'SZ-K001', fasterPercent: 0 })).toEqual([]);
  });
});
