// The charter: parties, origins, keys, languages, fields, witnesses and publication rules of a programme.
import type { JointState } from '../joint.ts';
import type { CharterContent } from './charter-content.ts';

export type { CharterContent } from './charter-content.ts';
/** A charter with its texts. */
export type CharterState = JointState<CharterContent>;
