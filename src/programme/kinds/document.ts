// Documents: what a file or an address holds, of which type and in which languages, and of which records it is. A new version is
// stated as a whole and keeps those before it, each with its own file, digest and days.
import { z } from 'zod';
import { type CivilDate, civilDateIn } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import { err, ok, type Refusal, type Result } from '../../base/result.ts';
import { blobReference } from '../blob-reference.ts';
import { byDay } from '../days.ts';
import { draft, ownFields } from '../draft.ts';
import type { Actor, Draft, FoldInput, Folding, Kind } from '../kind.ts';
import { refusal } from '../refusals.ts';
import { type CommandOf, commandParser, type StatementOf, statementParser } from '../shapes.ts';
import {
  civilDate,
  hash,
  type LanguageMap,
  languageMap,
  languageMapUpTo,
  languageTag,
  type Place,
  type Placed,
  recordId,
} from '../statement.ts';

const acts = {
  issue: {
    /** A code of the OC4IDS list documentType, which is open: `feasibilityStudy`. */
    documentType: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9-]{0,59}$/, 'expected a code such as minutes'),
    title: languageMapUpTo(500),
    /** What this version is called: `Revision B`. */
    version: z.string().min(1).max(60).optional(),
    /** Those in which the document itself is written. */
    languages: z.array(languageTag).min(1).max(20),
    /** A media type, or `offline/print` as OC4IDS has it. */
    format: z
      .string()
      .regex(/^[a-z]+\/[a-z0-9][a-z0-9.+-]{0,99}$/, 'expected a type such as text/plain'),
    /** Where it lies, unless it is kept here. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(2_000)
      .optional(),
    /** The file itself, kept beside the logs. */
    blob: blobReference.optional(),
    /** SHA-256 of what lies at the address, hex; of a blob its hash is that. */
    digest: hash.optional(),
    pages: z.int().min(1).max(100_000).optional(),
    published: civilDate.optional(),
    modified: civilDate.optional(),
    author: languageMapUpTo(200).optional(),
    /** Records that it is a document of. */
    of: z.array(recordId).min(1).max(40),
    note: languageMapUpTo(2_000).optional(),
  },
  withdraw: { happened: civilDate, why: languageMap },
} as const;

type Statement = StatementOf<typeof acts>;
type Command = CommandOf<typeof acts>;
type Issue = Extract<Statement, { act: 'issue' }>;

/** One version of a document. It has a blob, or an address, or both. */
export interface DocumentVersion {
  readonly documentType: string;
  readonly title: LanguageMap;
  readonly version?: string;
  readonly languages: readonly string[];
  readonly format: string;
  readonly url?: string;
  /** Hex SHA-256 of the file and its size in bytes, where it is kept here. */
  readonly blob?: { readonly hash: string; readonly bytes: number };
  /** Hex SHA-256 of the content, where it is known. */
  readonly digest?: string;
  readonly pages?: number;
  readonly published?: CivilDate;
  readonly modified?: CivilDate;
  readonly author?: LanguageMap;
  readonly of: readonly string[];
  readonly note?: LanguageMap;
  readonly place: Place;
}

/** A document: what its newest version by day says, and every version. */
export interface DocumentState extends DocumentVersion {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  /** By day, then log order; the last holds. Never empty. */
  readonly versions: readonly DocumentVersion[];
  readonly withdrawnOn?: CivilDate;
  readonly withdrawnWhy?: LanguageMap;
}

function decide(
  who: Actor,
  state: DocumentState | undefined,
  command: Command,
): Result<readonly Draft[], Refusal> {
  const { act } = command;
  if (state === undefined && act !== 'issue') {
    return refusal('programme.record.missing', { kind: 'document' });
  }
  if (state?.withdrawnOn !== undefined) {
    return refusal('programme.document.withdrawn', { id: state.id, date: state.withdrawnOn });
  }
  const about = state?.id ?? who.nextId;
  if (command.act === 'issue') {
    const found = checkIssue(who, command, about);
    if (found !== undefined) return err(found);
  }
  const sample = state?.sample ?? false;
  const parts = { kind: 'document', about, act, fields: ownFields(command), sample };
  return ok([draft(who, command, parts)]);
}

type Checked = Pick<Issue, 'url' | 'blob' | 'digest' | 'published' | 'modified' | 'of'>;

