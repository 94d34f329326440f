// Answers to what pages and commands ask (queries.ts), read from the rows. A question about another day
// (`asof`, `known`) is answered in past.ts.
import { compareRecordIds, type PartyId } from '../base/ids.ts';
import { byDay } from '../programme/days.ts';
import { concludedText, type JointState } from '../programme/joint.ts';
import type { AgreementState } from '../programme/kinds/agreement.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import type { CharterContent } from '../programme/kinds/charter-content.ts';
import type { CommitmentState } from '../programme/kinds/commitment.ts';
import type { MeetingState } from '../programme/kinds/meeting.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { PartyState } from '../programme/kinds/party.ts';
import type { ReportState } from '../programme/kinds/report.ts';
import type { Place, Placed, StatementHead } from '../programme/statement.ts';
import type { Row } from './database.ts';
import {
  bySubject,
  type FoldSetting,
  type Found,
  foldPast,
  readStatements,
  type Which,
} from './past.ts';
import { readProjectFiles } from './project-files.ts';
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
import { rowToPlaced } from './refold.ts';

/** What reading needs beside the rows. */
export interface ReadSetting extends FoldSetting {
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
  const agreements = async (which: Which, when?: AsOf) => {
    const records = await readRecords<AgreementState>(setting, which, when);
    if (records.length === 0) return [];
    const created = await commitments(when);
    return records.map((record) => withConclusion(setting, record, created));
  };
  return {
    programme: () => readProgramme(setting),
    agreements: (when) => agreements({ kind: 'agreement' }, when),
    agreement: async (id, when) => (await agreements({ kind: 'agreement', id }, when))[0],
    meetings: list<MeetingState>('meeting'),
    meeting: async (id, when) =>
      (await readRecords<MeetingState>(setting, { kind: 'meeting', id }, when))[0],
    commitments,
    organizations: list<OrganizationState>('organization'),
    parties: () => list<PartyState>('party')(),
    reports: list<ReportState>('report'),
    records: (kind, when) => readRecords(setting, { kind }, when),
    record: async (kind, id, when) => (await readRecords(setting, { kind, id }, when))[0] as never,
    projectFiles: () => readProjectFiles(setting),
    latest: (count, kind) => readLatest(setting, count, kind),
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
  which: Which,
  when: AsOf = {},
): Promise<readonly RecordView<State>[]> {
  const past = when.asof !== undefined || when.known !== undefined;
  const found = past ? await foldPast(setting, which, when) : await readPresent(setting, which);
  return found
    .sort((a, b) => compareRecordIds(a.id, b.id))
    .map(({ id, state, shown }) => ({
      id,
      kind: which.kind,
      state: state as State,
      history: shown.map((placed) => toHistoryLine(setting, placed)).sort(byDay),
    }));
}

/** States as folded. The history is the statements, unless the fold has kept another beside the state. */
async function readPresent(setting: ReadSetting, which: Which): Promise<Found[]> {
  const states = await setting.db.query(
    `select id, body, shown from state
     where programme = $1 and fold = $2 and kind = $3 and ($4::text is null or id = $4)`,
    [setting.programme, setting.fold, which.kind, which.id ?? null],
  );
  const rowsOf = bySubject(await readStatements(setting, which));
  return states.map((row) => {
    const id = String(row.id);
    const shown = shownOf(row) ?? (rowsOf.get(id) ?? []).map(rowToPlaced);
    return { id, state: JSON.parse(String(row.body)) as unknown, shown };
  });
}

function shownOf(row: Row): readonly Placed<StatementHead>[] | undefined {
  if (row.shown === null || row.shown === undefined) return undefined;
  return JSON.parse(String(row.shown)) as readonly Placed<StatementHead>[];
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

async function readLatest(
  setting: ReadSetting,
  count: number,
  kind: string | undefined,
): Promise<readonly HistoryLine[]> {
  const rows = await setting.db.query(
    // The newest first, then their states one by one: joined before, every statement would look for its own.
    `select s.subject, s.origin, s.index, s.party, s.leaf, s.at, s.latest, s.day, s.body, f.shown
     from (select * from statement t where t.programme = $1 and t.fold = $2 and t.kind <> 'log'
         and ($4::text is null or t.kind = $4)
       order by t.at desc, t.origin, t.index desc limit $3) s
     left join lateral (select shown from state u where u.programme = s.programme and u.fold = s.fold
       and u.kind = s.kind and u.id = s.subject offset 0) f on true
     order by s.at desc, s.origin, s.index desc`,
    [setting.programme, setting.fold, Math.min(count, latestMax), kind ?? null],
  );
  return rows.map((row) => {
    const shown = shownOf(row)?.find(({ place }) => place.leaf === row.leaf);
    return toHistoryLine(setting, shown ?? rowToPlaced(row));
  });
}

/** Returns every statement about a subject, or at a leaf, as recorded and in the order of the history. */
export async function readHistory(
  setting: ReadSetting,
  which: { readonly subject?: string; readonly leaf?: string },
): Promise<readonly HistoryLine[]> {
  const rows = await setting.db.query(
    `select subject, origin, index, party, leaf, at, latest, day, body from statement
     where programme = $1 and fold = $2 and ($3::text is null or subject = $3)
       and ($4::text is null or leaf = $4) and ($3::text is not null or $4::text is not null)`,
    [setting.programme, setting.fold, which.subject ?? null, which.leaf ?? null],
  );
  return rows.map((row) => toHistoryLine(setting, rowToPlaced(row))).sort(byDay);
}

function toHistoryLine(setting: ReadSetting, placed: Placed<StatementHead>): HistoryLine {
  return { ...placed, standing: setting.standingOf(placed.place) };
}
