// Persons and posts: private.
import type { CivilDate } from '../../base/dates.ts';
import type { LanguageMap } from '../statement.ts';

/** Who stands behind a pseudonym, in which post and for how long. Personal data: private log only. */
export interface PersonRoleState {
  readonly id: string;
  readonly sample: boolean;
  readonly pseudonym: string;
  readonly name: LanguageMap;
  readonly post: LanguageMap;
  readonly organization?: string;
  readonly from: CivilDate;
  readonly until?: CivilDate;
}