function checkIssue(who: Actor, issue: Checked, about: string): Refusal | undefined {
  const fault = findContentFault(issue);
  if (fault === 'no-content') return refusal('programme.document.no-content', {}).error;
  if (fault === 'other-digest') {
    const { digest = '', blob } = issue;
    return refusal('programme.document.other-digest', { digest, blob: blob?.hash ?? '' }).error;
  }
  const { published, modified } = issue;
  const today = civilDateIn(who.zone ?? 'UTC', who.now);
  const ahead = [published, modified].find((day) => day !== undefined && day > today);
  if (ahead !== undefined) return refusal('programme.document.future', { day: ahead, today }).error;
  if (published !== undefined && modified !== undefined && modified < published) {
    return refusal('programme.document.modified-before', { modified, published }).error;
  }
  const missing = issue.of.find((id) => id === about || who.known?.has(id) === false);
  if (missing === undefined) return undefined;
  return refusal('programme.document.unknown-record', { record: missing }).error;
}

/** What keeps a version from having a content of its own. */
function findContentFault({
  url,
  blob,
  digest,
}: Pick<Issue, 'url' | 'blob' | 'digest'>): 'no-content' | 'other-digest' | undefined {
  if (blob === undefined) return url === undefined ? 'no-content' : undefined;
  return digest === undefined || digest === blob.hash ? undefined : 'other-digest';
}

/** Every version that has a content, by day; the newest stands. */
function fold(input: FoldInput<Statement>): Folding<DocumentState> {
  const { id, owner, sample } = input;
  const sound = input.statements.filter(isSound).sort(byDay);
  const invalid = input.statements.length - sound.length;
  const versions = sound.flatMap(toVersion);
  const newest = versions.at(-1);
  if (newest === undefined || owner === undefined) {
    return { state: undefined, invalid, pending: sound.length };
  }
  const withdrawal = sound.findLast(({ statement }) => statement.act === 'withdraw');
  const why = withdrawal?.statement.act === 'withdraw' ? withdrawal.statement.why : undefined;
  const state: DocumentState = {
    ...{ ...newest, id, party: owner, sample, versions },
    ...(withdrawal === undefined ? {} : { withdrawnOn: withdrawal.place.day }),
    ...(why === undefined ? {} : { withdrawnWhy: why }),
  };
  return { state, invalid, pending: 0 };
}

function isSound({ statement }: Placed<Statement>): boolean {
  return statement.act !== 'issue' || findContentFault(statement) === undefined;
}

function toVersion({ statement, place }: Placed<Statement>): readonly DocumentVersion[] {
  if (statement.act !== 'issue') return [];
  const { documentType, title, version, languages, format, url, blob, pages } = statement;
  const { published, modified, author, of, note } = statement;
  const digest = blob?.hash ?? statement.digest;
  return [
    {
      ...{ documentType, title, languages, format, of: [...new Set(of)], place },
      ...(version === undefined ? {} : { version }),
      ...(url === undefined ? {} : { url }),
      ...(blob === undefined ? {} : { blob: { hash: blob.hash, bytes: blob.bytes } }),
      ...(digest === undefined ? {} : { digest }),
      ...(pages === undefined ? {} : { pages }),
      ...(published === undefined ? {} : { published }),
      ...(modified === undefined ? {} : { modified }),
      ...(author === undefined ? {} : { author }),
      ...(note === undefined ? {} : { note }),
    },
  ];
}

/** Document, letters DO, own. Commands: issue, withdraw. */
export const document: Kind<Statement, DocumentState, Command> = {
  name: 'document',
  letters: 'DO',
  writer: 'own',
  area: 'agreements',
  scopes: ['public', 'programme'],
  acts: Object.keys(acts),
  opens: ['issue'],
  answers: [],
  blob: { act: 'issue', field: 'blob' },
  parse: statementParser('document', acts),
  parseCommand: commandParser(acts),
  decide,
  checkContent: (who, statement) =>
    statement.act === 'issue' ? checkIssue(who, statement, statement.about) : undefined,
  fold,
  example: {
    schema: 'document/1',
    act: 'issue',
    by: 'hk3f9a2c7d',
    about: 'HK-DO001',
    documentType: 'minutes',
    title: { en: 'Minutes of the meeting', 'zh-Hant': '會議紀要', 'zh-Hans': '会议纪要' },
    languages: ['zh-Hant'],
    format: 'application/pdf',
    url: 'https://documents.example/minutes.pdf',
    pages: 12,
    published: '2026-11-02',
    of: ['HK-G001'],
    sample: true,
  } as unknown as Statement,
};
