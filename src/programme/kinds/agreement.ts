// Agreements between parties of the programme.
import type { JointState } from '../joint.ts';
import type { AgreementContent } from './agreement-content.ts';

export type { AgreementContent } from './agreement-content.ts';
/** An agreement with its texts. */
export type AgreementState = JointState<AgreementContent>;
