// What the what-if page answers, as words: the finish with and without what is tried, over the same runs. The page shows
// it, and its script asks for it alone.
import { ok, type Refusal, type Result, refuse } from '../../../base/result.ts';
import { dayOfMinute, type Minute, minuteToText } from '../../../plan/civil-time.ts';
import { policiesOf, type Trial } from '../../../programme/plan-choices.ts';
import type { WhatIf } from '../../../projection/plan.ts';
import type { Site, Visit } from '../../site.ts';
import type { View } from '../../view.ts';
import { refusalText } from '../problem/page.ts';
import { type Proposal, type ProposalWords, proposalOf, proposalWords } from './proposal.ts';
import { type Fault, parseTrials, type Unused, unusedOf } from './trials.ts';

/** The model of the page. */
export interface WhatIfModel {
  readonly found: WhatIf;
  readonly trials: readonly Trial[];
  /** Where there are any nothing is tried. */
  readonly faults: readonly Fault[];
  readonly unused: readonly Unused[];
  /** Absent while nothing is tried. */
  readonly proposal?: Proposal;
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
  /** What is asked for and changes nothing. */
  readonly notes: readonly string[];
  readonly faults: readonly { readonly field: string; readonly words: string }[];
  /** Empty where nothing could be computed. */
  readonly rows: readonly AnswerRow[];
  readonly proposal?: ProposalWords;
}

/** Returns what is tried and what came of it. Refusal: web.project.unknown. */
export async function readWhatIf(site: Site, visit: Visit): Promise<Result<WhatIfModel, Refusal>> {
  const id = visit.params.id ?? '';
  const { trials, faults } = parseTrials(visit.query);
  const plan = await site.plans.plan(id);
  if (plan === undefined) return refuse('web.project.unknown', { id });
  const policies = faults.length > 0 ? [] : policiesOf(plan.network, trials);
  const found = await site.plans.whatIf(id, policies);
  if (found === undefined) return refuse('web.project.unknown', { id });
  const proposal = await proposalOf(site.plans, found, trials);
  return ok({
    ...{ found, trials, faults, unused: unusedOf(plan.network, trials) },
    ...(proposal === undefined ? {} : { proposal }),
  });
}

/** Returns the answer for the script of the page; undefined where there is no such plan. */
export async function whatIfAnswer(
  site: Site,
  visit: Visit,
  view: View,
): Promise<WhatIfAnswer | undefined> {
  const model = await readWhatIf(site, visit);
  return model.ok ? answerOf(view, model.value) : undefined;
}

const quantileKeys = {
  p10: 'whatif.quantile.p10',
  p50: 'whatif.quantile.p50',
  p80: 'whatif.quantile.p80',
  p90: 'whatif.quantile.p90',
} as const;

const unusedKeys: Readonly<Record<Unused['why'], string>> = {
  unknown: 'whatif.unused.unknown',
  closed: 'whatif.unused.closed',
  answer: 'whatif.unused.answer',
  recognised: 'whatif.unused.recognised',
};

/** Returns the answer in words. */
export function answerOf(view: View, model: WhatIfModel): WhatIfAnswer {
  const { found, faults, unused, proposal } = model;
  return {
    verdict: verdictOf(view, model),
    notes: unused.map(({ record, why }) => view.text(unusedKeys[why], { record })),
    faults: faults.map(({ field, refusal }) => ({ field, words: refusalText(view, refusal) })),
    rows: rowsOf(view, found),
    ...(proposal === undefined ? {} : { proposal: proposalWords(view, proposal) }),
  };
}

function verdictOf(view: View, { found, faults }: WhatIfModel): string {
  const base = found.plan.computed?.forecast;
  const { changed, changes } = found;
  if (faults.length > 0) return view.text('whatif.faulty');
  if (base === undefined || changed === undefined) return view.text('whatif.nothing');
  if (changes.length === 0) return view.text('whatif.untried');
  const days = dayOfMinute(base.p80) - dayOfMinute(changed.p80);
  if (days === 0) return view.text('whatif.same');
  const key = days > 0 ? 'whatif.earlier' : 'whatif.later';
  return view.text(key, { count: Math.abs(days), p80: dayOf(view, changed.p80) });
}

function rowsOf(view: View, { plan, changed }: WhatIf): readonly AnswerRow[] {
  const base = plan.computed?.forecast;
  if (base === undefined || changed === undefined) return [];
  return (['p10', 'p50', 'p80', 'p90'] as const).map((quantile) => ({
    quantile,
    words: view.text(quantileKeys[quantile]),
    now: dayOf(view, base[quantile]),
    after: dayOf(view, changed[quantile]),
    days: dayOfMinute(base[quantile]) - dayOfMinute(changed[quantile]),
  }));
}

function dayOf(view: View, minute: Minute): string {
  return view.plainDate(minuteToText(minute).slice(0, 10));
}
