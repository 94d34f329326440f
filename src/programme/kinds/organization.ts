// Organizations.

import type { CivilDate } from '../../base/dates.ts';
import type { PartyId } from '../../base/ids.ts';
import type { LanguageMap } from '../statement.ts';

/** An organization as its owner describes it. */
export interface OrganizationState {
  readonly id: string;
  /** The owner of the record. */
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** As in org-id.guide: a register and the number in it. */
  readonly identifier?: { readonly scheme: string; readonly id: string };
  /** OC4IDS partyRole codes. */
  readonly roles?: readonly string[];
  readonly url?: string;
  /** Set when it has ceased to exist. */
  readonly closedOn?: CivilDate;
}
