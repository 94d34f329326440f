// The marks of parties: lozenges, outlined for the first party, filled for the second, so that colour stays free
// for status. Drawn as SVG with presentation attributes only, as the content policy allows no inline style.
import { html } from 'hono/html';
import type { PartyId } from '../../base/ids.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';

const letterWidth = 9;
const height = 24;

/** Returns the lozenge of a party, named for those who cannot see it. */
export function partyMark(view: View, id: PartyId): Html {
  return lozenge(view, id, view.partyName(id));
}

/** Returns the lozenge of a party where its name stands beside it. */
export function silentMark(view: View, id: PartyId): Html {
  return lozenge(view, id, undefined);
}

/** Returns the sign of the programme: the marks of its parties, held together by a double rule. */
export function programmeSign(view: View): Html {
  const marks = view.programme.parties.map((party) => lozenge(view, party.party, undefined));
  const joint = html`<span class="joint-rule"></span>`;
  return html`<span class="sign" aria-hidden="true">${marks.map((mark, i) =>
    i === 0 ? mark : [joint, mark],
  )}</span>`;
}

/** Which side of the spine a party stands on: the first left, the second right; with more parties all in lanes. */
export function sideOf(view: View, id: PartyId): 'left' | 'right' | 'lane' {
  const { parties } = view.programme;
  if (parties.length !== 2) return 'lane';
  return parties[1]?.party === id ? 'right' : 'left';
}

function lozenge(view: View, id: PartyId, name: string | undefined): Html {
  const { mark } = view.party(id);
  const width = 26 + letterWidth * mark.length;
  const middle = height / 2;
  const points = [
    [9, 1],
    [width - 9, 1],
    [width - 1, middle],
    [width - 9, height - 1],
    [9, height - 1],
    [1, middle],
  ];
  const filled = view.programme.parties.findIndex((party) => party.party === id) % 2 === 1;
  const label =
    name === undefined ? html`aria-hidden="true"` : html`role="img" aria-label="${name}"`;
  return html`<svg class="mark ${filled ? 'mark-filled' : 'mark-outlined'}" ${label} width="${width}"
    height="${height}" viewBox="0 0 ${width} ${height}"><polygon points="${points
      .map((point) => point.join(','))
      .join(' ')}"/><text x="${width / 2}" y="16.5" text-anchor="middle">${mark}</text></svg>`;
}
