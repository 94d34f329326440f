// Reports.
import type { Mark, PartyId } from '../../base/ids.ts';
import type { LanguageMap, Place } from '../statement.ts';

/** One party's record on a matter of another, with that other's answers. */
export interface ReportState {
  readonly id: string;
  readonly reporter: PartyId;
  /** Mark of the party whose matter it is: a charter may expect it before it joins. */
  readonly owner: Mark;
  readonly sample: boolean;
  /** State that the nested kind's own fold makes of what is reported. */
  readonly subject?: unknown;
  readonly nestedKind: string;
  /** Id of the owner's record, where the reporter knew it. */
  readonly of?: string;
  readonly statements: readonly ReportedStatement[];
  /** The newest answer per named leaf counts; all are kept. */
  readonly answers: readonly {
    readonly act: 'confirm' | 'correct' | 'dispute';
    readonly of: readonly string[];
    readonly record?: string;
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
  readonly standing: 'unanswered' | 'confirmed' | 'corrected' | 'disputed' | 'matched';
  /** Id of the owner's own record of the matter. */
  readonly record?: string;
}

/** One statement as reported: without head fields of the reporter's entry. */
export interface ReportedStatement {
  readonly leaf: string;
  readonly place: Place;
  readonly statement: Readonly<Record<string, unknown>>;
}
