// What is tried, as the file of a command that proposes it to the other side: a mechanism with its expected effect.
import { dayOfMinute } from '../../../plan/civil-time.ts';
import type { View } from '../../view.ts';
import type { WhatIfModel } from './answer.ts';

/** Returns the file, or undefined where nothing that a mechanism can hold is tried. */
export function mechanismFile(view: View, { found, trials }: WhatIfModel): string | undefined {
  const { plan, changed } = found;
  const { computed, network, records } = plan;
  if (computed === undefined || changed === undefined) return undefined;
  const changes = trials.flatMap(({ record, fasterPercent, limitDays }) => {
    const one = network.activities.find((each) => each.case?.id === record)?.case;
    if (one === undefined) return [];
    const { procedure } = one.state;
    return [
      ...(limitDays === undefined ? [] : [{ procedure, limit: limitDays }]),
      ...(fasterPercent === undefined || fasterPercent === 0
        ? []
        : [{ procedure, percent: fasterPercent }]),
    ];
  });
  if (changes.length === 0) return undefined;
  const { tag } = view.language;
  const project = records.project.id;
  const days = dayOfMinute(computed.forecast.p80) - dayOfMinute(changed.p80);
  const title = view.text('whatif.mechanism', { project, count: days });
  const content = { title: { [tag]: title }, changes, project };
  const signatories = view.programme.parties.map((party) => {
    return { party: party.party, post: { [tag]: view.text('whatif.mechanism.post') } };
  });
  const sample = computed.sample ? { sample: true } : {};
  return JSON.stringify({ ...sample, signatories, content }, null, 2);
}
