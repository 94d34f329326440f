// One project of a generated programme with what hangs on it: approvals, money, a promise, a contract, a request for change,
// an obstacle, an offer or a need, a measurement.
import type { CivilDate } from '../../src/base/dates.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { Step } from '../story.ts';
import { addDays, lastDayTold } from './days.ts';
import type { Draws } from './draws.ts';
import type { Ids } from './ids.ts';
import {
  type partyWords,
  placeWords,
  procedureWords,
  sampleOf,
  sentences,
  type Words,
  workAt,
  workWords,
} from './words.ts';

interface ProjectOf {
  /** From 1. */
  readonly number: number;
  readonly owner: (typeof partyWords)[number];
  readonly ids: Ids;
}

/** A project as its records name it. */
interface Project {
  readonly id: string;
  readonly title: Words;
  readonly field: string;
  readonly opened: CivilDate;
  /** Millions of its party's currency. */
  readonly millions: number;
}

/** Steps that rest on those of the rounds before, and on none of their own. */
type Rounds = Step[][];

/** Returns the steps of a project in rounds: first what opens it, last what closes its records. */
export function projectSteps(draws: Draws, of: ProjectOf): Rounds {
  const { number, owner, ids } = of;
  const work = draws.one(workWords);
  const project: Project = {
    id: ids.next(owner.mark, 'P'),
    title: workAt(work.name, draws.one(placeWords)),
    field: work.field,
    opened: addDays('2024-01-03', draws.whole(0, 700)),
    millions: draws.whole(2, 900),
  };
  const rounds: Rounds = [[], [], [], [], [], []];
  const say = (round: number, kind: string, command: JsonObject, where: Partial<Step> = {}) => {
    rounds[round]?.push({
      node: owner.party,
      kind,
      command: { sample: true, ...command },
      ...where,
    });
  };
  const make = (kind: string, letters: string, command: JsonObject, round = 1) => {
    const expectId = ids.next(owner.mark, letters);
    say(round, kind, command, { expectId });
    return expectId;
  };
  const title = sampleOf(project.title, String(number));
  say(
    0,
    'project',
    {
      ...{ act: 'open', happened: project.opened, title, summary: sentences.summary },
      ...{ field: project.field, owner: `${owner.mark}-OR001` },
    },
    { expectId: project.id },
  );
  const status = draws.one([
    'preparation',
    'implementation',
    'implementation',
    'completed',
  ] as const);
  say(1, 'project', { act: 'status', status, happened: lastDayTold }, { about: project.id });
  for (let i = draws.whole(2, 4); i > 0; i--) addCase(draws, of, { project, say, make });
  addMoney(draws, of, { project, make });
  addMatters(draws, of, { project, say, make });
  return rounds;
}

type Say = (round: number, kind: string, command: JsonObject, where?: Partial<Step>) => void;
type Make = (kind: string, letters: string, command: JsonObject, round?: number) => string;

/** An approval: applied for, often stopped once, decided in most cases, a few withdrawn. */
function addCase(
  draws: Draws,
  { owner }: ProjectOf,
  to: { readonly project: Project; readonly say: Say; readonly make: Make },
): void {
  const { project, say, make } = to;
  const place = draws.whole(0, procedureWords.length - 1);
  const { days, name } = procedureWords[place];
  const received = addDays(project.opened, draws.whole(10, 600));
  if (received > lastDayTold) return;
  const id = make('approval-case', 'K', {
    ...{ act: 'open', happened: received, procedure: `${owner.mark}-PR00${place + 1}` },
    ...{ project: project.id, title: sampleOf(name), applicant: `${owner.mark}-OR004` },
    number: `SAMPLE-${project.id}-${draws.whole(1_000, 9_999)}`,
  });
  const act = (round: number, day: CivilDate, command: JsonObject) => {
    if (day > lastDayTold) return false;
    say(round, 'approval-case', { happened: day, ...command }, { about: id });
    return true;
  };
  let day = received;
  if (draws.chance(0.4)) {
    day = addDays(day, draws.whole(4, days));
    const { missing, drawing } = sentences;
    if (!act(2, day, { act: 'stop', why: missing, waitingFor: drawing })) return;
    day = addDays(day, draws.whole(5, 40));
    if (!act(3, day, { act: 'resume' })) return;
  }
  day = addDays(day, draws.whole(Math.round(days / 2), days * 2));
  if (draws.chance(0.05)) act(4, day, { act: 'withdraw', why: sentences.withdrawn });
  else act(4, day, { act: 'decide', outcome: draws.chance(0.93) ? 'approved' : 'refused' });
}

