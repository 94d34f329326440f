// A programme of any size from one seed: parties, charter and the commands that their people give, all invented, all sample.
// Project n is the same in every programme of a seed and of as many parties, however many projects follow it.
import type { Json, JsonObject } from '../../src/base/json.ts';
import { calendarYearHash } from '../../src/plan/clock-calendar-file.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import type { Step } from '../story.ts';
import { agreementOf } from './agreement.ts';
import { drawsOf } from './draws.ts';
import { createIds, type Ids } from './ids.ts';
import { projectSteps } from './project.ts';
import {
  fieldWords,
  officeWords,
  partyWords,
  procedureWords,
  sampleOf,
  sentences,
} from './words.ts';

/** What a programme is made from. */
export interface ProgrammeSize {
  /** 0 to 9,007,199,254,740,991. */
  readonly seed: number;
  /** 2 to 4. */
  readonly parties: number;
  /** 1 or more; ten records or so come with each. */
  readonly projects: number;
}

/** A programme: the files of an example (examples/README.md), the steps one at a time. */
export interface GeneratedProgramme {
  readonly parties: JsonObject;
  readonly charter: JsonObject;
  steps(): Generator<Step>;
}

/** Most parties of a generated programme. */
export const partiesMost: number = partyWords.length;
/** Projects whose steps are told together: those that rest on nothing of one another can then go side by side. */
const blockProjects = 8;
const projectsPerAgreement = 25;
const calendarYears = [2023, 2024, 2025, 2026, 2027];

/** Returns the programme of that size. */
export function generateProgramme(size: ProgrammeSize): GeneratedProgramme {
  return { parties: partiesOf(size), charter: charterOf(size), steps: () => stepsOf(size) };
}

function castOf({ parties }: ProgrammeSize) {
  return partyWords.slice(0, parties);
}

/** The pseudonym of the officer of a party: eight characters that nobody else has. */
function officerOf(mark: string): string {
  return `${mark.toLowerCase()}officer`;
}

function partiesOf(size: ProgrammeSize): JsonObject {
  return {
    programme: `generated-${size.seed}`,
    stories: ['story.json'],
    parties: castOf(size).map(({ party, mark, name }) => ({
      ...{ party, mark, name: sampleOf(name), jurisdiction: 'ZZ', zone: 'Asia/Hong_Kong' },
      ...{ languages: ['en', 'zh-Hant', 'zh-Hans'], operator: officerOf(mark), sample: true },
    })),
    witness: {
      name: 'generated-archive',
      label: sampleOf({
        en: 'Independent archive',
        'zh-Hant': '獨立檔案機構',
        'zh-Hans': '独立档案机构',
      }),
      sample: true,
    },
  };
}

function charterOf(size: ProgrammeSize): JsonObject {
  const title = {
    en: `Generated programme ${size.seed}`,
    'zh-Hant': `生成計劃${size.seed}`,
    'zh-Hans': `生成计划${size.seed}`,
  };
  return {
    sample: true,
    title: sampleOf(title),
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    fields: fieldWords.map(({ id, label }) => ({ id, label })),
    publication: {
      ...{ meetings: 'public', agreements: 'public', drafts: 'public' },
      ...{ cases: 'public', decidedCases: 'public', forecasts: 'public' },
    },
    period: { from: '2024-01-01', until: '2033-12-31' },
    posts: Object.fromEntries(castOf(size).map(({ party }) => [party, sentences.post])),
  };
}

function* stepsOf(size: ProgrammeSize): Generator<Step> {
  const cast = castOf(size);
  const ids = createIds();
  for (const one of cast) yield* foundingSteps(one, ids);
  for (let from = 0; from < size.projects; from += blockProjects) {
    const count = Math.min(blockProjects, size.projects - from);
    const rounds = Array.from({ length: count }, (_, i) => {
      const number = from + i + 1;
      const owner = cast[(number - 1) % cast.length];
      return projectSteps(drawsOf(size.seed, `project ${number}`), { number, owner, ids });
    });
    const most = Math.max(...rounds.map((one) => one.length));
    for (let round = 0; round < most; round++)
      for (const steps of rounds) yield* steps[round] ?? [];
  }
  yield* agreementSteps(size, ids);
}

