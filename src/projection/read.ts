// Answers to what pages and commands ask (queries.ts), read from the rows. A question about another day
// (`asof`, `known`) folds the subject again from the statements of that day (docs/spec/model.md 4).
import { type CivilDate, lastDay, lastInstantOf } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import { concludedText, type JointState } from '../programme/joint.ts';
import type { AgreementState } from '../programme/kinds/agreement.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import type { CharterContent } from '../programme/kinds/charter-content.ts';
import type { CommitmentState } from '../programme/kinds/commitment.ts';
import type { MeetingState } from '../programme/kinds/meeting.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { PartyState } from '../programme/kinds/party.ts';
import type { ReportState } from '../programme/kinds/report.ts';
import type { Fold, Place } from '../programme/statement.ts';
import type { Row } from './database.ts';
import type {
  AgreementView,
  AsOf,
  HistoryLine,
  PartyName,
  ProgrammeView,
  Queries,
  RecordView,
  Standing,
} from './queries.ts';
import { clocksOf, foldRows, rowToPlaced } from './refold.ts';
import type { ProjectionSetting } from './setting.ts';

/** What reading needs beside the rows. */
export interface ReadSetting extends ProjectionSetting {
  /** Pages of the public read `public`; the party itself reads `programme`. */
  readonly fold: Fold;
  /** How far the entry at that place has come. */
  readonly standingOf: (place: Place) => Standing;
  /** The parties as known before there is a charter: from this node's own and its peers' exports. */
  readonly knownParties: () => readonly PartyName[];
}

const latestMax = 200;

/** Returns the queries of one fold. */
export function createQueries(setting: ReadSetting): Queries {
  const list =
    <State>(kind: string) =>
    async (when?: AsOf) =>
      (await readRecords<State>(setting, { kind }, when)) as readonly RecordView<State>[];
  const commitments = list<CommitmentState>('commitment');
  const agreementView = async (record: RecordView<AgreementState>, when?: AsOf) =>
    withConclusion(setting, record, await commitments(when));
  return {
    programme: () => readProgramme(setting),
    agreements: async (when) => {
      const records = await readRecords<AgreementState>(setting, { kind: 'agreement' }, when);
      return Promise.all(records.map((record) => agreementView(record, when)));
    },
    agreement: async (id, when) => {
      const [record] = await readRecords<AgreementState>(setting, { kind: 'agreement', id }, when);
      return record === undefined ? undefined : agreementView(record, when);
    },
    meetings: list<MeetingState>('meeting'),
    meeting: async (id, when) =>
      (await readRecords<MeetingState>(setting, { kind: 'meeting', id }, when))[0],
    commitments,
    organizations: list<OrganizationState>('organization'),
    parties: () => list<PartyState>('party')(),
    reports: list<ReportState>('report'),
    latest: (count) => readLatest(setting, count),
  };
}

function withConclusion(
  setting: ReadSetting,
  record: RecordView<AgreementState>,
  commitments: readonly RecordView<CommitmentState>[],
): AgreementView {
  const concluded = conclusionOf(setting, record.state);
  const own = commitments.filter((commitment) => commitment.state.agreement === record.id);
  return { ...record, ...(concluded === undefined ? {} : { concluded }), commitments: own };
}

function conclusionOf<Content>(setting: ReadSetting, state: JointState<Content>) {
  return concludedText(state, (place) => setting.standingOf(place) === 'confirmed');
}

