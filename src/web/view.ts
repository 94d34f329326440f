// What a page needs to put its model into words: messages, dates, texts of records, names of parties, addresses.
import { html } from 'hono/html';
import type { CivilDate, Instant } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { PartyName } from '../projection/queries.ts';
import {
  formatAge,
  formatDate,
  formatInstant,
  formatLanguageName,
  formatList,
  formatWeekday,
} from '../text/formats.ts';
import { type PickedText, pickText } from '../text/language-map.ts';
import { langOfTag, languageOfTag, setTitle } from '../text/languages.ts';
import type { MessageParams, MessagePart, Messages } from '../text/messages.ts';
import type { Html, Part } from './html.ts';
import type { Visit } from './site.ts';

/** Text of a record in the charter's languages. */
type Texts = Readonly<Record<string, string>>;

/** The words of one visit. */
export interface View extends Visit {
  /** Returns a message as text. */
  text(key: string, params?: MessageParams): string;
  /** Returns a message with HTML in its parameters. `count` also picks the plural form. */
  html(key: string, params: Readonly<Record<string, Part>>): Html;
  /** Returns whether there is a message of that key and values for all its parameters. */
  canSay(key: string, params: MessageParams): boolean;
  /** Returns a text of a record, marked with its language and a note where there is none in the reader's. */
  words(texts: Texts): Html;
  /** Returns the same marked with its language alone, for lines that have no room for a note. */
  marked(texts: Texts): Html;
  /** Returns which text of a record is shown, for callers that set it themselves. */
  picked(texts: Texts): PickedText;
  /** Returns a text of a record where no markup may stand. */
  plain(texts: Texts): string;
  /** Returns the title of a document: in 《》 where it is shown in Chinese. */
  heading(texts: Texts): Html;
  date(date: CivilDate): Html;
  /** Returns a date where no markup may stand. */
  plainDate(date: CivilDate): string;
  /** Returns the weekday of a date: `Saturday`. */
  weekday(date: CivilDate): string;
  instant(instant: Instant): Html;
  age(instant: Instant): string;
  party(id: PartyId): PartyName;
  partyName(id: PartyId): string;
  partyNames(ids: readonly PartyId[]): string;
  /** Returns the name of who signed: a party by its name, an independent witness by its own. */
  signerName(name: string): string;
  /** Returns `A, B and C` as the language writes it. */
  list(items: readonly string[]): string;
  /** Returns the note that goes with a text that is a stand-in; nothing where the page says it once for all texts. */
  standInNote(picked: PickedText): string | undefined;
  /** Returns the name of a language in the reader's: `Traditional Chinese`. The tag itself where there is no name. */
  languageIn(tag: string): string;
  /** Returns the name of a language in itself: `繁體中文`. */
  languageName(tag: string): string;
  /** Returns the address of a page in the reader's language; pages about a day keep it. */
  href(path: string): string;
}

