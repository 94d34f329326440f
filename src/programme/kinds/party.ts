// Parties.
import type { PartyId } from '../../base/ids.ts';
import type { LanguageMap } from '../statement.ts';

/** A party as it describes itself. */
export interface PartyState {
  readonly id: string;
  readonly party: PartyId;
  readonly sample: boolean;
  readonly name: LanguageMap;
  /** ISO 3166 code or the local one: `HK`, `CN-GD`, `440300`. */
  readonly jurisdiction: string;
  /** IANA zone. */
  readonly zone: string;
  readonly languages: readonly string[];
}