/** Returns records of a kind, sorted by id: one when an id is given. */
async function readRecords<State>(
  setting: ReadSetting,
  which: { readonly kind: string; readonly id?: string },
  when: AsOf = {},
): Promise<readonly RecordView<State>[]> {
  const { programme, fold, db } = setting;
  const rows = await db.query(
    `select subject, origin, index, party, leaf, at, day, body from statement
     where programme = $1 and fold = $2 and kind = $3 and ($4::text is null or subject = $4)
     order by subject, origin, index`,
    [programme, fold, which.kind, which.id ?? null],
  );
  const past = when.asof !== undefined || when.known !== undefined;
  const inView = past ? rows.filter(await viewOf(setting, when)) : rows;
  const states = past
    ? await foldPast(setting, which, { rows: inView, when })
    : await readStates(setting, which);
  const historyOf = new Map<string, HistoryLine[]>();
  for (const row of inView) {
    const lines = historyOf.get(String(row.subject)) ?? [];
    lines.push(toHistoryLine(setting, row));
    historyOf.set(String(row.subject), lines);
  }
  return [...states.entries()]
    .sort(([a], [b]) => compareIds(a, b))
    .map(([id, state]) => ({
      id,
      kind: which.kind,
      state: state as State,
      history: (historyOf.get(id) ?? []).sort(byDay),
    }));
}

async function readStates(
  setting: ReadSetting,
  which: { readonly kind: string; readonly id?: string },
): Promise<Map<string, unknown>> {
  const rows = await setting.db.query(
    `select id, body from state
     where programme = $1 and fold = $2 and kind = $3 and ($4::text is null or id = $4)`,
    [setting.programme, setting.fold, which.kind, which.id ?? null],
  );
  return new Map(rows.map((row) => [String(row.id), JSON.parse(String(row.body)) as unknown]));
}

/** Folds every subject of a kind from the statements in view. Seeds come from their sources on the same day. */
async function foldPast(
  setting: ReadSetting,
  which: { readonly kind: string; readonly id?: string },
  given: { readonly rows: readonly Row[]; readonly when: AsOf },
): Promise<Map<string, unknown>> {
  const seeds =
    which.kind === 'commitment' ? await seedsAt(setting, given.when) : new Map<string, unknown>();
  const clocks = await clocksAt(setting, given.when);
  const bySubject = new Map<string, Row[]>();
  for (const id of seeds.keys())
    if (which.id === undefined || id === which.id) bySubject.set(id, []);
  for (const row of given.rows) {
    const rows = bySubject.get(String(row.subject)) ?? [];
    rows.push(row);
    bySubject.set(String(row.subject), rows);
  }
  const states = new Map<string, unknown>();
  for (const [id, rows] of bySubject) {
    const subject = { fold: setting.fold, kind: which.kind, id };
    const { state } = foldRows(setting, subject, rows, { clocks, seed: seeds.get(id) });
    if (state !== undefined) states.set(id, state);
  }
  return states;
}

async function seedsAt(setting: ReadSetting, when: AsOf): Promise<Map<string, unknown>> {
  const rows = await setting.db.query(
    `select subject, origin, index, party, leaf, at, day, body from statement
     where programme = $1 and fold = $2 and kind = 'agreement' order by subject, origin, index`,
    [setting.programme, setting.fold],
  );
  const clocks = await clocksAt(setting, when);
  const bySubject = new Map<string, Row[]>();
  for (const row of rows.filter(await viewOf(setting, when))) {
    bySubject.set(String(row.subject), [...(bySubject.get(String(row.subject)) ?? []), row]);
  }
  const seeds = new Map<string, unknown>();
  for (const [id, own] of bySubject) {
    const subject = { fold: setting.fold, kind: 'agreement', id };
    for (const seed of foldRows(setting, subject, own, { clocks, seed: undefined }).seeds) {
      seeds.set(seed.id, seed.data);
    }
  }
  return seeds;
}

/** Which statements are in view: `asof` bounds their day, `known` the prefix of their log. */
type InView = (row: Row) => boolean;

/**
 * Of each log, `known` takes the longest prefix whose running maximum of `at` lies within the day in the
 * party's zone (docs/spec/model.md 4), so an entry behind a later one stays out even if its own `at` is early.
 */