/** What it needs, what of it is budgeted, and a contract. */
function addMoney(
  draws: Draws,
  { owner }: ProjectOf,
  to: { readonly project: Project; readonly make: Make },
): void {
  const { project, make } = to;
  const amount = (share: number) => {
    const sum = Math.max(1, Math.round(project.millions * share));
    return { amount: `${sum}000000`, currency: owner.currency };
  };
  const [from, to_] = [project.opened.slice(0, 4), String(draws.whole(2027, 2031))];
  const money = (kind: string, share: number) =>
    make('investment', 'V', {
      ...{ act: 'state', project: project.id, kind, amount: amount(share) },
      period: { from, to: to_ },
    });
  money('required', 1);
  if (draws.chance(0.6)) money('budget', 0.7);
  if (draws.chance(0.3)) money('spent', 0.2);
  if (!draws.chance(0.4)) return;
  make('contract', 'CO', {
    ...{ act: 'state', project: project.id, ocid: `ocds-000000-${project.id.toLowerCase()}` },
    ...{ title: sampleOf(project.title), nature: ['construction'], value: amount(0.5) },
    ...{ suppliers: [{ name: 'Bridge and Road Builders (sample)' }], signed: project.opened },
    period: { from, to: to_ },
  });
}

/** What else is said of it. */
function addMatters(
  draws: Draws,
  { owner }: ProjectOf,
  to: { readonly project: Project; readonly say: Say; readonly make: Make },
): void {
  const { project, say, make } = to;
  if (draws.chance(0.7)) {
    const year = draws.whole(2026, 2030);
    const within = { en: `In ${year}`, 'zh-Hant': `${year}年內`, 'zh-Hans': `${year}年内` };
    make('promise', 'D', {
      ...{ act: 'say', subject: project.id, milestone: 'opened' },
      promised: { from: `${year}-01-01`, to: `${year}-12-31`, words: within },
      said: {
        ...{ on: project.opened, by: sentences.post },
        source: {
          url: `https://${owner.party}.example.invalid/${project.id.toLowerCase()}`,
          ...{ title: 'Generated report (sample)', accessed: lastDayTold },
        },
      },
    });
  }
  if (draws.chance(0.2)) addChange(draws, { project, say, make });
  if (draws.chance(0.1))
    make('obstacle', 'O', {
      ...{ act: 'file', happened: lastDayTold, title: sampleOf(project.title) },
      ...{ what: sentences.twice, flows: [draws.one(['goods', 'data', 'talent'])] },
    });
  if (draws.chance(0.3)) {
    const [kind, letters] = draws.one([['offer', 'OF'] as const, ['need', 'NE'] as const]);
    make(kind, letters, {
      ...{ act: 'state', happened: lastDayTold, title: sampleOf(project.title) },
      ...{ teaser: sentences.summary, type: 'trade', field: project.field, terms: ['service'] },
      ...{ organization: `${owner.mark}-OR004`, validUntil: '2030-12-31' },
    });
  }
  if (draws.chance(0.2))
    make('observation', 'OB', {
      ...{ act: 'observe', indicator: `${owner.mark}-IN001`, period: project.opened.slice(0, 7) },
      ...{ value: String(draws.whole(1, 40)), method: sentences.invented },
    });
}

function addChange(
  draws: Draws,
  to: { readonly project: Project; readonly say: Say; readonly make: Make },
): void {
  const { project, say, make } = to;
  const asked = addDays(project.opened, draws.whole(100, 400));
  if (addDays(asked, 30) > lastDayTold) return;
  const about = make('change-request', 'CR', {
    ...{ act: 'request', happened: asked, of: project.id, title: sampleOf(project.title) },
    ...{ what: sentences.deeper, why: sentences.soil, cause: 'works' },
    effect: { days: draws.whole(5, 90) },
  });
  if (!draws.chance(0.7)) return;
  const outcome = draws.chance(0.8) ? 'accepted' : 'rejected';
  const { committee, noOther } = sentences;
  const decided = { happened: addDays(asked, 30), decidedBy: committee, reasons: noOther };
  say(2, 'change-request', { act: 'decide', outcome, ...decided }, { about });
}
