// What the other parties say of a meeting's minutes, in one status.
import type { MeetingState } from '../../../programme/kinds/meeting.ts';
import type { Html } from '../../html.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** How the minutes stand: disputed wins over agreed; agreed needs every other chairing party. */
export type MinutesStanding = 'none' | 'unanswered' | 'agreed' | 'disputed';

/** Returns how the minutes stand. */
export function minutesStanding(state: MeetingState): MinutesStanding {
  if (state.minutes === 'none') return 'none';
  if (state.answers.some((line) => line.answer === 'disputed')) return 'disputed';
  const others = state.chairs.map(({ party }) => party).filter((party) => party !== state.party);
  const agreed = new Set(state.answers.map((line) => line.party));
  return others.length > 0 && others.every((party) => agreed.has(party)) ? 'agreed' : 'unanswered';
}

const looks: Readonly<Record<MinutesStanding, { readonly look: Look; readonly key: string }>> = {
  none: { look: 'planned', key: 'meeting.minutes.none' },
  unanswered: { look: 'waiting', key: 'meeting.minutes.unanswered' },
  agreed: { look: 'done', key: 'meeting.minutes.agreed' },
  disputed: { look: 'risk', key: 'meeting.minutes.disputed' },
};

/** Returns the standing of the minutes as shape and word. */
export function minutesTag(view: View, state: MeetingState): Html {
  const { look, key } = looks[minutesStanding(state)];
  return statusTag(look, view.text(key));
}
