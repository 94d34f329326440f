// What a TBX file says of concepts, in whichever of its forms, and what is wrong with it; names that writer and reader share.
// ISO 30042:2019 (TBX v3), dialect TBX-Basic.
import type { Refusal } from '../base/result.ts';
import type { Source } from '../programme/statement.ts';

/** Something of a file that is not taken, with its place: a code with parameters that has a text in every language. */
export interface TbxIssue extends Refusal {
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
}

/** One concept of a file, in the languages of the programme. */
export interface TbxConcept {
  /** As the file has it. */
  readonly id: string;
  readonly line: number;
  readonly column: number;
  /** By charter tag: of each language the term that is preferred, else the first that is still in use. */
  readonly term: Readonly<Record<string, string>>;
  /** By charter tag; empty where the file has none. */
  readonly definition: Readonly<Record<string, string>>;
  /** As the file has it: an id, or words. */
  readonly field?: string;
  readonly source?: Source;
  /** `approved`: every term is preferred; `retired`: none is to be used any more. Absent: the file does not say. */
  readonly status?: 'approved' | 'retired';
  readonly sample: boolean;
}

/** What is in a file. Where `refused` is there, nothing of it is taken. */
export interface ReadTbx {
  readonly concepts: readonly TbxConcept[];
  /** What was left out of the concepts, and concepts left out as a whole; in the order of the file. */
  readonly issues: readonly TbxIssue[];
  /** How many concepts were left out as a whole: without an id, with one twice, or without a term in a language of the programme. */
  readonly dropped: number;
  readonly refused?: TbxIssue;
}

/** Values of administrativeStatus that are written. */
export const writtenStatus = {
  approved: 'preferredTerm-admn-sts',
  retired: 'deprecatedTerm-admn-sts',
} as const;

/** Value of projectSubset that marks the terms of sample data, for programs; people read it in a note. */
export const sampleSubset = 'sample';

/** Of a conceptEntry that was written here: id of the record, and the concept's own word. */
export interface TbxEntryId {
  readonly record: string;
  readonly concept: string;
}

/** Returns `HK-T001_tide-gate`: an XML name (NCName) whatever the two are, as neither may have an underscore. */
export function printEntryId({ record, concept }: TbxEntryId): string {
  return `${record}_${concept}`;
}

/** Returns the parts of an id that was written here, or undefined for any other. */
export function parseEntryId(id: string): TbxEntryId | undefined {
  const match = /^([A-Z]{2,6}-T\d{3,9})_([A-Za-z0-9][A-Za-z0-9.-]{0,39})$/.exec(id);
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { record: match[1], concept: match[2] };
}

/** Returns a source as text: title, address, day on which it was read. */
export function printSource({ title, url, accessed }: Source): string {
  return `${title}, ${url} (${accessed})`;
}

/** Returns a text in one line, as a reader of XML that is indented has to take it: runs of blanks are one space. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
