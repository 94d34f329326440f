// What pages say of an offer or a need: of what type, how ready, on which terms, how it stands.
import type { MatchReason } from '../../programme/kinds/matches.ts';
import { type AnnouncedState, standingOn } from '../../programme/kinds/offer-content.ts';
import type { Html } from '../html.ts';
import type { View } from '../view.ts';
import { fieldName } from './fields.ts';
import { type Look, statusTag } from './status.ts';

const typeKeys: Readonly<Record<AnnouncedState['type'], string>> = {
  'research-and-development': 'offers.type.research-and-development',
  'intellectual-property': 'offers.type.intellectual-property',
  trade: 'offers.type.trade',
  financing: 'offers.type.financing',
  mediation: 'offers.type.mediation',
  talent: 'offers.type.talent',
};

const termKeys: Readonly<Record<AnnouncedState['terms'][number], string>> = {
  licence: 'offers.term.licence',
  sale: 'offers.term.sale',
  'joint-development': 'offers.term.joint-development',
  'joint-venture': 'offers.term.joint-venture',
  service: 'offers.term.service',
  loan: 'offers.term.loan',
  equity: 'offers.term.equity',
  grant: 'offers.term.grant',
  employment: 'offers.term.employment',
  secondment: 'offers.term.secondment',
};

/** Technology readiness levels, from 1. */
const readinessKeys = [
  'offers.readiness.1',
  'offers.readiness.2',
  'offers.readiness.3',
  'offers.readiness.4',
  'offers.readiness.5',
  'offers.readiness.6',
  'offers.readiness.7',
  'offers.readiness.8',
  'offers.readiness.9',
] as const;

const standings: Readonly<
  Record<ReturnType<typeof standingOn>, { readonly look: Look; readonly key: string }>
> = {
  open: { look: 'progress', key: 'offers.standing.open' },
  closed: { look: 'done', key: 'offers.standing.closed' },
  withdrawn: { look: 'late', key: 'offers.standing.withdrawn' },
  expired: { look: 'planned', key: 'offers.standing.expired' },
};

/** Returns the type of an offer or a need in words. */
export function typeText(view: View, type: AnnouncedState['type']): string {
  return view.text(typeKeys[type]);
}

/** Returns terms as a list. */
export function termsText(view: View, terms: AnnouncedState['terms']): string {
  return view.list(terms.map((term) => view.text(termKeys[term])));
}

/** Returns a readiness level with what it means. */
export function readinessText(view: View, level: number): string {
  const key = readinessKeys[level - 1];
  return key === undefined ? String(level) : view.text(key);
}

/** Returns how an offer or a need stands on the day shown. */
export function announcedTag(view: View, state: AnnouncedState): Html {
  const { look, key } = standings[standingOn(state, view.day)];
  return statusTag(look, view.text(key));
}

/** Returns why an offer fits a need, as a sentence. */
export function reasonSentence(view: View, reason: MatchReason): Html {
  switch (reason.reason) {
    case 'type':
      return view.html('offers.reason.type', { type: typeText(view, reason.type) });
    case 'field':
      return view.html('offers.reason.field', { field: fieldName(view, reason.field) });
    case 'terms':
      return view.html('offers.reason.terms', { terms: termsText(view, reason.terms) });
    case 'readiness': {
      const { reached, wanted } = reason;
      return view.html('offers.reason.readiness', { reached, wanted });
    }
  }
}
