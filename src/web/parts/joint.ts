// What keeps a joint text open, in words: whose signature is missing.
import { html } from 'hono/html';
import type { PartyId } from '../../base/ids.ts';
import type { JointState, JointText } from '../../programme/joint.ts';
import { type Html, nothing } from '../html.ts';
import type { View } from '../view.ts';

/** Returns the signatories who have neither signed nor declined the text. */
export function awaited(
  text: Pick<JointText<unknown>, 'signatories' | 'signatures' | 'declines'>,
): readonly PartyId[] {
  const answered = new Set([...text.signatures, ...text.declines].map((line) => line.party));
  return text.signatories.map(({ party }) => party).filter((party) => !answered.has(party));
}

/** Returns whose signature the newest open text lacks, in a sentence; undefined where no text waits for one. */
export function awaitedWords(view: View, joint: JointState<unknown>): string | undefined {
  const open = joint.texts.findLast((text) => text.state === 'open');
  const missing = open === undefined ? [] : awaited(open);
  if (missing.length === 0) return undefined;
  const key = joint.inForce === undefined ? 'joint.awaits' : 'joint.awaits.change';
  return view.text(key, { parties: view.partyNames(missing) });
}

/** Returns that sentence as a paragraph, or nothing. */
export function awaitedLine(view: View, joint: JointState<unknown>): Html {
  const words = awaitedWords(view, joint);
  return words === undefined ? nothing : html`<p>${words}</p>`;
}
