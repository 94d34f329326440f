// A project's plan as the joint schedule shows it: activities with their dates, and the relations between them.
import { minuteToText } from '../../../plan/civil-time.ts';
import type { ScheduledActivity } from '../../../plan/critical-path.ts';
import type { NetworkActivity } from '../../../programme/joint-network.ts';
import type { NetworkCase } from '../../../programme/network-input.ts';
import type { PlanVariance, ProjectPlan } from '../../../projection/plan.ts';
import type { GanttActivity, GanttLink } from '../../charts/gantt-layout.ts';
import { isOfAnotherDay } from '../../days.ts';
import { activeClock } from '../../parts/approvals.ts';
import type { View } from '../../view.ts';

/** Returns the activities in the order of the network. The applicant's time is part of its case. */
export function ganttActivities(
  view: View,
  plan: ProjectPlan,
  variances: readonly PlanVariance[],
): readonly GanttActivity[] {
  const { computed, network } = plan;
  if (computed === undefined) return [];
  const baselines = baselineDates(variances);
  return network.activities.flatMap((about, i) => {
    const dates = computed.activities[i];
    const kind = kindOf(about);
    if (dates === undefined || kind === undefined) return [];
    const finishes = computed.forecast.activities[i]?.finishes;
    const baseline = baselines.get(about.id);
    const isOver = dates.status === 'completed';
    return [
      {
        ...{ id: about.id, name: about.name, party: about.party, kind },
        ...datesOf(dates),
        ...(baseline === undefined ? {} : { baseline }),
        critical: dates.isCritical && !isOver,
        sample: about.sample,
        reported: about.case?.reportedBy !== undefined,
        ...(finishes === undefined || isOver || isOfAnotherDay(view)
          ? {}
          : { p50Finish: minuteToText(finishes.p50), p80Finish: minuteToText(finishes.p80) }),
        ...(about.case === undefined ? {} : caseFacts(view, about.case)),
      },
    ];
  });
}

/** By the id of the activity in the network. */
function baselineDates(
  variances: readonly PlanVariance[],
): ReadonlyMap<string, NonNullable<GanttActivity['baseline']>> {
  return new Map(
    variances.flatMap(({ part, variances: found }) =>
      (found?.activities ?? []).map(({ code, baseline }) => {
        const [start, finish] = [baseline.start, baseline.finish].map(minuteToText);
        return [`${part}/${code}`, { start: start ?? '', finish: finish ?? '' }] as const;
      }),
    ),
  );
}

function kindOf({ kind }: NetworkActivity): GanttActivity['kind'] | undefined {
  switch (kind) {
    case 'work':
    case 'approval':
    case 'milestone':
      return kind;
    case 'waiting':
    case 'span':
      return undefined;
  }
}

/** Of completed work the actual dates; of work that goes on the actual start and the computed finish. */
function datesOf({ activity, earlyStart, earlyFinish, status }: ScheduledActivity) {
  const { actualStart, actualFinish } = activity;
  const isOver = status === 'completed';
  return {
    start: minuteToText(actualStart ?? earlyStart),
    finish: minuteToText(isOver ? (actualFinish ?? earlyFinish) : earlyFinish),
    ...(actualStart === undefined ? {} : { actualStart: minuteToText(actualStart) }),
    ...(actualFinish === undefined ? {} : { actualFinish: minuteToText(actualFinish) }),
  };
}

function caseFacts(view: View, one: NetworkCase): Partial<GanttActivity> {
  const due = activeClock(one.answer)?.due;
  const holder = one.answer?.holder;
  const isOpen = ['open', 'stopped', 'referred'].includes(one.state.standing);
  return {
    href: view.href(`/approvals/${one.id}`),
    ...(due === undefined || !isOpen ? {} : { due }),
    ...(holder === undefined || holder === 'nobody' || !isOpen ? {} : { holder }),
    ...suspensions(one),
  };
}

const endings: ReadonlySet<string> = new Set(['decided', 'deemed', 'issued', 'withdrawn']);

/** From each request for papers to the answer, else to the act that ended the case. */
function suspensions({ state }: NetworkCase): Partial<GanttActivity> {
  const found: { from: string; to?: string }[] = [];
  for (const { code, happened } of state.events) {
    const last = found.at(-1);
    const isOpen = last !== undefined && last.to === undefined;
    if ((code === 'information-requested' || code === 'referred') && !isOpen) {
      found.push({ from: happened });
    } else if ((code === 'information-received' || code === 'referral-ended') && isOpen) {
      last.to = happened;
    } else if (endings.has(code) && isOpen) {
      last.to = happened;
    }
  }
  return found.length === 0 ? {} : { suspended: found };
}

/** Returns the relations that are scheduled, and those that are only proposed. */
export function ganttLinks(plan: ProjectPlan): readonly GanttLink[] {
  const { computed, network } = plan;
  const [project] = network.schedule?.projects ?? [];
  if (computed === undefined || project === undefined) return [];
  const partOf = new Map(network.activities.map((one) => [one.id, one.part]));
  const critical = new Set(
    computed.activities.filter((one) => one.isCritical).map((one) => one.activity.id),
  );
  const scheduled = project.links.map(({ from, to, type }): GanttLink => {
    const isAcross = partOf.get(from) !== partOf.get(to);
    return {
      ...{ from, to, type },
      critical: critical.has(from) && critical.has(to),
      standing: isAcross ? 'accepted' : 'own',
    };
  });
  const proposed = network.unscheduled.flatMap(({ link, from, to }): readonly GanttLink[] => {
    if (from === undefined || to === undefined) return [];
    return [{ from, to, type: link.type, critical: false, standing: 'proposed' }];
  });
  return [...scheduled, ...proposed];
}
