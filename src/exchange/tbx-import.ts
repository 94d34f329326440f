// Concepts of a TBX file against a party's own terms: which are new, changed or the same, and the command that records each. What a
// file does not say of a term stays as it is on record; nothing is retired. Pure: the node records.
import type { JsonObject } from '../base/json.ts';
import type { Refusal } from '../base/result.ts';
import type { TermState } from '../programme/kinds/term.ts';
import { type LanguageMap, partId, type Source } from '../programme/statement.ts';
import { quotable } from './plain-name.ts';
import { inOneLine, parseEntryId, type TbxConcept, type TbxIssue } from './tbx-shape.ts';
import { textForXml } from './xml-text.ts';

/** One of the party's own terms. */
export interface OwnTerm {
  readonly state: TermState;
  /** Whether anybody may read it; else what is recorded of it stays with the parties. */
  readonly isPublic: boolean;
}

/** What an import rests on beside the file. */
export interface TermImport {
  readonly own: readonly OwnTerm[];
  /** Of the party: records with another one are another party's. */
  readonly mark: string;
  /** Charter tags of the programme's languages. */
  readonly languages: readonly string[];
  /** Fields of the charter and those agreed since. */
  readonly fields: readonly { readonly id: string; readonly label: LanguageMap }[];
  /** In place of what the file says. */
  readonly status?: 'draft' | 'approved';
  /** Whether new terms are sample data, whatever the file says. */
  readonly sample: boolean;
  /** Of new terms. */
  readonly scope?: string;
}

/** A part of a term that the file says differently. */
export type TermChange = 'term' | 'definition' | 'field' | 'source' | 'status';

/** What would become of one concept. */
export interface TermRow {
  readonly what: 'new' | 'changed' | 'same' | 'left-out';
  /** The concept's own word. */
  readonly concept: string;
  /** Of the record that it is. */
  readonly record?: string;
  readonly term: LanguageMap;
  readonly status?: TermState['status'];
  readonly changes: readonly TermChange[];
  readonly command?: JsonObject;
  readonly why?: TbxIssue;
}

/** Every concept in the order of the file, and what of them is not taken. */
export interface TermPlan {
  readonly rows: readonly TermRow[];
  readonly issues: readonly TbxIssue[];
}

/** Letters of a concept's word. */
const wordLettersMax = 40;

/**
 * Returns what an import would do. A concept is a record by the id that this software wrote, else by its word: the id in the file,
 * with hyphens for what a word cannot have. Rows are left out for exchange.tbx-id, -id-twice, -other-party, -no-definition,
 * -deprecated, -retired.
 * Issues: exchange.tbx-field, exchange.tbx-incomplete.
 */
export function planTerms(concepts: readonly TbxConcept[], given: TermImport): TermPlan {
  const issues: TbxIssue[] = [];
  const byId = new Map(given.own.map((one) => [one.state.id, one]));
  const byWord = wordsOf(given.own);
  const fields = fieldIds(given.fields);
  const taken = new Set<string>();
  const rows = concepts.map((concept): TermRow => {
    const named = parseEntryId(concept.id);
    const word = named?.concept ?? wordOf(concept.id);
    const sameId = byId.get(named?.record ?? '');
    const found = sameId?.state.concept === word ? sameId : byWord.get(word);
    const key = found?.state.id ?? word;
    const base = { concept: word, term: concept.term, ...(found && { record: found.state.id }) };
    const leave = (code: string, params: Refusal['params']) =>
      leftOut(base, { ...placeOf(concept), code, params });
    if (named !== undefined && !named.record.startsWith(`${given.mark}-`)) {
      const params = { id: quotable(concept.id), record: named.record };
      const why = { ...placeOf(concept), code: 'exchange.tbx-other-party', params };
      return leftOut({ concept: word, term: concept.term }, why);
    }
    if (word === '') return leave('exchange.tbx-id', { max: wordLettersMax });
    if (taken.has(key)) return leave('exchange.tbx-id-twice', { id: quotable(concept.id) });
    taken.add(key);
    const id = quotable(concept.id);
    if (concept.status === 'retired') {
      if (found?.state.status === 'retired') return sameAs(base, found.state);
      return leave('exchange.tbx-deprecated', { id });
    }
    if (found?.state.status === 'retired') {
      return leave('exchange.tbx-retired', { id, record: found.state.id });
    }
    const wanted = wantedOf(concept, found?.state, { given, fields, issues });
    if (wanted === undefined) return leave('exchange.tbx-no-definition', { id });
    return rowOf(base, wanted, { found, given, concept });
  });
  return { rows, issues };
}

type RowBase = Pick<TermRow, 'concept' | 'record' | 'term'>;

function leftOut(base: RowBase, why: TbxIssue): TermRow {
  return { what: 'left-out', ...base, changes: [], why };
}

function sameAs(base: RowBase, { status, term }: TermState): TermRow {
  return { what: 'same', ...base, term, status, changes: [] };
}

/** A term as it should be on record. */
interface Wanted {
  readonly term: LanguageMap;
  readonly definition: LanguageMap;
  readonly field?: string;
  readonly source?: Source;
  readonly status: 'draft' | 'approved';
}

