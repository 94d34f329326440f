// One line of "what comes next" on the home page.
import type { CivilDate } from '../../../base/dates.ts';
import type { PartyId } from '../../../base/ids.ts';

/** A date ahead (or passed without its deed), with the record it belongs to. */
export interface NextThing {
  readonly day: CivilDate;
  readonly kind: 'approval' | 'commitment' | 'meeting' | 'opening' | 'text-open-until';
  readonly id: string;
  readonly late: boolean;
  readonly texts: Readonly<Record<string, string>>;
  readonly parties: readonly PartyId[];
  readonly sample: boolean;
}
