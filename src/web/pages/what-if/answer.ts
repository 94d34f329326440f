// What the what-if page answers, as words: the finish with and without what is tried, over the same runs. The page shows
// it, and its script asks for it alone.
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { dayOfMinute, type Minute, minuteToText } from '../../../plan/civil-time.ts';
import { policiesOf, type Trial } from '../../../programme/plan-choices.ts';
import type { WhatIf } from '../../../projection/plan.ts';
import type { Site, Visit } from '../../site.ts';
import type { View } from '../../view.ts';
import { parseTrials } from './trials.ts';

/** The model of the page. */
export interface WhatIfModel {
  readonly found: WhatIf;
  readonly trials: readonly Trial[];
}

/** One quantile before and after. */
interface AnswerRow {
  readonly quantile: 'p10' | 'p50' | 'p80' | 'p90';
  readonly words: string;
  readonly now: string;
  readonly after: string;
  /** Civil days by which it is earlier; later is negative. */
  readonly days: number;
}

/** The answer in words. */
export interface WhatIfAnswer {
  readonly verdict: string;
  readonly rows: readonly AnswerRow[];
}

/** Returns what is tried and what came of it. Refusals: web.project.unknown, web.what-if.not-a-number. */
export async function readWhatIf(site: Site, visit: Visit): Promise<Result<WhatIfModel, Refusal>> {
  const id = visit.params.id ?? '';
  const trials = parseTrials(visit.query);
  if (!trials.ok) return trials;
  const plan = await site.plans.plan(id);
  if (plan === undefined) return refuse('web.project.unknown', { id });
  const found = await site.plans.whatIf(id, policiesOf(plan.network, trials.value));
  if (found === undefined) return refuse('web.project.unknown', { id });
  return ok({ found, trials: trials.value });
}

/** Returns the answer for the script of the page; undefined where the page itself would say what is wrong. */
export async function whatIfAnswer(
  site: Site,
  visit: Visit,
  view: View,
): Promise<WhatIfAnswer | undefined> {
  const model = await readWhatIf(site, visit);
  return model.ok ? answerOf(view, model.value.found) : undefined;
}

const quantileKeys = {
  p10: 'whatif.quantile.p10',
  p50: 'whatif.quantile.p50',
  p80: 'whatif.quantile.p80',
  p90: 'whatif.quantile.p90',
} as const;

/** Returns the answer in words; undefined where nothing could be computed. */
export function answerOf(view: View, found: WhatIf): WhatIfAnswer | undefined {
  const base = found.plan.computed?.forecast;
  const { changed } = found;
  if (base === undefined || changed === undefined) return undefined;
  const rows = (['p10', 'p50', 'p80', 'p90'] as const).map((quantile) => ({
    quantile,
    words: view.text(quantileKeys[quantile]),
    now: dayOf(view, base[quantile]),
    after: dayOf(view, changed[quantile]),
    days: dayOfMinute(base[quantile]) - dayOfMinute(changed[quantile]),
  }));
  const days = dayOfMinute(base.p80) - dayOfMinute(changed.p80);
  const key = days > 0 ? 'whatif.earlier' : 'whatif.later';
  const params = { count: Math.abs(days), p80: dayOf(view, changed.p80) };
  return { verdict: days === 0 ? view.text('whatif.same') : view.text(key, params), rows };
}

function dayOf(view: View, minute: Minute): string {
  return view.plainDate(minuteToText(minute).slice(0, 10));
}
