// What the record holds of each field of the programme: every record that names it, by kind, with the day on which it began.
import type { CivilDate } from '../../../base/dates.ts';
import type { ActionState } from '../../../programme/kinds/action.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { AgreementView, RecordView } from '../../../projection/queries.ts';
import { charterFields, fieldRecord } from '../../parts/fields.ts';
import type { Site, Visit } from '../../site.ts';
import { shownText } from '../agreement/standing.ts';

/** Kinds whose records are of a field, in the order of the page. */
export const fieldKinds = [
  'action',
  'proposal',
  'agreement',
  'commitment',
  'project',
  'indicator',
  'obstacle',
  'mechanism',
  'offer',
  'need',
  'term',
] as const;

/** One record of a field. */
export interface FieldItem {
  readonly id: string;
  readonly kind: (typeof fieldKinds)[number];
  /** Absent where its source does not name it. */
  readonly title?: LanguageMap;
  readonly sample: boolean;
  /** On which it began: of a commitment the day of its agreement. */
  readonly day: CivilDate;
}

/** Records by the id of the field that they name. */
export type ItemsByField = ReadonlyMap<string, readonly FieldItem[]>;

/** What the pages of fields show. */
export interface FieldsModel {
  /** Of the charter first, then those adopted or proposed by themselves, then those that only records name. */
  readonly fields: readonly {
    readonly id: string;
    readonly from: 'charter' | 'adopted' | 'proposed' | 'named';
  }[];
  readonly items: ItemsByField;
  readonly actions: readonly RecordView<ActionState>[];
}

/** Returns every field with its records as of the day asked for. A commitment is of the fields of its agreement. */
export async function fieldsModel(site: Site, visit: Visit): Promise<FieldsModel> {
  const { when } = visit;
  const [actions, proposals, agreements, projects, indicators, offers, needs, ...more] =
    await Promise.all([
      site.queries.records('action', when),
      site.queries.records('proposal', when),
      site.queries.agreements(when),
      site.queries.records('project', when),
      site.queries.records('indicator', when),
      site.queries.records('offer', when),
      site.queries.records('need', when),
      site.queries.records('obstacle', when),
      site.queries.records('mechanism', when),
      site.queries.records('term', when),
    ]);
  const [obstacles, mechanisms, terms] = more;
  const named = [
    ...actions.map((one) => of(one, 'action', one.state.content.field)),
    ...proposals.map((one) => of(one, 'proposal', one.state.field)),
    ...agreements.flatMap(ofAgreement),
    ...projects.map((one) => {
      const { state } = one;
      return of(one, 'project', state.basis === 'own' ? state.field : state.content?.field);
    }),
    ...indicators.map((one) => of(one, 'indicator', one.state.content.field)),
    ...offers.map((one) => of(one, 'offer', one.state.field)),
    ...needs.map((one) => of(one, 'need', one.state.field)),
    ...obstacles.map((one) => of(one, 'obstacle', one.state.field)),
    ...mechanisms.map((one) => of(one, 'mechanism', one.state.content.field)),
    ...terms.map((one) => {
      const { term: title, sample, field } = one.state;
      return of({ ...one, state: { sample, title } }, 'term', field);
    }),
  ].flatMap(({ field, item }) => (field === undefined ? [] : [{ field, item }]));
  const items = Map.groupBy(named, ({ field }) => field);
  return {
    fields: fieldsInOrder(visit, items),
    items: new Map([...items].map(([field, found]) => [field, found.map(({ item }) => item)])),
    actions: [...actions].sort(byNumber),
  };
}

/** Each once, by where it first is. */
function fieldsInOrder(visit: Visit, named: ReadonlyMap<string, unknown>): FieldsModel['fields'] {
  const onRecord = [...new Set((visit.fields ?? []).map(({ content }) => content.code))].sort();
  const standings = new Map(onRecord.map((code) => [code, fieldRecord(visit, code)?.standing]));
  const coded = (standing: string) => onRecord.filter((code) => standings.get(code) === standing);
  const all = [
    ...charterFields(visit).map(({ id }) => ({ id, from: 'charter' as const })),
    ...coded('agreed').map((id) => ({ id, from: 'adopted' as const })),
    ...coded('proposed').map((id) => ({ id, from: 'proposed' as const })),
    ...[...named.keys()].sort().map((id) => ({ id, from: 'named' as const })),
  ];
  return all.filter(({ id }, i) => all.findIndex((one) => one.id === id) === i);
}

interface Titled {
  readonly sample: boolean;
  readonly title?: LanguageMap;
}

function of(
  { id, state, history }: RecordView<Titled>,
  kind: FieldItem['kind'],
  field: string | undefined,
): { readonly field: string | undefined; readonly item: FieldItem } {
  const { title, sample } = state;
  const day = history[0]?.place.day ?? '';
  return { field, item: { id, kind, sample, day, ...(title === undefined ? {} : { title }) } };
}

function ofAgreement(agreement: AgreementView) {
  const { id, state, history, concluded, commitments } = agreement;
  const content = shownText(agreement)?.content;
  const day = concluded?.on ?? history[0]?.place.day ?? '';
  const found: readonly FieldItem[] = [
    { id, kind: 'agreement', sample: state.sample, day, ...titleOf(content?.title) },
    ...commitments.map(
      (one): FieldItem => ({
        ...{ id: one.id, kind: 'commitment', sample: one.state.sample, day },
        ...titleOf(one.state.measure),
      }),
    ),
  ];
  return (content?.fields ?? []).flatMap((field) => found.map((item) => ({ field, item })));
}

function titleOf(title: LanguageMap | undefined) {
  return title === undefined ? {} : { title };
}

/** In the order of the list of the source, then by id. */
function byNumber(a: RecordView<ActionState>, b: RecordView<ActionState>): number {
  const [first, second] = [a, b].map(({ state }) => state.content.number ?? Infinity);
  if (first !== second) return (first ?? 0) - (second ?? 0);
  return a.id < b.id ? -1 : 1;
}
