// Which process of a node this is: the one that sequences its logs, or one that stands by, reads, and takes over when the
// other has gone (docs/decisions/0033). With logs in files there is one process, and it always sequences.
import type { Origin } from '../base/ids.ts';
import { type Refusal, type Result, refuse } from '../base/result.ts';
import type { LogDatabase } from '../store/postgres-log-database.ts';

/** What a process may do. */
export interface Standby {
  /** Whether this process may record, sign, cosign and pull. */
  isSequencer(): boolean;
  /** Whether it has seen another process sequence, and followed its logs: its own last-signed state may then be older. */
  hasFollowed(): boolean;
  /** Refusal: server.command.standby, with the name of the process that sequences. Undefined where this one does. */
  refusal(): Result<never, Refusal> | undefined;
  /** Calls back after each change of the role, and after another process has changed the logs. */
  watch(listener: (late: ReadonlyMap<Origin, readonly number[]>) => void): void;
}

/** Returns the role in a database; without one, that of the only process. */
export function createStandby(database: LogDatabase | undefined): Standby {
  let hasFollowed = false;
  const role = () => {
    const now = database?.role() ?? { kind: 'sequencer' as const };
    if (now.kind === 'standby' && now.sequencer !== '') hasFollowed = true;
    return now;
  };
  return {
    isSequencer: () => role().kind === 'sequencer',
    hasFollowed: () => hasFollowed,
    refusal: () => {
      const now = role();
      if (now.kind === 'sequencer') return undefined;
      return refuse('server.command.standby', { sequencer: now.sequencer || '?' });
    },
    watch: (listener) =>
      database?.onChange((late) => {
        role();
        listener(late);
      }),
  };
}
