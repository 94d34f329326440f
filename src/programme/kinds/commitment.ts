// Commitments: what an agreement's text, once signed by all, obliges a party to do by a day.
import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { LanguageMap, Place, Source } from '../statement.ts';

/** One act of a debtor or creditor. */
export interface CommitmentAct {
  readonly party: PartyId;
  readonly act: 'progress' | 'claim-kept' | 'withdraw' | 'accept' | 'dispute';
  readonly day: CivilDate;
  readonly note?: LanguageMap;
  readonly evidence?: readonly Source[];
  readonly place: Place;
}

/** A commitment with what its parties did about it. */
export interface CommitmentState {
  readonly id: string;
  readonly sample: boolean;
  /** Absent while the agreement is not known or not signed by all: standing `pending`. */
  readonly agreement?: string;
  readonly text?: string;
  readonly clause?: string;
  readonly debtors: readonly PartyId[];
  readonly creditors: readonly PartyId[];
  readonly due?: CivilDate;
  readonly measure?: LanguageMap;
  /** By day, then log, then index. */
  readonly acts: readonly CommitmentAct[];
  /** `withdrawn-claimed`: by a debtor alone, until all creditors accept. */
  readonly standing: 'pending' | 'open' | 'kept' | 'withdrawn-claimed' | 'withdrawn';
  readonly keptOn?: CivilDate;
  /** Creditors whose newest answer to the newest claim or withdrawal accepts it. */
  readonly acceptedBy: readonly PartyId[];
  readonly disputedBy: readonly PartyId[];
}

/** How a commitment stands on a day. */
export interface CommitmentOnDay {
  readonly standing: 'pending' | 'open' | 'late' | 'kept' | 'kept-late' | 'withdrawn';
  /** Whole days past due: on that day when late, on the day kept when kept late, else 0. */
  readonly daysLate: number;
}

/** Returns how a commitment stands on a day. */
export function commitmentOn(state: CommitmentState, day: CivilDate): CommitmentOnDay {
  throw new TypeError(`${state.id} ${day}`);
}
