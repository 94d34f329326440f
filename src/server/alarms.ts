// What was refused and which logs contradict themselves: kept on disk, shown on the status page. An alarm
// stays until an operator closes it; its evidence file stays for ever.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { instantOf } from '../base/dates.ts';
import type { Clock } from '../base/ports.ts';
import type { ForkAlarm, RefusedItem } from '../projection/queries.ts';
import { writeDurably } from '../store/folder.ts';
import { alarmsMax, refusedMax } from './limits.ts';

/** The alarms and refused items of a node. */
export interface Alarms {
  refused(): readonly RefusedItem[];
  /** Notes a refusal. Equal ones in a row are kept once, with the newest time. */
  refuse(item: Omit<RefusedItem, 'at'>): void;
  all(): readonly ForkAlarm[];
  /** Whether an unclosed alarm by this node's own finding stands against the log. */
  standing(origin: string): ForkAlarm | undefined;
  /** Raises an alarm, or raises the state of the one that stands. */
  raise(alarm: Omit<ForkAlarm, 'since' | 'closed'>): void;
  /** Closes every alarm on the log. Returns how many. */
  close(origin: string, why: string): number;
  /** Resolves when all is on disk. */
  settle(): Promise<void>;
}

interface Kept {
  refused: RefusedItem[];
  alarms: ForkAlarm[];
}

/** Opens alarms.json, or begins it. A damaged file is begun anew: evidence lies in files of its own. */
export function openAlarms(dataDir: string, clock: Clock): Alarms {
  const path = join(dataDir, 'alarms.json');
  const kept = readKept(path);
  let writing: Promise<void> = Promise.resolve();
  const save = () => {
    const text = `${JSON.stringify(kept, null, 1)}\n`;
    // A full disk must not stop the node from answering: the alarm stays in memory.
    writing = writing.then(() => writeDurably(path, Buffer.from(text))).catch(() => undefined);
  };
  const now = () => instantOf(clock());
  return {
    refused: () => kept.refused,
    refuse: (item) => {
      const at = now();
      const [last] = kept.refused;
      const same =
        last !== undefined &&
        last.from === item.from &&
        last.code === item.code &&
        last.detail === item.detail;
      kept.refused = [{ ...item, at }, ...(same ? kept.refused.slice(1) : kept.refused)].slice(
        0,
        refusedMax,
      );
      save();
    },
    all: () => kept.alarms,
    standing: (origin) =>
      kept.alarms.find(
        (a) => a.origin === origin && a.closed === undefined && a.state !== 'reported',
      ),
    raise: (alarm) => {
      const index = kept.alarms.findIndex(
        (a) =>
          a.origin === alarm.origin &&
          a.closed === undefined &&
          (a.state === 'reported') === (alarm.state === 'reported'),
      );
      const there = kept.alarms[index];
      if (there?.state === 'proven' && alarm.state !== 'proven') return;
      if (there !== undefined && there.state === alarm.state && there.detail === alarm.detail)
        return;
      const raised = { ...alarm, since: there?.since ?? now() };
      kept.alarms = [raised, ...kept.alarms.filter((_, i) => i !== index)].slice(0, alarmsMax);
      save();
    },
    close: (origin, why) => {
      let count = 0;
      kept.alarms = kept.alarms.map((alarm) => {
        if (alarm.origin !== origin || alarm.closed !== undefined) return alarm;
        count += 1;
        return { ...alarm, closed: { at: now(), why } };
      });
      if (count > 0) save();
      return count;
    },
    settle: () => writing,
  };
}

function readKept(path: string): Kept {
  if (!existsSync(path)) return { refused: [], alarms: [] };
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch {
    return { refused: [], alarms: [] };
  }
}
