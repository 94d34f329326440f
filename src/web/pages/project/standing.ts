// How a project stands, in words: its status, what of it is open to whom, the newest forecast on record.

import { html } from 'hono/html';
import type { ForecastMake } from '../../../programme/kinds/forecast.ts';
import type { OwnProjectState, ProjectState } from '../../../programme/kinds/project.ts';
import type { StateOf } from '../../../programme/kinds.ts';
import type { RecordView } from '../../../projection/queries.ts';
import { type Html, inRow, nothing } from '../../html.ts';
import { modeWord } from '../../parts/modes.ts';
import { type Look, statusTag } from '../../parts/status.ts';
import type { View } from '../../view.ts';

/** OC4IDS status codes: their look, and the key of their word. */
const statuses: Readonly<Record<string, { readonly look: Look; readonly key: string }>> = {
  identification: { look: 'planned', key: 'project.status.identification' },
  preparation: { look: 'planned', key: 'project.status.preparation' },
  implementation: { look: 'progress', key: 'project.status.implementation' },
  completion: { look: 'progress', key: 'project.status.completion' },
  completed: { look: 'done', key: 'project.status.completed' },
  maintenance: { look: 'done', key: 'project.status.maintenance' },
  decommissioning: { look: 'planned', key: 'project.status.decommissioning' },
  cancelled: { look: 'late', key: 'project.status.cancelled' },
};

/** Returns the status of an own project; of a joint one those of its parts, each once. */
export function projectStatus(
  view: View,
  state: ProjectState,
  parts: readonly ProjectState[],
): Html {
  const owned = [state, ...parts].filter((one): one is OwnProjectState => one.basis === 'own');
  const codes = [...new Set(owned.flatMap((one) => one.status?.status ?? []))];
  if (codes.length === 0) return nothing;
  return html`${codes.map((code) => {
    const known = statuses[code];
    return known === undefined ? nothing : statusTag(known.look, view.text(known.key));
  })}`;
}

/** From when something is in use for a mode, and whether all that is on record of it was said before that day. */
export interface Opening {
  readonly mode: string;
  readonly on: string;
  readonly isAnnounced: boolean;
  /** The day of the newest saying, where all are of an earlier day; may be a month or a year. */
  readonly said?: string;
}

/** Returns the first day on which each mode was in use, by day. */
export function openingsOf(states: readonly ProjectState[]): readonly Opening[] {
  const first = new Map<string, Opening>();
  for (const state of states) {
    if (state.basis !== 'own') continue;
    for (const { mode, on, said } of state.opened) {
      const isAnnounced = said !== undefined && said.on < on;
      const before = first.get(mode);
      const opening = { mode, on, isAnnounced, ...(isAnnounced ? { said: said.on } : {}) };
      if (before === undefined || on < before.on) first.set(mode, opening);
      else if (on === before.on && before.isAnnounced) {
        const isNewer = !isAnnounced || said.on > (before.said ?? '');
        if (isNewer) first.set(mode, opening);
      }
    }
  }
  return [...first.values()].sort((a, b) => (a.on < b.on ? -1 : 1));
}

/** Returns what is open since when, in one sentence a mode; undefined while nothing is. */
export function openedWords(view: View, states: readonly ProjectState[]): Html | undefined {
  const openings = openingsOf(states);
  if (openings.length === 0) return undefined;
  const sentences = openings.map(({ mode, on, said }) => {
    const params = { mode: modeWord(view, mode), day: view.date(on) };
    if (said === undefined) return view.html('project.opened', params);
    if (on > view.day) return view.html('project.opened.announced', params);
    return view.html('project.opened.said', { ...params, said: view.date(said) });
  });
  return inRow(view.language, sentences);
}

/** Returns the newest forecast of a project that is on record, back-casts left aside. */
export function newestForecast(
  forecasts: readonly RecordView<StateOf['forecast']>[],
  project: string,
): ForecastMake | undefined {
  const made = forecasts.filter(({ state }) => state.project === project);
  return made
    .flatMap(({ state }) => state.makes)
    .sort((a, b) => (a.dataDate < b.dataDate ? -1 : a.dataDate > b.dataDate ? 1 : 0))
    .at(-1);
}
