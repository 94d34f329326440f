// Events of cases as an authority's own system gives them, CSV or a JSON array, as commands on approval cases: which
// column is which field, which code is which act is said by a mapping (case-mapping.ts). Nothing else of a row is read.
import { utf8 } from '../base/bytes.ts';
import { type CivilDate, isCivilDate } from '../base/dates.ts';
import { isJsonObject, type Json, type JsonObject, parseJson } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import {
  type CaseField,
  type CaseMapping,
  type CodeMeaning,
  fieldsOfAct,
  isTextField,
  keyFields,
} from './case-mapping.ts';
import { csvLines } from './csv-lines.ts';
import { caseEventsBytesMax, caseEventsRowsMax } from './limits.ts';

/** A row as it came: texts by name of the column, lower case. */
export interface CaseRow {
  /** As a spreadsheet counts, the line of titles being 1; of JSON the place in the array, from 1. */
  readonly row: number;
  readonly cells: ReadonlyMap<string, Json>;
  /** How many cells a row of CSV has instead of how many it should have. */
  readonly odd?: { readonly expected: number; readonly actual: number };
}

/** The key of an event: the same three are one event, for ever. */
export interface ExternalKey {
  readonly system: string;
  readonly case: string;
  readonly event: string;
}

/** A row that says something that is known here. */
export interface MappedEvent {
  readonly row: number;
  readonly external: ExternalKey;
  readonly happened: CivilDate;
  /** On the kind approval-case. */
  readonly command: JsonObject & { readonly act: string };
}

/**
 * Returns the rows of a text. Refusals: exchange.case-events-format (no JSON as announced), exchange.case-events-encoding (not UTF-8),
 * exchange.case-events-too-long, exchange.case-events-rows, exchange.case-events-columns.
 * @param text Untrusted.
 */
export function readCaseRows(
  text: string,
  form: 'csv' | 'json',
  mapping: CaseMapping,
): Result<readonly CaseRow[], Refusal> {
  const bytes = utf8(text).length;
  if (bytes > caseEventsBytesMax) {
    return refuse('exchange.case-events-too-long', { bytes, max: caseEventsBytesMax });
  }
  const read = form === 'json' ? rowsOfJson(text) : rowsOfCsv(text, mapping);
  if (!read.ok || read.value.length <= caseEventsRowsMax) return read;
  return refuse('exchange.case-events-rows', { count: read.value.length, max: caseEventsRowsMax });
}

function rowsOfJson(text: string): Result<readonly CaseRow[], Refusal> {
  const parsed = parseJson(text);
  if (!parsed.ok || !Array.isArray(parsed.value)) {
    const cause = parsed.ok ? 'an array of objects' : (parsed.error[0]?.message ?? '');
    return refuse('exchange.case-events-format', { form: 'JSON', cause });
  }
  const rows = (parsed.value as readonly Json[]).map((one, i): CaseRow => {
    const members = isJsonObject(one) ? Object.entries(one) : [];
    const cells = members.map(([name, value]) => [name.toLowerCase(), value as Json] as const);
    return { row: i + 1, cells: new Map(cells) };
  });
  return ok(rows);
}

function rowsOfCsv(text: string, mapping: CaseMapping): Result<readonly CaseRow[], Refusal> {
  if (text.includes('\0') || text.includes('\u{FFFD}')) {
    return refuse('exchange.case-events-encoding', {});
  }
  const lines = csvLines(text.replace(/^\u{FEFF}/u, ''), caseEventsRowsMax + 2);
  const head = (lines[0]?.cells ?? []).map((cell) => cell.trim().toLowerCase());
  const missing = keyFields
    .map((field) => columnOf(mapping, field))
    .filter((one) => !head.includes(one));
  if (missing.length > 0) {
    return refuse('exchange.case-events-columns', { columns: missing.join(', ') });
  }
  const rows = lines.slice(1).flatMap(({ cells }, i): readonly CaseRow[] => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const row = i + 2;
    if (cells.length !== head.length) {
      return [{ row, cells: new Map(), odd: { expected: head.length, actual: cells.length } }];
    }
    return [{ row, cells: new Map(head.map((name, at) => [name, plain(cells[at] ?? '')])) }];
  });
  return ok(rows);
}

