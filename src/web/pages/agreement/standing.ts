// How an agreement stands: concluded, signed, open, ended or without a text that could still be signed.
import type { JointText } from '../../../programme/joint.ts';
import type { AgreementContent } from '../../../programme/kinds/agreement-content.ts';
import type { AgreementView, Standing } from '../../../projection/queries.ts';
import type { Html } from '../../html.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** A text of an agreement. */
export type AgreementText = JointText<AgreementContent>;

/** The answer in one word. Ended wins over concluded; a text still open beside one in force changes nothing. */
export type AgreementStatus = 'ended' | 'concluded' | 'signed' | 'open' | 'dead';

/** Returns how the agreement stands. */
export function agreementStatus(agreement: AgreementView): AgreementStatus {
  const { state, concluded } = agreement;
  if ((state.ended ?? []).length > 0) return 'ended';
  if (concluded !== undefined) return 'concluded';
  if (state.inForce !== undefined) return 'signed';
  return state.texts.some((text) => text.state === 'open') ? 'open' : 'dead';
}

/** Returns the text a page shows first: the one concluded, else in force, else the newest open, else the newest. */
export function shownText(agreement: AgreementView): AgreementText | undefined {
  const { texts, inForce } = agreement.state;
  const wanted = agreement.concluded?.text ?? inForce;
  return (
    texts.find((text) => text.hash === wanted) ??
    texts.findLast((text) => text.state === 'open') ??
    texts.at(-1)
  );
}

/** Returns how far the entry of a signature or other act has come, by its leaf; `recorded` when the history lacks it. */
export function standingOfLeaf(agreement: AgreementView, leaf: string): Standing {
  return agreement.history.find((line) => line.place.leaf === leaf)?.standing ?? 'recorded';
}

const statuses: Readonly<Record<AgreementStatus, { readonly look: Look; readonly key: string }>> = {
  concluded: { look: 'done', key: 'agreement.status.concluded' },
  signed: { look: 'progress', key: 'agreement.status.signed' },
  open: { look: 'waiting', key: 'agreement.status.open' },
  ended: { look: 'planned', key: 'agreement.status.ended' },
  dead: { look: 'risk', key: 'agreement.status.dead' },
};

/** Returns the status as shape and word. */
export function statusOfAgreement(view: View, status: AgreementStatus): Html {
  const { look, key } = statuses[status];
  return statusTag(look, view.text(key));
}