async function viewOf(setting: ReadSetting, when: AsOf): Promise<InView> {
  const asof = when.asof === undefined ? undefined : lastDay(when.asof);
  const sizes = new Map<string, number>();
  if (when.known !== undefined) {
    for (const log of setting.logs()) {
      const [found] = await setting.db.query(
        'select min(index) as first from entry where programme = $1 and origin = $2 and at > $3',
        [setting.programme, log.origin, lastInstantOf(log.zone, when.known)],
      );
      if (found?.first !== null && found?.first !== undefined)
        sizes.set(log.origin, Number(found.first));
    }
  }
  return (row) => {
    if (asof !== undefined && String(row.day) > asof) return false;
    return Number(row.index) < (sizes.get(String(row.origin)) ?? Number.POSITIVE_INFINITY);
  };
}

async function clocksAt(setting: ReadSetting, when: AsOf): Promise<ReadonlyMap<PartyId, string>> {
  const clocks = await clocksOf(setting.db, setting);
  const day = [when.asof, when.known]
    .filter((d) => d !== undefined)
    .map(lastDay)
    .sort()[0];
  if (day === undefined) return clocks;
  const end = `${day}T23:59:59Z`;
  return new Map([...clocks].map(([party, clock]) => [party, clock < end ? clock : end]));
}

async function readProgramme(setting: ReadSetting): Promise<ProgrammeView> {
  const [charter] = await readRecords<CharterState>(setting, { kind: 'charter' });
  const known = setting.knownParties();
  const fallback = {
    id: setting.programme,
    title: { en: setting.programme },
    languages: ['en', 'zh-Hant', 'zh-Hans'],
    parties: known,
    sample: false,
  };
  if (charter === undefined) return fallback;
  const concluded = conclusionOf(setting, charter.state);
  const content = charterContent(charter.state);
  const withCharter = { ...charter, ...(concluded === undefined ? {} : { concluded }) };
  if (content === undefined) return { ...fallback, charter: withCharter };
  return {
    id: setting.programme,
    title: content.title,
    languages: content.languages,
    parties: content.parties.map((party) => ({
      party: party.party as PartyId,
      mark: party.mark,
      name: party.name,
      zone: party.zone,
    })),
    charter: withCharter,
    sample: charter.state.sample,
  };
}

/** The text in force, else the newest proposed: names are wanted before all have signed. */
function charterContent(state: CharterState): CharterContent | undefined {
  const inForce = state.texts.find((text) => text.hash === state.inForce);
  return (inForce ?? state.texts.at(-1))?.content;
}

async function readLatest(setting: ReadSetting, count: number): Promise<readonly HistoryLine[]> {
  const rows = await setting.db.query(
    `select subject, origin, index, party, leaf, at, day, body from statement
     where programme = $1 and fold = $2 and kind <> 'log'
     order by at desc, origin, index desc limit $3`,
    [setting.programme, setting.fold, Math.min(count, latestMax)],
  );
  return rows.map((row) => toHistoryLine(setting, row));
}

/** Returns every statement about a subject, or at a leaf, in the order of the history. */
export async function readHistory(
  setting: ReadSetting,
  which: { readonly subject?: string; readonly leaf?: string },
): Promise<readonly HistoryLine[]> {
  const rows = await setting.db.query(
    `select subject, origin, index, party, leaf, at, day, body from statement
     where programme = $1 and fold = $2 and ($3::text is null or subject = $3)
       and ($4::text is null or leaf = $4) and ($3::text is not null or $4::text is not null)`,
    [setting.programme, setting.fold, which.subject ?? null, which.leaf ?? null],
  );
  return rows.map((row) => toHistoryLine(setting, row)).sort(byDay);
}

function toHistoryLine(setting: ReadSetting, row: Row): HistoryLine {
  const placed = rowToPlaced(row);
  return { ...placed, standing: setting.standingOf(placed.place) };
}

function byDay(a: HistoryLine, b: HistoryLine): number {
  const [x, y] = [keyOfPlace(a.place), keyOfPlace(b.place)];
  return x < y ? -1 : x > y ? 1 : 0;
}

function keyOfPlace(place: Place): string {
  return `${place.day as CivilDate} ${place.origin} ${String(place.index).padStart(16, '0')}`;
}

/** HK-A002 before HK-A010, and before HK-A1000. */
function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