/** Spreadsheets are kept from reading a text as a formula by an apostrophe before it (csv.ts). */
function plain(cell: string): string {
  return /^'[\s]*[=+\-@|\t\r]/.test(cell) ? cell.slice(1) : cell;
}

function columnOf(mapping: CaseMapping, field: string): string {
  const named = Object.hasOwn(mapping.columns, field) ? mapping.columns[field] : undefined;
  return (named ?? field).toLowerCase();
}

/** Returns the columns of the first row that nothing of the mapping reads: mostly a name that was written otherwise. */
export function unreadColumns(rows: readonly CaseRow[], mapping: CaseMapping): readonly string[] {
  const fields = [
    ...keyFields,
    ...Object.values(fieldsOfAct).flat(),
    ...Object.keys(mapping.columns),
  ];
  const read = new Set(fields.map((field) => columnOf(mapping, field)));
  return [...(rows[0]?.cells.keys() ?? [])].filter((name) => !read.has(name));
}

/**
 * Returns what a row says, or `ignored` for a code that the mapping passes over. Refusals: exchange.case-event-cells,
 * exchange.case-event-missing, exchange.case-event-field (not of its form), exchange.case-event-code and
 * exchange.case-event-name (the mapping does not have it).
 */
export function toMappedEvent(
  row: CaseRow,
  mapping: CaseMapping,
): Result<MappedEvent | 'ignored', Refusal> {
  if (row.odd !== undefined) return refuse('exchange.case-event-cells', row.odd);
  const code = wordOf(row, mapping, 'code');
  if (code === undefined) return wrongField(row, mapping, 'code');
  const meaning = Object.hasOwn(mapping.codes, code) ? mapping.codes[code] : undefined;
  if (meaning === undefined) return refuse('exchange.case-event-code', { given: shortened(code) });
  if (meaning === 'ignore') return ok('ignored');
  const [number, event] = [wordOf(row, mapping, 'case'), wordOf(row, mapping, 'event')];
  if (number === undefined) return wrongField(row, mapping, 'case');
  if (event === undefined) return wrongField(row, mapping, 'event');
  const happened = dayOf(wordOf(row, mapping, 'day') ?? '', mapping.days);
  if (happened === undefined) return wrongField(row, mapping, 'day');
  const fields = fieldsOf(row, mapping, meaning);
  if (!fields.ok) return fields;
  const external = { system: mapping.system, case: number, event };
  const { scope, sample } = meaning;
  const command = {
    ...{ act: meaning.act, happened, external },
    ...(meaning.act === 'open' ? { number } : {}),
    ...fields.value,
    ...(scope === undefined ? {} : { scope }),
    ...(sample === undefined ? {} : { sample }),
  };
  return ok({ row: row.row, external, happened, command });
}

/** What the act takes, from the row or else as the mapping has it for that code. */
function fieldsOf(
  row: CaseRow,
  mapping: CaseMapping,
  meaning: CodeMeaning,
): Result<JsonObject, Refusal> {
  const found: [string, Json][] = [];
  for (const field of fieldsOfAct[meaning.act] as readonly CaseField[]) {
    const value = isTextField(field) ? textOf(row, mapping, field) : plainOf(row, mapping, field);
    if (value === 'odd') return wrongField(row, mapping, field);
    const chosen =
      value ?? ((meaning as Readonly<Record<string, unknown>>)[field] as Json | undefined);
    if (chosen === undefined) continue;
    const named = translated(mapping, field, chosen);
    if (isNameOnly(field, named)) {
      const params = { field, table: `${field}s`, given: shortened(String(named)) };
      return refuse('exchange.case-event-name', params);
    }
    found.push([field, named]);
  }
  const fields = Object.fromEntries(found);
  if (fields.activity === undefined) return ok(fields);
  // An activity is one of the project that the case is for.
  if (typeof fields.project !== 'string') return wrongField(row, mapping, 'project');
  return ok({ ...fields, activity: { project: fields.project, code: fields.activity } });
}

