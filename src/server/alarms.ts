// What was refused and which logs contradict themselves: kept on disk, shown on the status page. An alarm
// stays until an operator closes it, and its evidence file stays for ever; only "not shown to grow" ends by
// itself, when the log shows it.
import { join } from 'node:path';
import { instantOf } from '../base/dates.ts';
import type { After, Clock } from '../base/ports.ts';
import type { ForkAlarm, RefusedItem } from '../projection/queries.ts';
import { type Files, nodeFiles } from '../store/files.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { quietAfter } from './after.ts';
import {
  alarmsMax,
  alarmsSpacingMilliseconds,
  refusedDetailMax,
  refusedMax,
  refusedOfOneMax,
} from './limits.ts';

/** The alarms and refused items of a node. */
export interface Alarms {
  refused(): readonly RefusedItem[];
  /** Notes a refusal, newest first. An equal one is kept once, with the newest time; one source fills 40 places. */
  refuse(item: Omit<RefusedItem, 'at'>): void;
  all(): readonly ForkAlarm[];
  /** Whether an unclosed alarm by this node's own finding stands against the log. */
  standing(origin: string): ForkAlarm | undefined;
  /** Raises an alarm, or raises the state of the one that stands. */
  raise(alarm: Omit<ForkAlarm, 'since' | 'closed'>): void;
  /** Takes back "not shown to grow": the log has shown it. Proven and reported alarms stay. */
  withdrawUnproven(origin: string): void;
  /** Closes every alarm on the log. Returns how many. */
  close(origin: string, why: string): number;
  /** Resolves when all is on disk. */
  settle(): Promise<void>;
}

interface Kept {
  refused: readonly RefusedItem[];
  alarms: readonly ForkAlarm[];
}

/** Opens alarms.json, or begins it. A damaged file is begun anew: evidence lies in files of its own. */
export async function openAlarms(
  dataDir: string,
  clock: Clock,
  world: { readonly files?: Files; readonly after?: After } = {},
): Promise<Alarms> {
  const { files = nodeFiles, after = quietAfter } = world;
  const path = join(dataDir, 'alarms.json');
  const kept = await readKept(path, files);
  const saving = createSaving(after, async () => {
    const text = `${JSON.stringify(kept, null, 1)}\n`;
    // A full disk must not stop the node from answering: the alarm stays in memory.
    await writeDurably(path, Buffer.from(text), { files }).catch(() => undefined);
  });
  const now = () => instantOf(clock());
  return {
    refused: () => kept.refused,
    refuse: (item) => {
      kept.refused = withRefused(kept.refused, { ...item, at: now() });
      saving.later();
    },
    all: () => kept.alarms,
    standing: (origin) =>
      kept.alarms.find((a) => a.origin === origin && isOpen(a) && a.state !== 'reported'),
    raise: (alarm) => {
      const raised = withAlarm(kept.alarms, { ...alarm, since: now() });
      if (raised === kept.alarms) return;
      kept.alarms = raised;
      saving.later();
    },
    withdrawUnproven: (origin) => {
      const left = kept.alarms.filter(
        (a) => a.origin !== origin || !isOpen(a) || a.state !== 'unproven',
      );
      if (left.length === kept.alarms.length) return;
      kept.alarms = left;
      saving.later();
    },
    close: (origin, why) => {
      const open = kept.alarms.filter((alarm) => alarm.origin === origin && isOpen(alarm));
      if (open.length === 0) return 0;
      const closed = { at: now(), why };
      kept.alarms = kept.alarms.map((alarm) =>
        open.includes(alarm) ? { ...alarm, closed } : alarm,
      );
      saving.later();
      return open.length;
    },
    settle: saving.settle,
  };
}

function isOpen(alarm: ForkAlarm): boolean {
  return alarm.closed === undefined;
}

/** A flood from one source, or of one kind, must not push out what others did. */
function withRefused(all: readonly RefusedItem[], item: RefusedItem): readonly RefusedItem[] {
  const detail = item.detail.slice(0, refusedDetailMax);
  const others = all.filter(
    (one) => one.from !== item.from || one.code !== item.code || one.detail !== detail,
  );
  let ofSame = 0;
  return [{ ...item, detail }, ...others]
    .filter((one) => one.from !== item.from || ++ofSame <= refusedOfOneMax)
    .slice(0, refusedMax);
}

/** Returns the same list when the alarm says nothing new. */
function withAlarm(all: readonly ForkAlarm[], alarm: ForkAlarm): readonly ForkAlarm[] {
  const there = all.find(
    (a) =>
      a.origin === alarm.origin &&
      isOpen(a) &&
      (a.state === 'reported') === (alarm.state === 'reported'),
  );
  if (there?.state === 'proven' && alarm.state !== 'proven') return all;
  const isKnown = there?.state === alarm.state && there.detail === alarm.detail;
  if (isKnown && (alarm.evidence === undefined || there.evidence !== undefined)) return all;
  const raised = [
    { ...alarm, since: there?.since ?? alarm.since },
    ...all.filter((one) => one !== there),
  ];
  // What is open is never dropped for what is closed: trusted nodes are few, so open alarms are too.
  let closedLeft = alarmsMax - raised.filter(isOpen).length;
  return raised.filter((one) => isOpen(one) || closedLeft-- > 0);
}

/** Writes at once, and then at most once in a while, whatever is thrown at the node. */
function createSaving(after: After, write: () => Promise<void>) {
  let writing: Promise<void> = Promise.resolve();
  let isDue = false;
  let isSpaced = true;
  const save = () => {
    if (!isDue) return;
    isDue = false;
    isSpaced = false;
    writing = writing.then(write);
    after(alarmsSpacingMilliseconds, () => {
      isSpaced = true;
      save();
    });
  };
  return {
    later: () => {
      isDue = true;
      if (isSpaced) save();
    },
    settle: () => {
      save();
      return writing;
    },
  };
}

async function readKept(path: string, files: Files): Promise<Kept> {
  const none: Kept = { refused: [], alarms: [] };
  try {
    const { refused, alarms } = JSON.parse((await readText(path, files)) ?? '{}') as Kept;
    return Array.isArray(refused) && Array.isArray(alarms) ? { refused, alarms } : none;
  } catch {
    return none;
  }
}
