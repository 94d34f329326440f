// What `comity KIND list` prints: a line for each record, or a table where a line would not say enough.
import type { Json, JsonObject } from '../../base/json.ts';
import { isJsonObject } from '../../base/json.ts';
import type { LinkEnd, LinkState } from '../../programme/kinds/link.ts';
import type { OwnProjectState, ProjectState } from '../../programme/kinds/project.ts';
import type { RecordView } from '../../projection/queries.ts';
import { pickText } from '../../text/language-map.ts';
import { tableOf } from '../table.ts';
import type { OrderedWords } from '../text-order.ts';

/** What a list needs of the command's context. */
type Words = OrderedWords;

/** Returns the lines of a list of records of one kind. */
export function listLines(
  words: Words,
  kind: string,
  records: readonly RecordView<unknown>[],
): readonly string[] {
  if (records.length === 0) return [words.text('cli.record.none')];
  if (kind === 'project') return projectTable(words, records as readonly ProjectView[]);
  return records.map((record) =>
    `${record.id.padEnd(12)} ${titleOf(words, record.state)}`.trimEnd(),
  );
}

type ProjectView = RecordView<ProjectState>;

const columns = [
  'cli.project.column.id',
  'cli.project.column.title',
  'cli.project.column.basis',
  'cli.project.column.status',
  'cli.project.column.parts',
] as const;

const bases = {
  own: 'cli.project.basis.own',
  part: 'cli.project.basis.part',
  joint: 'cli.project.basis.joint',
} as const;

const statuses: Readonly<Record<NonNullable<OwnProjectState['status']>['status'], string>> = {
  identification: 'cli.project.status.identification',
  preparation: 'cli.project.status.preparation',
  implementation: 'cli.project.status.implementation',
  completion: 'cli.project.status.completion',
  completed: 'cli.project.status.completed',
  cancelled: 'cli.project.status.cancelled',
  maintenance: 'cli.project.status.maintenance',
  decommissioning: 'cli.project.status.decommissioning',
};

function projectTable(words: Words, records: readonly ProjectView[]): readonly string[] {
  const rows = records.map(({ id, state }) => [
    id,
    titleOf(words, state),
    words.text(bases[state.basis === 'own' && state.partOf !== undefined ? 'part' : state.basis]),
    statusOf(words, state),
    partsOf(id, state, records),
  ]);
  return tableOf([columns.map((key) => words.text(key)), ...rows]);
}

/** Of a joint project how far its text is; how far the works are, its parts say. */
function statusOf(words: Words, state: ProjectState): string {
  if (state.basis === 'own') {
    return state.status === undefined ? '–' : words.text(statuses[state.status.status]);
  }
  if (state.joint.inForce !== undefined) return words.text('cli.project.text.signed');
  return words.text(
    state.content === undefined ? 'cli.project.text.dead' : 'cli.project.text.open',
  );
}

/** Of a joint project its parts, with the record of each that has one; of a part where it belongs. */
function partsOf(id: string, state: ProjectState, records: readonly ProjectView[]): string {
  if (state.basis === 'own') {
    return state.partOf === undefined ? '' : `${state.partOf.project}/${state.partOf.key}`;
  }
  const parts = state.content?.parts ?? [];
  return parts
    .map(({ key, party }) => `${key} ${recordOfPart(id, { key, party }, records)}`)
    .join(', ');
}

/** The own project that says it is that part, if it is of the party that the text names. */
function recordOfPart(
  project: string,
  part: { readonly key: string; readonly party: string },
  records: readonly ProjectView[],
): string {
  const found = records.find(
    ({ state }) =>
      state.basis === 'own' &&
      state.party === part.party &&
      state.partOf?.project === project &&
      state.partOf.key === part.key,
  );
  return found?.id ?? '–';
}

/** What a record is called; where it has no name, what it is about. */
function titleOf(words: Words, state: unknown): string {
  if (!isJsonObject(state as Json)) return '';
  const record = state as JsonObject;
  const map = record.title ?? record.name ?? record.term ?? record.measure ?? titleOfText(record);
  if (isJsonObject(map))
    return pickText(map as Readonly<Record<string, string>>, words.language, words.textLanguages)
      .text;
  if (typeof record.lagMinutes === 'number') return endsOf(words, record as unknown as LinkState);
  const { offer, need } = record;
  if (typeof offer === 'string' && typeof need === 'string') return `${offer} – ${need}`;
  const about =
    record.subject ?? record.crossing ?? record.project ?? record.record ?? record.matter;
  return typeof about === 'string' ? about : titleOf(words, about);
}

/** Of the text that speaks for a joint record, the newest text of an agreement, the newest version of a procedure. */
function titleOfText(record: JsonObject): Json | undefined {
  const { content, texts, versions } = record;
  if (isJsonObject(content)) return content.title ?? content.label ?? content.name ?? content.need;
  const newest = Array.isArray(texts)
    ? (texts as readonly JsonObject[]).at(-1)?.content
    : undefined;
  if (isJsonObject(newest)) return newest.title;
  return Array.isArray(versions) ? (versions as readonly JsonObject[]).at(-1)?.name : undefined;
}

const standings: Readonly<Record<LinkState['standing'], string>> = {
  proposed: 'cli.link.standing.proposed',
  accepted: 'cli.link.standing.accepted',
  declined: 'cli.link.standing.declined',
  ended: 'cli.link.standing.ended',
};

function endsOf(words: Words, { from, to, type, standing }: LinkState): string {
  const nameOf = (end: LinkEnd) =>
    'case' in end ? `${end.case}/${end.stage}` : `${end.project}/${end.code}`;
  return `${nameOf(from)} ${type} ${nameOf(to)} (${words.text(standings[standing])})`;
}