/** A number of their own that the mapping does not have: no id of a record is like it. */
function isNameOnly(field: string, value: Json): boolean {
  if (field !== 'project' && field !== 'procedure') return false;
  return typeof value === 'string' && !/^[A-Z]{2,4}-[A-Z]{1,2}\d+$/.test(value);
}

/** Their own numbers of projects and procedures, where the mapping has them, are ids of records here. */
function translated(mapping: CaseMapping, field: string, value: Json): Json {
  const table =
    field === 'project' ? mapping.projects : field === 'procedure' ? mapping.procedures : {};
  return typeof value === 'string' && Object.hasOwn(table, value) ? (table[value] ?? value) : value;
}

/** Texts in languages: a column for each, or one in the language of the mapping; in JSON also a language map. */
function textOf(row: CaseRow, mapping: CaseMapping, field: string): Json | 'odd' | undefined {
  const whole = row.cells.get(columnOf(mapping, field));
  if (isJsonObject(whole)) return whole;
  const tags = Object.keys(mapping.columns).filter((name) => name.startsWith(`${field}@`));
  const named = tags.map((name) => [name.slice(field.length + 1), name] as const);
  const texts = [[mapping.language, field] as const, ...named].flatMap(([tag, name]) => {
    const text = row.cells.get(columnOf(mapping, name));
    return typeof text === 'string' && text.trim() !== '' ? [[tag, text.trim()] as const] : [];
  });
  if (whole !== undefined && whole !== null && typeof whole !== 'string') return 'odd';
  return texts.length === 0 ? undefined : Object.fromEntries(texts);
}

function plainOf(row: CaseRow, mapping: CaseMapping, field: string): Json | 'odd' | undefined {
  const given = row.cells.get(columnOf(mapping, field));
  if (given === undefined || given === null || given === '') return undefined;
  const word = wordOf(row, mapping, field);
  if (word === undefined)
    return typeof given === 'string' && given.trim() === '' ? undefined : 'odd';
  if (field !== 'days') return word;
  return /^[1-9]\d{0,4}$/.test(word) ? Number(word) : 'odd';
}

/** A word of 1 to 200 letters; a whole number counts as its figures. */
function wordOf(row: CaseRow, mapping: CaseMapping, field: string): string | undefined {
  const given = row.cells.get(columnOf(mapping, field));
  const word =
    typeof given === 'number' ? String(given) : typeof given === 'string' ? given.trim() : '';
  return word === '' || word.length > 200 ? undefined : word;
}

const dayForms: Readonly<Record<CaseMapping['days'], readonly RegExp[]>> = {
  ymd: [/^(?<y>\d{4})([-./])(?<m>\d{1,2})\2(?<d>\d{1,2})$/, /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/],
  dmy: [/^(?<d>\d{1,2})([-./])(?<m>\d{1,2})\2(?<y>\d{4})$/],
};

function dayOf(text: string, order: CaseMapping['days']): CivilDate | undefined {
  for (const form of dayForms[order]) {
    const { y = '', m = '', d = '' } = form.exec(text)?.groups ?? {};
    const day = `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`;
    if (isCivilDate(day)) return day;
  }
  return undefined;
}

function wrongField(row: CaseRow, mapping: CaseMapping, field: string) {
  const column = columnOf(mapping, field);
  const given = row.cells.get(column);
  const shown =
    given === undefined ? '' : typeof given === 'string' ? given : JSON.stringify(given);
  if (shown.trim() === '') return refuse('exchange.case-event-missing', { field, column });
  return refuse('exchange.case-event-field', { field, column, given: shortened(shown) });
}

/** What came, as far as a sentence may quote it. */
function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
