// What the record holds of each field of the programme: every record that names it, by kind, with the day on which it began.
import type { CivilDate } from '../../../base/dates.ts';
import type { ActionState } from '../../../programme/kinds/action.ts';
import type { LanguageMap } from '../../../programme/statement.ts';
import type { AgreementView, RecordView } from '../../../projection/queries.ts';
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
  'offer',
  'need',
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
  /** Of the charter first, then those that only records name. */
  readonly fields: readonly { readonly id: string; readonly inCharter: boolean }[];
  readonly items: ItemsByField;
  readonly actions: readonly RecordView<ActionState>[];
}

/** Returns every field with its records as of the day asked for. A commitment is of the fields of its agreement. */
export async function fieldsModel(site: Site, visit: Visit): Promise<FieldsModel> {
  const { when } = visit;
  const [actions, proposals, agreements, projects, indicators, offers, needs] = await Promise.all([
    site.queries.records('action', when),
    site.queries.records('proposal', when),
    site.queries.agreements(when),
    site.queries.records('project', when),
    site.queries.records('indicator', when),
    site.queries.records('offer', when),
    site.queries.records('need', when),
  ]);
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
  ].flatMap(({ field, item }) => (field === undefined ? [] : [{ field, item }]));
  const items = Map.groupBy(named, ({ field }) => field);
  const ofCharter = charterFields(visit);
  const others = [...items.keys()].filter((id) => !ofCharter.includes(id)).sort();
  return {
    fields: [
      ...ofCharter.map((id) => ({ id, inCharter: true })),
      ...others.map((id) => ({ id, inCharter: false })),
    ],
    items: new Map([...items].map(([field, found]) => [field, found.map(({ item }) => item)])),
    actions: [...actions].sort(byNumber),
  };
}

/** Of the charter in force, else of the newest proposed. */
function charterFields({ programme }: Visit): readonly string[] {
  const state = programme.charter?.state;
  const text = state?.texts.find(({ hash }) => hash === state.inForce) ?? state?.texts.at(-1);
  return text?.content.fields.map(({ id }) => id) ?? [];
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
