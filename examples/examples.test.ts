// The example of Shenzhen and Hong Kong is run as it stands: every step is decided and folded in memory, and its files are held to what
// pages, people and the rules on languages expect of them.
import { describe, expect, it } from 'vitest';
import type { PartyId } from '../src/base/ids.ts';
import type { Json } from '../src/base/json.ts';
import type { AgreementState } from '../src/programme/kinds/agreement.ts';
import { type CommitmentState, commitmentOn } from '../src/programme/kinds/commitment.ts';
import type { MeetingState } from '../src/programme/kinds/meeting.ts';
import type { ReportState } from '../src/programme/kinds/report.ts';
import { routes } from '../src/web/routes.ts';
import { type Given, given } from '../test/support/given.ts';
import { told } from './stories.ts';
import { fillLeaves, readJson, readStory, type Step } from './story.ts';

const folder = new URL('shenzhen-hong-kong/', import.meta.url);
const story = readStory(folder);
const languages = ['en', 'zh-Hant', 'zh-Hans'];

interface Element {
  readonly id: string;
  readonly section: object;
  readonly text: object;
  readonly state: string;
  readonly link?: string;
}
/** Gives every command in order, one minute apart, and returns what the logs hold then. */
function play(): Given {
  const leaves = new Map<string, string>();
  let held = given([]);
  for (const [i, step] of story.entries()) {
    const at = new Date(Date.UTC(2026, 10, 24, 2, i)).toISOString().replace('.000', '');
    const { kind, about } = step;
    const before = held.entries.length;
    held = held
      .when({
        by: step.node as PartyId,
        kind,
        command: fillLeaves(step.command, leaves),
        at,
        ...(about === undefined ? {} : { about }),
      })
      .recorded();
    const added = held.placed.slice(before);
    if (step.label !== undefined) leaves.set(step.label, added[0]!.place.leaf);
    if (step.expectId !== undefined) {
      expect(
        added.map(({ statement }) => statement.about),
        whichStep(step, i),
      ).toContain(step.expectId);
    }
  }
  return held;
}

function whichStep(step: Step, i: number): string {
  return `step ${i}: ${step.node} ${step.kind} ${String(step.command.act)} ${step.about ?? ''}`;
}

describe('the story', () => {
  const held = play();
  const agreement = (id: string) => held.state<AgreementState>('agreement', id);

  it('brings two agreements to signature and leaves the third to Hong Kong', () => {
    expect(
      agreement('HK-A001')
        .texts.map((text) => text.state)
        .sort(),
    ).toEqual(['dead', 'signed']);
    expect(agreement('SZ-A001').texts.map((text) => text.signedOn)).toEqual(['2026-03-27']);
    const [open] = agreement('SZ-A002').texts;
    expect(open.state).toBe('open');
    expect(open.signatures.map((line) => line.party)).toEqual(['shenzhen']);
  });

  it('has one commitment kept, one late and one open', () => {
    const standings = ['HK-C001', 'HK-C002', 'SZ-C001'].map((id) => {
      return commitmentOn(held.state<CommitmentState>('commitment', id), '2026-11-24').standing;
    });
    expect(standings).toEqual(['kept', 'late', 'open']);
    expect(held.state<CommitmentState>('commitment', 'HK-C001').acceptedBy).toEqual(['shenzhen']);
  });

  it('has reports confirmed, corrected and disputed', () => {
    const reports = ['HK-R001', 'HK-R002', 'HK-R003'].map((id) =>
      held.state<ReportState>('report', id),
    );
    expect(reports.map(({ standing }) => standing)).toEqual(['confirmed', 'corrected', 'disputed']);
    expect(reports.map(({ record }) => record)).toEqual(['SZ-OR005', 'SZ-OR006', undefined]);
  });

  it('has the minutes of both sample meetings agreed by the other party', () => {
    for (const [id, party] of [
      ['HK-G001', 'shenzhen'],
      ['SZ-G002', 'hong-kong'],
    ]) {
      const { answers, sample } = held.state<MeetingState>('meeting', id);
      expect(answers).toMatchObject([{ party, answer: 'agreed' }]);
      expect(sample).toBe(true);
    }
  });

  it('gives every fact of the conference a speaker, a day and a source that exists', () => {
    const { facts, sample } = held.state<MeetingState>('meeting', 'SZ-G001');
    expect(sample).toBe(false);
    expect(facts).toHaveLength(18);
    for (const { said } of facts) expect(said?.source.url).not.toMatch(/invalid|example/);
  });

  it('names real persons only as speakers and chairs of what a source tells', () => {
    const real = /Cheung|Chen Rugui|張建宗|张建宗|陳如桂|陈如桂/;
    const named = held.placed.filter(({ statement }) => real.test(JSON.stringify(statement)));
    expect(new Set(named.map(({ statement }) => statement.about))).toEqual(new Set(['SZ-G001']));
  });
});

