// What was asked to change in a project, its parts and their schedules, and the versions that followed.
import type { Html } from '../../html.ts';
import { type ChangedVersion, changesSection } from '../../parts/changes.ts';
import type { View } from '../../view.ts';
import type { ProjectModel } from './model.ts';

/** Returns the section, or nothing where nothing was asked for. */
export function projectChanges(view: View, model: ProjectModel): Html {
  return changesSection(view, model.changes, versionsOf(view, model));
}

function versionsOf(view: View, model: ProjectModel) {
  const { project, parts, schedules, contracts, baselines } = model;
  const adopted = schedules.flatMap(({ state }) =>
    state.versions.flatMap(({ change, dataDate, place }): readonly ChangedVersion[] => {
      if (change === undefined) return [];
      const words = view.html('changes.version.schedule', { day: view.date(dataDate) });
      return [{ request: change, words, place }];
    }),
  );
  const modified = contracts.flatMap(({ state }) =>
    state.modifications.flatMap(({ change, place }): readonly ChangedVersion[] => {
      if (change === undefined) return [];
      const contract = view.words(state.title);
      const params = { contract, day: view.date(place.day) };
      return [{ request: change, words: view.html('changes.version.contract', params), place }];
    }),
  );
  const described = [project, ...parts].flatMap(({ state }) => {
    if (state.basis === 'joint') {
      return state.joint.texts.flatMap(({ state: standing, content, signedOn, proposed }) =>
        standing !== 'signed' || content.change === undefined
          ? []
          : [{ request: content.change, day: signedOn ?? proposed.day, place: proposed }],
      );
    }
    return (state.changes ?? []).map((one) => ({ ...one, day: one.place.day }));
  });
  const texts = described.map(({ request, day, place }): ChangedVersion => {
    return { request, words: view.html('changes.version.text', { day: view.date(day) }), place };
  });
  const set = baselines.flatMap(({ state }): readonly ChangedVersion[] => {
    const { change, title, place } = state;
    if (change === undefined) return [];
    const words = view.html('changes.version.baseline', { baseline: view.words(title) });
    return [{ request: change, words, place }];
  });
  return [...adopted, ...modified, ...texts, ...set];
}
