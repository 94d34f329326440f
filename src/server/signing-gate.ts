// Holds the signer of a node that has just started until its witnesses have said what they last cosigned
// (startup.ts), and asks again every second while they have not.
import { codeOf, messageOf } from '../base/errors.ts';
import type { After } from '../base/ports.ts';
import { nodeAfter, sleep } from './after.ts';
import type { Alarms } from './alarms.ts';
import { releasePatienceAttempts, releaseRetryMilliseconds } from './limits.ts';
import type { HeldLog } from './logs.ts';
import type { Publisher } from './publisher.ts';
import { checkBeforeSigning, type StartWorld } from './startup.ts';

/** What the gate needs. */
export interface GateWorld {
  readonly log: HeldLog;
  readonly publisher: Pick<Publisher, 'release' | 'hold' | 'signing'>;
  readonly alarms: Alarms;
  /** Who is asked is looked up for each attempt: trust may grow meanwhile. */
  readonly start: () => Omit<StartWorld, 'patience'>;
  readonly isClosing: () => boolean;
  readonly after?: After;
}

/** Asks the witnesses until the signer may sign. Resolves when it was released, or the node is closing. */
export async function releaseWhenSafe(gate: GateWorld): Promise<void> {
  const { log, publisher, alarms, after = nodeAfter } = gate;
  const { origin, party } = log.identity;
  for (let attempt = 0; !gate.isClosing(); attempt++) {
    const patience = attempt < releasePatienceAttempts ? 'wait' : 'go-on';
    const answer = await checkBeforeSigning({ ...gate.start(), patience }, log).catch(
      (error: unknown) => {
        alarms.refuse({ from: origin, code: codeOf(error), detail: messageOf(error) });
        return { kind: 'wait', reason: codeOf(error) } as const;
      },
    );
    // Another process may have taken over meanwhile.
    if (gate.isClosing()) return;
    if (answer.kind === 'release') return publisher.release();
    // An operator may have released it in the meantime.
    if (publisher.signing().allowed) return;
    publisher.hold(answer.reason);
    if (answer.kind === 'contradiction') {
      const detail = answer.newest === undefined ? '' : `size ${answer.newest.size}`;
      alarms.raise({ origin, party, state: 'reported', code: answer.reason, detail });
    }
    await sleep(after, releaseRetryMilliseconds);
  }
}