describe('the press report', () => {
  const elements = readJson<readonly Element[]>(new URL('report.json', folder));

  it('links to records that the story makes public, and to pages', () => {
    const pages = routes.map(({ path }) => path).filter((path) => !path.includes(':'));
    const records = [...story, ...told]
      .filter(({ command }) => command.scope !== 'programme')
      .map(({ kind, expectId }) => `/${kind}s/${expectId}`);
    for (const { id, link } of elements) {
      if (link !== undefined) expect([...pages, ...records], `element ${id}`).toContain(link);
    }
  });

  it('links what is real or sample and nothing else', () => {
    for (const { id, state, link } of elements) {
      expect({ id, linked: link !== undefined }).toEqual({
        id,
        linked: state === 'real' || state === 'sample',
      });
    }
  });

  it('numbers its elements once each', () => {
    expect(new Set(elements.map(({ id }) => id)).size).toBe(elements.length);
  });
});

describe('the languages of the example', () => {
  const texts: { readonly path: string; readonly map: Readonly<Record<string, string>> }[] = [];
  const collect = (path: string, value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('en' in value) texts.push({ path, map: value as Record<string, string> });
    else for (const [name, member] of Object.entries(value)) collect(`${path}.${name}`, member);
  };
  const plans = [
    'huanggang-shenzhen',
    'huanggang-hong-kong',
    'liantang-shenzhen',
    'liantang-hong-kong',
  ];
  const schedules = plans.map((name) => `schedules/${name}.json`);
  for (const file of ['charter.json', 'parties.json', 'report.json', ...schedules]) {
    collect(file, readJson<unknown>(new URL(file, folder)));
  }
  for (const [i, { command }] of story.entries()) collect(`story ${i}`, command);
  for (const [i, { command }] of told.entries()) {
    // A calendar's file has its own folder and tests.
    const { file: _, ...words } = command;
    collect(`stories ${i}`, isTold(command) ? withTranslations(told[i]!, words) : words);
  }

  /** A text told in one language, with the translations that later steps make of it. */
  function withTranslations(step: Step, words: Readonly<Record<string, Json>>) {
    const id = step.about ?? step.expectId;
    const whole = ['title', 'text'].flatMap((field) => {
      const own = words[field];
      if (own === undefined) return [];
      const made = told
        .filter(({ about, command }) => about === id && command.act === 'translate')
        .filter(({ command }) => command.field === field)
        .map(({ command }) => [command.language, command.text]);
      const all = { ...Object.fromEntries(made), ...(own as object) };
      return [[field, Object.fromEntries(languages.map((tag) => [tag, all[tag]]))]];
    });
    return { ...words, ...Object.fromEntries(whole) };
  }

  function isTold(command: Step['command']): boolean {
    return command.act === 'tell' || (command.act === 'correct' && command.why !== undefined);
  }

  it('has every text in all three', () => {
    for (const { path, map } of texts) {
      expect(Object.keys(map), path).toEqual(languages);
    }
  });

  it('keeps each script to its own characters and words', () => {
    const onlyHans = /[协议项审这为发关业务后据条总级网线连门时实规两]/;
    const onlyHant = /[協議項審這為發關業務後據條總級網線連門時實規兩]/;
    const mainlandWords = /信息|質量|反饋|渠道|工作日|通過換函/;
    const hongKongWords = /资讯|质素|透过|备存|工作天|数码/;
    for (const { path, map } of texts) {
      expect(map['zh-Hant'], path).not.toMatch(onlyHans);
      expect(map['zh-Hans'], path).not.toMatch(onlyHant);
      expect(map['zh-Hant'], path).not.toMatch(mainlandWords);
      expect(map['zh-Hans'], path).not.toMatch(hongKongWords);
    }
  });

  it('says boundary, never border', () => {
    for (const { path, map } of texts) expect(map.en, path).not.toMatch(/border/i);
  });
});