/** Returns the view of a visit. */
export function createView(messages: Messages, visit: Visit): View {
  const { language } = visit;
  const partyOf = (id: PartyId): PartyName =>
    visit.programme.parties.find((party) => party.party === id) ?? {
      party: id,
      mark: id.slice(0, 2).toUpperCase(),
      name: { [language.tag]: id },
      zone: visit.zone,
    };
  const picked = (texts: Texts) => pickText(texts, language, visit.textLanguages);
  const partyName = (id: PartyId) => picked(partyOf(id).name).text;
  const standInNote = (one: PickedText) => noteOf(messages, visit, one);
  return {
    ...visit,
    canSay: (key, params) =>
      messages.has(language, key) && isFilled(messages.parts(language, key), params),
    text: (key, params) => messages.text(language, key, params),
    html: (key, params) => fillHtml(messages, visit, { key, params }),
    words: (texts) => shownOf(picked(texts), standInNote),
    marked: (texts) => shownOf(picked(texts), () => undefined),
    picked,
    standInNote,
    plain: (texts) => picked(texts).text,
    heading: (texts) => {
      const one = picked(texts);
      return shownOf({ ...one, text: setTitle(one.tag, one.text) }, standInNote);
    },
    plainDate: (date) => formatDate(language, date),
    weekday: (date) => formatWeekday(language, date),
    date: (date) => html`<time datetime="${date}">${formatDate(language, date)}</time>`,
    instant: (instant) =>
      html`<time datetime="${instant}">${formatInstant(language, instant, visit.zone)}</time>`,
    age: (instant) => formatAge(language, instant, visit.now),
    party: partyOf,
    partyName,
    partyNames: (ids) => formatList(language, ids.map(partyName)),
    signerName: (name) =>
      visit.programme.parties.some((one) => one.party === name) ? partyName(name as PartyId) : name,
    list: (items) => formatList(language, items),
    languageIn: (tag) => languageIn(messages, visit, tag),
    languageName: (tag) => {
      const named = languageOfTag(tag);
      if (named === undefined) return formatLanguageName({ lang: tag }, tag);
      return messages.text(named, 'language.name');
    },
    href: (path) => `/${language.address}${withDay(path, visit)}`,
  };
}

function isFilled(parts: readonly MessagePart[], params: MessageParams): boolean {
  return parts.every((part) => 'text' in part || part.param in params);
}

function fillHtml(
  messages: Messages,
  visit: Visit,
  message: { readonly key: string; readonly params: Readonly<Record<string, Part>> },
): Html {
  const { key, params } = message;
  const count = typeof params.count === 'number' ? params.count : undefined;
  const parts = messages.parts(visit.language, key, count);
  return html`${parts.map((part) => ('text' in part ? part.text : (params[part.param] ?? '')))}`;
}

function shownOf(picked: PickedText, noteFor: (picked: PickedText) => string | undefined): Html {
  if (picked.own) return html`${picked.text}`;
  const marked = html`<span lang="${langOfTag(picked.tag)}">${picked.text}</span>`;
  const note = noteFor(picked);
  if (note === undefined) return marked;
  return html`${marked} <small class="untranslated">${note}</small>`;
}

/** The note that goes with a text in another language than the reader's. */
function noteOf(messages: Messages, visit: Visit, picked: PickedText): string | undefined {
  if (picked.own || picked.tag === usualTag(visit)) return undefined;
  const language = languageIn(messages, visit, picked.tag);
  return messages.text(visit.language, 'text.untranslated', { language });
}

/**
 * Returns the language in which texts are usually shown where the programme has none in the reader's: the page says so
 * once, not at every text. Undefined where it has.
 */
export function usualTag({ language, programme, textLanguages }: Visit): string | undefined {
  const { languages } = programme;
  if (languages.length === 0 || languages.includes(language.tag)) return undefined;
  return textLanguages[0];
}

function languageIn(messages: Messages, visit: Visit, tag: string): string {
  const key = languageKeys[tag];
  return key === undefined
    ? formatLanguageName(visit.language, tag)
    : messages.text(visit.language, key);
}

const languageKeys: Readonly<Record<string, string>> = {
  en: 'text.language.en',
  'zh-Hant': 'text.language.zh-hant',
  'zh-Hans': 'text.language.zh-hans',
};

/** Pages of records: their links keep the day asked for. */
const datedPath =
  /^\/(projects|approvals|crossings|obstacles|agreements|meetings|commitments|reports|organizations|services|offers|indicators|stories|feedback|proposals|bodies|documents|fields|places|terms|money|returns)(\/|$|#)/;

function withDay(path: string, visit: Visit): string {
  if (!datedPath.test(path)) return path;
  const { asof, known } = visit.when;
  const query = new URLSearchParams();
  if (asof !== undefined) query.set('asof', asof);
  if (known !== undefined) query.set('known', known);
  if (query.size === 0) return path;
  const [before = '', anchor] = path.split('#');
  return `${before}?${query}${anchor === undefined ? '' : `#${anchor}`}`;
}
