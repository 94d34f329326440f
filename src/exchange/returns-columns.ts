// The columns of the grid of returns, the same out and in, and the words of their titles and choices in every language.
import { languages } from '../text/languages.ts';
import type { Messages } from '../text/messages.ts';

/** What is on record comes first and is only read again to see whether it is still so; then what is filled in. */
export const returnColumns = [
  { name: 'id', key: 'returns.column.id', width: 10, isOpen: false },
  { name: 'prev', key: 'returns.column.prev', width: 18, isOpen: false },
  { name: 'month', key: 'returns.column.month', width: 9, isOpen: false },
  { name: 'title', key: 'returns.column.title', width: 36, isOpen: false },
  { name: 'last-status', key: 'returns.column.last-status', width: 16, isOpen: false },
  { name: 'last-percent', key: 'returns.column.last-percent', width: 10, isOpen: false },
  { name: 'spent-to-date', key: 'returns.column.spent-to-date', width: 18, isOpen: false },
  { name: 'last-next', key: 'returns.column.last-next', width: 26, isOpen: false },
  { name: 'last-expected', key: 'returns.column.last-expected', width: 12, isOpen: false },
  { name: 'status', key: 'returns.column.status', width: 16, isOpen: true },
  { name: 'percent', key: 'returns.column.percent', width: 10, isOpen: true },
  { name: 'spent', key: 'returns.column.spent', width: 16, isOpen: true },
  { name: 'currency', key: 'returns.column.currency', width: 9, isOpen: true },
  { name: 'next', key: 'returns.column.next', width: 26, isOpen: true },
  { name: 'expected', key: 'returns.column.expected', width: 12, isOpen: true },
  { name: 'changed', key: 'returns.column.changed', width: 32, isOpen: true },
  { name: 'cause', key: 'returns.column.cause', width: 16, isOpen: true },
  { name: 'note', key: 'returns.column.note', width: 32, isOpen: true },
  { name: 'missing', key: 'returns.column.missing', width: 32, isOpen: true },
] as const;

/** Name of a column, stable in every language. */
export type ReturnColumn = (typeof returnColumns)[number]['name'];

/** Keys of the words for each status (OC4IDS). */
export const statusKeys = {
  identification: 'project.status.identification',
  preparation: 'project.status.preparation',
  implementation: 'project.status.implementation',
  completion: 'project.status.completion',
  completed: 'project.status.completed',
  cancelled: 'project.status.cancelled',
  maintenance: 'project.status.maintenance',
  decommissioning: 'project.status.decommissioning',
} as const;

/** Keys of the words for each cause of a change. */
export const causeKeys = {
  works: 'changes.cause.works',
  approval: 'changes.cause.approval',
  funding: 'changes.cause.funding',
  'other-side': 'changes.cause.other-side',
  'external-event': 'changes.cause.external-event',
  scope: 'changes.cause.scope',
} as const;

/** What a word in a grid stands for, whichever of the languages it is in, or the code itself. */
export interface ReturnWords {
  /** Column of a title. */
  readonly columns: ReadonlyMap<string, ReturnColumn>;
  readonly statuses: ReadonlyMap<string, keyof typeof statusKeys>;
  readonly causes: ReadonlyMap<string, keyof typeof causeKeys>;
}

/** Returns the words of every language that a grid is read by. */
export function returnWords(messages: Messages): ReturnWords {
  const columnKeys = Object.fromEntries(returnColumns.map(({ name, key }) => [name, key]));
  return {
    columns: wordsOf(messages, columnKeys as Readonly<Record<ReturnColumn, string>>),
    statuses: wordsOf(messages, statusKeys),
    causes: wordsOf(messages, causeKeys),
  };
}

function wordsOf<Code extends string>(
  messages: Messages,
  keys: Readonly<Record<Code, string>>,
): ReadonlyMap<string, Code> {
  const entries = Object.entries(keys) as [Code, string][];
  return new Map(
    entries.flatMap(([code, key]) => {
      const said = languages.map((language) => messages.text(language, key));
      return [code, ...said].map((word) => [folded(word), code] as const);
    }),
  );
}

/** Returns a word as it is compared: letters of any case and width, one space. */
export function folded(word: string): string {
  return word.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
}
