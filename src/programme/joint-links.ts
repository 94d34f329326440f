// Links across the boundary in the joint network: accepted ones are scheduled; proposed ones are drawn only; those whose
// end has gone, or that close a cycle, are suspended and told (docs/spec/joint-schedule.md 3).
import type { Calendar } from '../plan/calendar.ts';
import { findCycles } from '../plan/cycles.ts';
import type { Link } from '../plan/schedule.ts';
import type { LinkState } from './kinds/link.ts';

/** Something about the network that a person should look at. Texts are in locales under the code. */
export interface NetworkIssue {
  readonly code: string;
  /** Ids of records and activities. */
  readonly members: readonly string[];
}

/** A link that is shown and holds nothing back. Its ends are activity ids where they could be found. */
export interface UnscheduledLink {
  readonly link: LinkState;
  readonly from?: string;
  readonly to?: string;
  readonly why: 'proposed' | 'without-end' | 'cycle';
}

/** What links are joined to. */
interface LinkInput {
  readonly links: readonly LinkState[];
  /** Links inside the parts. */
  readonly within: readonly Link[];
  /** Ids of all activities. */
  readonly activities: readonly string[];
  /** Those that span others: they drive nothing, so they close no cycle. */
  readonly spans: ReadonlySet<string>;
  /** The activity that each case stands for, by the id of its record and of every report on it. */
  readonly cases: ReadonlyMap<string, string>;
  readonly calendars: ReadonlyMap<string, Calendar>;
}

interface Resolved {
  readonly link: LinkState;
  readonly from: string;
  readonly to: string;
}

/** Returns the links to be scheduled, those that are only drawn, and what to tell. */
export function joinLinks(input: LinkInput): {
  readonly links: readonly Link[];
  readonly unscheduled: readonly UnscheduledLink[];
  readonly issues: readonly NetworkIssue[];
} {
  const known = new Set(input.activities);
  const unscheduled: UnscheduledLink[] = [];
  const issues: NetworkIssue[] = [];
  const accepted: Resolved[] = [];
  // By id, not as they came: the same on every node.
  for (const link of [...input.links].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (link.standing !== 'proposed' && link.standing !== 'accepted') continue;
    const ends = [link.from, link.to].map((end) => endOf(end, input.cases));
    const [from, to] = ends.map((id) => (id !== undefined && known.has(id) ? id : undefined));
    // A link of another project: neither end is here.
    if (from === undefined && to === undefined) continue;
    if (from === undefined || to === undefined) {
      issues.push({ code: 'network.link-without-end', members: [link.id] });
      const end = from === undefined ? { to } : { from };
      unscheduled.push({ link, ...end, why: 'without-end' } as UnscheduledLink);
    } else if (link.standing === 'proposed') unscheduled.push({ link, from, to, why: 'proposed' });
    else accepted.push({ link, from, to });
  }
  const cyclic = inCycles(input, accepted);
  for (const one of accepted.filter((each) => cyclic.has(each.link.id))) {
    unscheduled.push({ ...one, why: 'cycle' });
  }
  if (cyclic.size > 0) issues.push({ code: 'network.cycle', members: [...cyclic].sort() });
  const kept = accepted.filter((each) => !cyclic.has(each.link.id));
  return { links: kept.map((one) => toLink(one, input.calendars)), unscheduled, issues };
}

function endOf(end: LinkState['from'], cases: ReadonlyMap<string, string>): string | undefined {
  return 'case' in end ? cases.get(end.case) : `${end.project}/${end.code}`;
}

/** Every accepted link inside a strongly connected component: there is no common order in time to choose one by. */
function inCycles(input: LinkInput, accepted: readonly Resolved[]): ReadonlySet<string> {
  const numberOf = new Map(input.activities.map((id, i) => [id, i]));
  const all = [...input.within, ...accepted].filter(({ from, to }) => {
    return !input.spans.has(from) && !input.spans.has(to);
  });
  const nodes = (ends: readonly string[]) => Int32Array.from(ends, (id) => numberOf.get(id) ?? 0);
  const cycles = findCycles({
    nodeCount: input.activities.length,
    from: nodes(all.map((one) => one.from)),
    to: nodes(all.map((one) => one.to)),
  });
  const component = new Map(cycles.flatMap((members, i) => members.map((node) => [node, i])));
  const componentOf = (id: string) => component.get(numberOf.get(id) ?? -1);
  return new Set(
    accepted
      .filter(({ from, to }) => {
        const found = componentOf(from);
        return found !== undefined && found === componentOf(to);
      })
      .map(({ link }) => link.id),
  );
}

function toLink({ link, from, to }: Resolved, calendars: ReadonlyMap<string, Calendar>): Link {
  const { type, lagMinutes, calendar } = link;
  const named = calendar !== undefined && calendars.has(calendar) ? calendar : undefined;
  const lag = named === undefined ? {} : { lagCalendar: { calendar: named } };
  return { from, to, type, lagMinutes, ...lag };
}