function wantedOf(
  concept: TbxConcept,
  state: TermState | undefined,
  setting: {
    readonly given: TermImport;
    readonly fields: ReadonlyMap<string, string>;
    readonly issues: TbxIssue[];
  },
): Wanted | undefined {
  const { given, fields, issues } = setting;
  const term = merged(state?.term, concept.term);
  const definition = merged(state?.definition, concept.definition);
  if (Object.keys(definition).length === 0) return undefined;
  const named = concept.field === undefined ? undefined : fields.get(folded(concept.field));
  if (concept.field !== undefined && named === undefined) {
    const params = { id: quotable(concept.id), field: quotable(concept.field) };
    issues.push({ ...placeOf(concept), code: 'exchange.tbx-field', params });
  }
  const field = named ?? state?.field;
  const source = sourceFrom(state?.source, concept.source);
  return {
    ...{ term, definition },
    ...(field === undefined ? {} : { field }),
    ...(source === undefined ? {} : { source }),
    status: statusOf(concept, state, { term, given, issues }),
  };
}

/** As asked, else as the file says, else as on record. What is not in every language yet is a draft, unless it was asked for. */
function statusOf(
  concept: TbxConcept,
  state: TermState | undefined,
  setting: {
    readonly term: LanguageMap;
    readonly given: TermImport;
    readonly issues: TbxIssue[];
  },
): Wanted['status'] {
  const { term, given, issues } = setting;
  if (given.status !== undefined) return given.status;
  const before = state?.status === 'approved' ? 'approved' : 'draft';
  if (concept.status !== 'approved') return before;
  const missing = given.languages.filter((tag) => term[tag] === undefined);
  if (missing.length === 0) return 'approved';
  const params = { id: quotable(concept.id), languages: missing.join(', ') };
  issues.push({ ...placeOf(concept), code: 'exchange.tbx-incomplete', params });
  return before;
}

/** What the file has stands over what is on record, where it is not the same but for blanks and what XML cannot hold. */
function merged(before: LanguageMap = {}, after: LanguageMap): LanguageMap {
  const changed = Object.entries(after).filter(([tag, text]) => !isSameText(before[tag], text));
  return { ...before, ...Object.fromEntries(changed) };
}

function sourceFrom(before: Source | undefined, after: Source | undefined): Source | undefined {
  if (before === undefined || after === undefined) return after ?? before;
  const isSame =
    isSameText(before.title, after.title) &&
    isSameText(before.url, after.url) &&
    before.accessed === after.accessed;
  return isSame ? before : after;
}

function isSameText(before: string | undefined, after: string): boolean {
  return before !== undefined && inOneLine(textForXml(before)) === inOneLine(textForXml(after));
}

function rowOf(
  base: RowBase,
  wanted: Wanted,
  setting: {
    readonly found: OwnTerm | undefined;
    readonly given: TermImport;
    readonly concept: TbxConcept;
  },
): TermRow {
  const { found, given, concept } = setting;
  const row = { ...base, term: wanted.term, status: wanted.status };
  const command = { act: 'define', concept: base.concept, ...wanted } as unknown as JsonObject;
  if (found === undefined) {
    const more = {
      ...(given.sample || concept.sample ? { sample: true } : {}),
      ...(given.scope === undefined ? {} : { scope: given.scope }),
    };
    return { what: 'new', ...row, changes: [], command: { ...command, ...more } };
  }
  const { state, isPublic } = found;
  const changes = changesOf(state, wanted);
  if (changes.length === 0) return { what: 'same', ...row, changes };
  const scope = isPublic ? {} : { scope: 'programme' };
  return { what: 'changed', ...row, changes, command: { ...command, ...scope } };
}

function changesOf(state: TermState, wanted: Wanted): readonly TermChange[] {
  const isOther = (before: LanguageMap, after: LanguageMap) =>
    Object.entries(after).some(([tag, text]) => before[tag] !== text);
  const isChanged: Readonly<Record<TermChange, boolean>> = {
    term: isOther(state.term, wanted.term),
    definition: isOther(state.definition, wanted.definition),
    field: state.field !== wanted.field,
    source: state.source !== wanted.source,
    status: state.status !== wanted.status,
  };
  return (Object.keys(isChanged) as TermChange[]).filter((name) => isChanged[name]);
}

/** Of several records of one concept the first that is in use, else the first. */
function wordsOf(own: readonly OwnTerm[]): ReadonlyMap<string, OwnTerm> {
  const found = new Map<string, OwnTerm>();
  for (const one of own) {
    const before = found.get(one.state.concept);
    const isBetter = before?.state.status === 'retired' && one.state.status !== 'retired';
    if (before === undefined || isBetter) found.set(one.state.concept, one);
  }
  return found;
}

/** A field is named by its id or by its name in any language. */
function fieldIds(fields: TermImport['fields']): ReadonlyMap<string, string> {
  const names = fields.flatMap(({ id, label }) =>
    Object.values(label).map((name) => [folded(name), id] as const),
  );
  return new Map([...names, ...fields.map(({ id }) => [folded(id), id] as const)]);
}

function folded(text: string): string {
  return inOneLine(text).normalize('NFKC').toLowerCase();
}

/** Returns the id with hyphens for what a word cannot have; '' where nothing is left. */
function wordOf(id: string): string {
  if (partId.safeParse(id).success) return id;
  const plain = id.normalize('NFKC').replace(/[^A-Za-z0-9.-]+/g, '-');
  return plain
    .replace(/^[.-]+/, '')
    .slice(0, wordLettersMax)
    .replace(/[.-]+$/, '');
}

function placeOf({ line, column }: TbxConcept): Pick<TbxIssue, 'line' | 'column'> {
  return { line, column };
}