/** What a party has before its first project: itself, its offices, its procedures and an indicator. */
function* foundingSteps(party: (typeof partyWords)[number], ids: Ids): Generator<Step> {
  const { party: node, mark, name } = party;
  const own = (letters: string) => ids.next(mark, letters);
  const head = { sample: true, happened: '2024-01-02' };
  const step = (kind: string, letters: string, command: JsonObject): Step => {
    return { node, kind, command: { ...head, ...command }, expectId: own(letters) };
  };
  const languages = ['en', 'zh-Hant', 'zh-Hans'];
  const said = { jurisdiction: 'ZZ', zone: 'Asia/Hong_Kong', languages };
  yield step('party', 'PA', { act: 'describe', name: sampleOf(name), ...said });
  for (const office of officeWords) {
    const called = sampleOf({
      en: `${office.name.en}, ${name.en}`,
      'zh-Hant': `${name['zh-Hant']}${office.name['zh-Hant']}`,
      'zh-Hans': `${name['zh-Hans']}${office.name['zh-Hans']}`,
    });
    yield step('organization', 'OR', { act: 'describe', name: called, roles: [office.role] });
  }
  const calendar = own('CA');
  yield {
    ...{ node, kind: 'calendar', expectId: calendar },
    command: { ...head, ...calendarCommand(mark) },
  };
  for (const one of procedureWords) {
    const authority = `${mark}-OR00${one.authority + 2}`;
    yield step('procedure', 'PR', { ...procedureCommand(one, authority), calendar });
  }
  yield step('indicator', 'IN', {
    ...{
      act: 'state',
      title: sampleOf({
        en: 'Works that opened',
        'zh-Hant': '已啟用工程',
        'zh-Hans': '已启用工程',
      }),
    },
    ...{
      unit: { en: 'works', 'zh-Hant': '項', 'zh-Hans': '项' },
      good: 'more',
      field: 'transport',
    },
    ...{
      what: sentences.invented,
      baseline: { value: '0', on: '2023' },
      target: { value: '40', by: '2030' },
    },
  });
}

/** Working days without holidays: the generated parties have none. */
function calendarCommand(mark: string): JsonObject {
  const title = sampleOf({ en: 'Working days', 'zh-Hant': '辦公日', 'zh-Hans': '工作日' });
  const years = calendarYears.map((year) => {
    const sources = [{ title: 'Generated calendar (sample)', announcedOn: `${year - 1}-11-01` }];
    const said: Json = { year, status: 'announced', sources, off: [], working: [] };
    return { ...said, hash: calendarYearHash(nodeCrypto.sha256, said) };
  });
  return {
    ...{ act: 'state', name: title, hours: [{ from: '09:00', to: '17:00' }] },
    file: {
      ...{ format: 'comity-calendar/1', id: `${mark.toLowerCase()}-working-days`, title },
      ...{ jurisdiction: 'ZZ', zone: 'Asia/Hong_Kong', rest: ['saturday', 'sunday'], years },
    },
  };
}

function procedureCommand(
  { name, days }: (typeof procedureWords)[number],
  authority: string,
): JsonObject {
  return {
    ...{ act: 'state', name: sampleOf(name), authority, validFrom: '2019-01-01' },
    clocks: [
      {
        ...{ clock: 'pledge', unit: 'calendar', startsAt: ['received'], endsAt: ['decided'] },
        ...{ dayZero: 'excluded', limit: days, roll: 'none', stops: 'suspend', excludedKinds: [] },
        ...{
          onExpiry: 'nothing',
          legalBasis: [{ law: 'Generated rule (sample)', article: 'sample' }],
        },
        effective: { from: '2019-01-01' },
      },
    ],
    stages: [
      {
        key: 'review',
        name: { en: 'Review', 'zh-Hant': '審核', 'zh-Hans': '审核' },
        clocks: ['pledge'],
      },
    ],
    durationDays: { low: days, mode: Math.round(days * 1.4), high: days * 2 },
    applicantDays: { low: 5, mode: 14, high: 40 },
    estimateBasis: sentences.invented,
  };
}

/** All agreements: proposed, then signed, then what is claimed to be kept. */
function* agreementSteps(size: ProgrammeSize, ids: Ids): Generator<Step> {
  const cast = castOf(size);
  const count = Math.ceil(size.projects / projectsPerAgreement);
  const given = Array.from({ length: count }, (_, i) => {
    const draws = drawsOf(size.seed, `agreement ${i + 1}`);
    const sides = [cast[i % cast.length], cast[(i + 1) % cast.length]] as const;
    return agreementOf(draws, { number: i + 1, sides, ids });
  });
  for (const { proposes } of given) yield proposes;
  // The other side signs what it has got, and claims what is in force.
  yield* afterWaiting(given.flatMap(({ signs }) => signs));
  yield* afterWaiting(given.flatMap(({ claims }) => claims));
}

function* afterWaiting(steps: readonly Step[]): Generator<Step> {
  for (const [i, step] of steps.entries()) yield i === 0 ? { ...step, wait: true } : step;
}
