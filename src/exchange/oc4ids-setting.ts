// What an export in OC4IDS 0.9.5 is told beside the records, and how ids, days and texts are written there.
import { type CivilDate, lastDay } from '../base/dates.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { ProjectState } from '../programme/kinds/project.ts';
import type { LanguageMap } from '../programme/statement.ts';
import type { ProgrammeView } from '../projection/queries.ts';
import { pickText } from '../text/language-map.ts';
import type { Language } from '../text/languages.ts';
import type { MessageParams } from '../text/messages.ts';
import type { ExactJson, ExactObject } from './exact-json.ts';

/** What one language package is made with. */
export interface Oc4idsSetting {
  readonly language: Language;
  /** Charter tags in the order in which a text is taken that is not in that language. Absent: as the text has them. */
  readonly textLanguages?: readonly string[];
  /** In which language texts are where the programme has none in that language. */
  readonly usualLanguage?: string;
  /** Scheme and host of the node whose pages documents lead to. */
  readonly base: string;
  readonly programme: Pick<ProgrammeView, 'id' | 'parties'>;
  /** Codes of projectSector by the code of a field whose text names them. Absent: none does. */
  readonly sectors?: ReadonlyMap<string, readonly string[]>;
  readonly organizations: ReadonlyMap<string, OrganizationState>;
  /** A message in that language. */
  readonly text: (key: string, params?: MessageParams) => string;
}

/**
 * Returns the id of a project in every language package: that of the file it was imported from, else a local one. The
 * prefix is a stand-in of the form that the standard asks for; real ones are given out by its helpdesk.
 */
export function oc4idsIdOf(state: ProjectState, programme: string): string {
  const kept = state.basis === 'own' ? state.oc4ids?.project.id : undefined;
  return kept ?? `oc4ids-comity-${programme}-${state.id}`;
}

/** Returns a text of a record in the language of the package, else in another that there is. */
export function wordsOf(
  { language, textLanguages }: Pick<Oc4idsSetting, 'language' | 'textLanguages'>,
  words: LanguageMap,
): string {
  return pickText(words, language, textLanguages).text;
}

/** Returns a title, marked in words where the record is sample data. */
export function titleOf(
  setting: Pick<Oc4idsSetting, 'language' | 'text' | 'textLanguages'>,
  { words, sample }: { readonly words: LanguageMap; readonly sample: boolean },
): string {
  const title = wordsOf(setting, words);
  return sample ? setting.text('data.sample-title', { title }) : title;
}

/** Returns a civil day as the standard's date-time. Its time of day says nothing. */
export function dayToDateTime(day: CivilDate): string {
  return `${day}T00:00:00Z`;
}

/** Returns days, months or years as a period: its last day is the last of what `to` names. */
export function toPeriod(from: CivilDate, to: CivilDate | undefined): ExactObject {
  const start = from.length === 4 ? `${from}-01-01` : from.length === 7 ? `${from}-01` : from;
  return filled({
    startDate: dayToDateTime(start),
    endDate: to === undefined ? undefined : dayToDateTime(lastDay(to)),
  });
}

/** Leaves out what the standard has no empty form of: undefined, blank texts, lists and objects without members. */
export function filled(members: ExactObject): ExactObject {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: ExactJson | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && value !== null && Reflect.ownKeys(value).length === 0;
}
