// Approval cases and promises as OC4IDS milestones, recorded forecasts as its forecasts. A case's due date is given only
// where the authority has stated it: computed ones depend on the day asked.
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import type { ForecastMake, ForecastState } from '../programme/kinds/forecast.ts';
import type { ModeOpened } from '../programme/kinds/project.ts';
import type { PromiseState } from '../programme/kinds/promise.ts';
import type { ExactObject } from './exact-json.ts';
import { dayToDateTime, filled, type Oc4idsSetting, titleOf, wordsOf } from './oc4ids-setting.ts';

/** Returns an approval case as a milestone of type `approval`. */
export function caseToMilestone(setting: Oc4idsSetting, one: ApprovalCaseState): ExactObject {
  const { id, sample, number, standing, outcome, procedure } = one;
  const isRefused = outcome === 'refused' || standing === 'withdrawn';
  const isGranted = !isRefused && ['decided', 'issued', 'deemed'].includes(standing);
  const granting = ['decided', 'issued', 'deemed'];
  const last = isGranted ? one.events.findLast(({ code }) => granting.includes(code)) : undefined;
  const due = one.stated.at(-1)?.due;
  return filled({
    id,
    title: titleOf(setting, { words: one.title, sample }),
    type: 'approval',
    description: number === undefined ? undefined : setting.text('data.case-number', { number }),
    dueDate: due === undefined ? undefined : dayToDateTime(due),
    dateMet: last && dayToDateTime(last.happened),
    status: isGranted ? 'met' : isRefused ? 'notMet' : 'scheduled',
    x_comity: filled({ id, sample, procedure, standing, outcome }),
  });
}

const milestoneKeys = {
  'building-done': 'data.promise.building-done',
  opened: 'data.promise.opened',
} as const;

/** Of the codelist milestoneCode. */
const milestoneCodes = { 'building-done': 'completion', opened: 'commissioning' } as const;

/** Returns what was promised as a milestone: due on the last day promised, met when that mode was opened. */
export function promiseToMilestone(
  setting: Oc4idsSetting,
  one: PromiseState,
  opened: readonly ModeOpened[],
): ExactObject {
  const { id, sample, milestone, mode, promised, cause, said } = one;
  const met =
    milestone === 'opened'
      ? opened.find((line) => mode === undefined || line.mode === mode)
      : undefined;
  const title = setting.text(milestoneKeys[milestone]);
  return filled({
    id,
    title: sample ? setting.text('data.sample-title', { title }) : title,
    type: 'delivery',
    description: setting.text('data.promise.said', {
      by: wordsOf(setting, said.by),
      on: said.on,
      words: wordsOf(setting, promised.words),
    }),
    code: milestoneCodes[milestone],
    dueDate: dayToDateTime(promised.to),
    dateMet: met && dayToDateTime(met.on),
    status: met === undefined ? 'scheduled' : 'met',
    x_comity: filled({ id, sample, mode, cause, from: promised.from, saidOn: said.on }),
  });
}

const quantiles = [
  ['p10', '0.1'],
  ['p50', '0.5'],
  ['p80', '0.8'],
  ['p90', '0.9'],
] as const;

/** Returns a party's forecasts of a project, of which there is one, as a metric: an observation for each quantile of each, by data date. */
export function toMetric(setting: Oc4idsSetting, one: ForecastState): ExactObject {
  const { id, sample, makes } = one;
  const title = setting.text('data.forecast.title');
  const target = makes.at(-1)?.target;
  return filled({
    id,
    title: sample ? setting.text('data.sample-title', { title }) : title,
    description:
      target === undefined
        ? setting.text('data.forecast.end')
        : setting.text('data.forecast.target', { target }),
    observations: makes.flatMap((make) => observationsOf(setting, make)),
    x_comity: { id, sample },
  });
}

function observationsOf(setting: Oc4idsSetting, make: ForecastMake): readonly ExactObject[] {
  return quantiles.map(([name, quantile]) => ({
    id: `${make.place.leaf.slice(0, 16)}-${name}`,
    measure: make[name],
    unit: { name: setting.text('data.forecast.unit') },
    dimensions: { quantile, dataDate: make.dataDate },
  }));
}
