// Terms as TBX v3 (ISO 30042:2019), dialect TBX-Basic, style DCA: a conceptEntry for each record, a langSec for each language in
// which it has a term. The bytes depend on the records and the language of the notes alone.
import { compareRecordIds } from '../base/ids.ts';
import type { TermState } from '../programme/kinds/term.ts';
import type { LanguageMap, Source } from '../programme/statement.ts';
import type { ProgrammeView, RecordView } from '../projection/queries.ts';
import { pickText } from '../text/language-map.ts';
import type { Language } from '../text/languages.ts';
import type { MessageParams } from '../text/messages.ts';
import { printEntryId, printSource, sampleSubset, writtenStatus } from './tbx-shape.ts';
import { escapeXml as xml } from './xml-text.ts';

/** What a document is made with beside the terms. */
export interface TbxSetting {
  /** Of titles and notes. Terms and definitions are in all of theirs. */
  readonly language: Language;
  /** Scheme and host of the node whose pages the addresses lead to. */
  readonly base: string;
  readonly programme: Pick<ProgrammeView, 'title' | 'languages'>;
  /** A message in that language. */
  readonly text: (key: string, params?: MessageParams) => string;
}

/** A record with when its newest statement was recorded. */
export interface TbxTerm {
  readonly state: TermState;
  /** UTC instant. */
  readonly at: string;
}

/** Returns a record as a document takes it. */
export function toTbxTerm({ state, history }: RecordView<TermState>): TbxTerm {
  const at = history.reduce((latest, { place }) => (place.at > latest ? place.at : latest), '');
  return { state, at };
}

/** Yields the document, entry by entry; nothing where there is no term, as a body without an entry is not valid. */
export function* writeTbx(setting: TbxSetting, terms: readonly TbxTerm[]): Generator<string> {
  if (terms.length === 0) return;
  yield headOf(setting, terms);
  const states = terms.map(({ state }) => state);
  for (const state of states.sort((a, b) => compareRecordIds(a.id, b.id))) {
    yield entryOf(setting, state);
  }
  yield '    </body>\n  </text>\n</tbx>\n';
}

function headOf(setting: TbxSetting, terms: readonly TbxTerm[]): string {
  const { language, base, programme, text } = setting;
  const title = text('terms.tbx.title', { programme: pickText(programme.title, language).text });
  const address = `${base}/${language.address}/terms`;
  const newest = terms.reduce((latest, { at }) => (at > latest ? at : latest), '');
  const isSample = terms.every(({ state }) => state.sample);
  return `<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="${xml(language.lang)}" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <titleStmt>
        <title>${xml(title)}</title>
${isSample ? line(8, 'note', text('terms.tbx.all-sample')) : ''}      </titleStmt>
      <publicationStmt>
        <p type="date">${xml(newest.slice(0, 10))}</p>
      </publicationStmt>
      <sourceDesc>
        <p>${xml(text('terms.tbx.source', { address }))}</p>
      </sourceDesc>
    </fileDesc>
    <encodingDesc>
      <p type="dialect">TBX-Basic, DCA (ISO 30042:2019)</p>
    </encodingDesc>
  </tbxHeader>
  <text>
    <body>
`;
}

function entryOf(setting: TbxSetting, state: TermState): string {
  const { id, concept, term, definition, field, source } = state;
  const { base, language, programme } = setting;
  const address = `${base}/${language.address}/terms#${id}`;
  const tags = inOrder(programme.languages, term);
  const without = inOrder(programme.languages, definition).filter((tag) => term[tag] === undefined);
  const notes = notesOf(setting, state);
  return [
    `      <conceptEntry id="${xml(printEntryId({ record: id, concept }))}">\n`,
    field === undefined ? '' : line(8, 'descrip', field, 'subjectField'),
    crossReference(8, address, id),
    ...notes.map((note) => line(8, 'note', note)),
    // A langSec has a term: of a language that has none yet, the definition stands with the concept.
    ...without.map((tag) => definitionOf(8, definition[tag] ?? '', { source, tag })),
    ...tags.map((tag) => languageOf(state, tag)),
    '      </conceptEntry>\n',
  ].join('');
}

function languageOf({ term, definition, source, status, sample }: TermState, tag: string): string {
  const defined = definition[tag];
  const standing = status === 'draft' ? undefined : writtenStatus[status];
  return [
    `        <langSec xml:lang="${xml(tag)}">\n`,
    defined === undefined ? '' : definitionOf(10, defined, { source }),
    '          <termSec>\n',
    line(12, 'term', term[tag] ?? ''),
    standing === undefined ? '' : line(12, 'termNote', standing, 'administrativeStatus'),
    sample ? line(12, 'admin', sampleSubset, 'projectSubset') : '',
    '          </termSec>\n',
    '        </langSec>\n',
  ].join('');
}

/** Draft and sample have no place of their own in TBX-Basic; why and when a term was retired is told beside its status. */
function notesOf({ language, text }: TbxSetting, state: TermState): readonly string[] {
  const { status, sample, retiredOn, retiredWhy } = state;
  const why = retiredWhy === undefined ? undefined : pickText(retiredWhy, language).text;
  return [
    ...(sample ? [text('terms.tbx.sample')] : []),
    ...(status === 'draft' ? [text('terms.tbx.draft')] : []),
    ...(retiredOn === undefined || why === undefined
      ? []
      : [text('terms.tbx.retired', { day: retiredOn, why })]),
  ];
}

function definitionOf(
  indent: number,
  words: string,
  { source, tag }: { readonly source: Source | undefined; readonly tag?: string },
): string {
  const room = ' '.repeat(indent);
  const lang = tag === undefined ? '' : ` xml:lang="${xml(tag)}"`;
  return [
    `${room}<descripGrp>\n`,
    `${room}  <descrip type="definition"${lang}>${xml(words)}</descrip>\n`,
    source === undefined ? '' : line(indent + 2, 'admin', printSource(source), 'source'),
    source === undefined ? '' : crossReference(indent + 2, source.url, source.title),
    `${room}</descripGrp>\n`,
  ].join('');
}

/** The schema takes addresses of the web alone. */
function crossReference(indent: number, url: string, words: string): string {
  if (!/^https?:\/\/./.test(url)) return '';
  const room = ' '.repeat(indent);
  return `${room}<xref type="externalCrossReference" target="${xml(url)}">${xml(words)}</xref>\n`;
}

function line(indent: number, name: string, words: string, type = ''): string {
  const typed = type === '' ? '' : ` type="${type}"`;
  return `${' '.repeat(indent)}<${name}${typed}>${xml(words)}</${name}>\n`;
}

/** Languages of the programme in its order, then others by tag. */
function inOrder(languages: readonly string[], map: LanguageMap): readonly string[] {
  const others = Object.keys(map).filter((tag) => !languages.includes(tag));
  return [...languages.filter((tag) => map[tag] !== undefined), ...others.sort()];
}
