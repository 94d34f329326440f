// Message keys for the closed lists of an agreement.
import type { AgreementContent } from '../../../programme/kinds/agreement-content.ts';

/** Message keys of the types of agreement. */
export const typeKeys: Readonly<Record<AgreementContent['type'], string>> = {
  memorandum: 'agreement.type.memorandum',
  framework: 'agreement.type.framework',
  arrangement: 'agreement.type.arrangement',
  project: 'agreement.type.project',
};
