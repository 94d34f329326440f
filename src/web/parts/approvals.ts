// How an approval case stands, in words: who has the ball, how long, and until when. Shared by the pages that list cases.
import { html } from 'hono/html';
import type { CaseAnswer, ClockAnswer } from '../../plan/clock-case.ts';
import type { NetworkCase } from '../../programme/network-input.ts';
import { type Html, inRow, nothing } from '../html.ts';
import type { View } from '../view.ts';
import { type Look, statusTag } from './status.ts';

/** Returns the clock that matters now: the first that runs, is stopped or is overdue; else the last that ended. */
export function activeClock(answer: CaseAnswer | undefined): ClockAnswer | undefined {
  const going = ['running', 'stopped', 'excluded', 'overdue', 'returned'];
  const found = answer?.clocks.find((clock) => going.includes(clock.state));
  return found ?? answer?.clocks.findLast((clock) => clock.ended !== undefined);
}

/** Returns the status of a case: who has to act, and whether in time. */
export function caseStatus(view: View, one: NetworkCase): Html {
  const { look, word } = standingOf(view, one);
  return statusTag(look, word);
}

function standingOf(view: View, one: NetworkCase): { readonly look: Look; readonly word: string } {
  const { state, answer } = one;
  switch (state.standing) {
    case 'planned':
      return { look: 'planned', word: view.text('approvals.standing.planned') };
    case 'decided':
    case 'issued':
    case 'deemed':
      return decidedWord(view, one);
    case 'withdrawn':
      return { look: 'planned', word: view.text('approvals.standing.withdrawn') };
    case 'stopped':
      return { look: 'waiting', word: view.text('approvals.standing.stopped') };
    case 'referred':
      return { look: 'waiting', word: view.text('approvals.standing.referred') };
    case 'open': {
      const clock = activeClock(answer);
      if (clock?.state === 'overdue') {
        return {
          look: 'late',
          word: view.text('approvals.standing.overdue', { count: clock.daysLate }),
        };
      }
      return { look: 'progress', word: view.text('approvals.standing.open') };
    }
  }
}

function decidedWord(view: View, { state }: NetworkCase): { look: Look; word: string } {
  if (state.outcome === 'refused') {
    return { look: 'late', word: view.text('approvals.standing.refused') };
  }
  const key = overKeys[state.standing] ?? 'approvals.standing.decided';
  return { look: 'done', word: view.text(key) };
}

const overKeys: Readonly<Record<string, string>> = {
  issued: 'approvals.standing.issued',
  deemed: 'approvals.standing.deemed',
};

/** Returns the due date with the authority's own beside it where it states one; while stopped what is left. */
export function dueWords(view: View, one: NetworkCase): Html {
  const clock = activeClock(one.answer);
  if (clock === undefined || clock.ended !== undefined) return nothing;
  const stated =
    clock.stated === undefined
      ? nothing
      : html`<span class="stated">${view.html('approvals.due.stated', {
          due: view.date(clock.stated.due),
          law: view.text('clock.law', { ...clock.stated.legalBasis }),
        })}</span>`;
  if (clock.due !== undefined) {
    return withStated(view, view.html('approvals.due', { due: view.date(clock.due) }), stated);
  }
  if (clock.dueIfResumed === undefined) return stated;
  const params = { count: clock.left ?? 0, due: view.date(clock.dueIfResumed) };
  return withStated(view, view.html('approvals.due.stopped', params), stated);
}

function withStated(view: View, due: Html, stated: Html): Html {
  return stated === nothing ? due : inRow(view.language, [due, stated]);
}

/**
 * Returns whose the days were: authority, applicant, excluded; never added up to one delay. Undefined before the first
 * day, and where no clock counts any.
 */
export function daysWords(view: View, one: NetworkCase): string | undefined {
  const days = one.answer?.days;
  if (days === undefined) return undefined;
  const { authority, applicant, excluded } = days;
  if (authority + applicant + excluded === 0) return undefined;
  return view.text(daysKey(applicant > 0, excluded > 0), { authority, applicant, excluded });
}

function daysKey(isApplicants: boolean, isExcluded: boolean): string {
  if (isApplicants) return isExcluded ? 'approvals.days' : 'approvals.days.applicant';
  return isExcluded ? 'approvals.days.excluded' : 'approvals.days.authority';
}

/** Returns since when and for what a stopped case waits; nothing for any other. */
export function waitingWords(view: View, { state }: NetworkCase): Html {
  if (state.standing !== 'stopped') return nothing;
  const stop = state.events.findLast((event) => event.code === 'information-requested');
  if (stop === undefined) return nothing;
  const words = stop.waitingFor ?? stop.reason;
  const since = view.html('approvals.stopped-since', { day: view.date(stop.happened) });
  return words === undefined ? since : html`${since} <q>${view.words(words)}</q>`;
}

const outcomeKeys: Readonly<Record<string, string>> = {
  approved: 'approval.outcome.approved',
  refused: 'approval.outcome.refused',
  renewed: 'approval.outcome.renewed',
};

/** Returns the outcome of a decision in a word; one that pages do not know is quoted. */
export function outcomeWord(view: View, outcome: string): string {
  const key = outcomeKeys[outcome];
  return key === undefined ? outcome : view.text(key);
}

/** Returns the title of a case with its address. */
export function caseTitle(view: View, one: NetworkCase): Html {
  return html`<a href="${view.href(`/approvals/${one.id}`)}">${view.words(one.state.title)}</a>`;
}

/** Returns a note where a case is known by another party's report only. */
export function reportedMark(view: View, one: NetworkCase): Html {
  if (one.reportedBy === undefined) return nothing;
  const key = one.disputed ? 'approvals.reported.disputed' : 'approvals.reported';
  const params = { reporter: view.partyName(one.reportedBy), owner: view.partyName(one.owner) };
  return statusTag('waiting', view.text(key, params));
}

/** Returns the name of the authority of a case; its id where the record is not known, nothing where none is named. */
export function authorityName(
  view: View,
  { version }: NetworkCase,
  names: ReadonlyMap<string, Readonly<Record<string, string>>>,
): Html {
  const id = version?.authority;
  if (id === undefined) return nothing;
  const name = names.get(id);
  return name === undefined ? html`<span class="record-id">${id}</span>` : view.words(name);
}
