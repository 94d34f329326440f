// Meetings.
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { LanguageMap, Place, Said, Source } from '../statement.ts';

/** A meeting as its opener keeps it, with the other parties' answers to the minutes. */
export interface MeetingState {
  readonly id: string;
  /** The opener, who keeps the record. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly title: LanguageMap;
  readonly place?: LanguageMap;
  readonly date: CivilDate;
  readonly chairs: readonly {
    readonly party: PartyId;
    readonly name?: LanguageMap | undefined;
    readonly post?: LanguageMap | undefined;
  }[];
  readonly agenda: readonly { readonly id: string; readonly text: LanguageMap }[];
  readonly decisions: readonly {
    readonly id: string;
    readonly text: LanguageMap;
    /** Ids of the records that carry the decision out. */
    readonly records: readonly string[];
  }[];
  readonly facts: readonly {
    readonly id: string;
    readonly text: LanguageMap;
    readonly said?: Said | undefined;
  }[];
  readonly documents: readonly Source[];
  readonly minutes: 'none' | 'kept';
  /** The newest answer of each party. */
  readonly answers: readonly {
    readonly party: PartyId;
    readonly answer: 'agreed' | 'disputed';
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
  readonly said?: Said;
  readonly opened: Place;
}
