// What an operator decides of the own log: to close it, to sign though no witness has answered, to believe a clock that
// went back. Each is recorded first, with its reason, and then done.
import { instantOf } from '../base/dates.ts';
import { codeOf } from '../base/errors.ts';
import type { Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { LanguageMap } from '../programme/statement.ts';
import { clockBackMillisecondsMax, freezeConfirmMilliseconds } from './limits.ts';
import type { Node } from './node.ts';

/** What closing a log came to. */
export interface Frozen {
  readonly size: number;
  /** Whether every other party has cosigned the last checkpoint; if not yet, the node goes on asking. */
  readonly confirmed: boolean;
}

/** Closes the own log. Refusals: server.keys.witness, those of log/1. */
export async function freezeLog(node: Node, why: LanguageMap): Promise<Result<Frozen, Refusal>> {
  const said = await say(node, { act: 'freeze', why });
  if (!said.ok) return said;
  const confirmed = await node.party?.publisher.waitConfirmed(freezeConfirmMilliseconds).then(
    () => true,
    (error: unknown) => {
      if (codeOf(error) === 'server.confirm.late') return false;
      throw error;
    },
  );
  return ok({ size: node.logs.own?.store.head().size ?? 0, confirmed: confirmed === true });
}

/**
 * Lets the signer sign although no witness has answered since the start. Refusals: server.resume.not-waiting (it signs,
 * or what it waits for is something else), those of log/1.
 */
export async function resumeSigning(
  node: Node,
  why: LanguageMap,
): Promise<Result<unknown, Refusal>> {
  const { party } = node;
  if (party === undefined) return refuse('server.keys.witness');
  const { reason } = party.publisher.signing();
  if (reason !== 'server.signing.no-witness')
    return refuse('server.resume.not-waiting', { reason: reason ?? '–' });
  const said = await say(node, { act: 'resume', why });
  if (said.ok) party.publisher.release();
  return said;
}

/** Believes the clock. Refusals: server.clock.not-behind, those of log/1. */
export async function acceptClock(node: Node, why: LanguageMap): Promise<Result<unknown, Refusal>> {
  const { party } = node;
  if (party === undefined) return refuse('server.keys.witness');
  const { milliseconds, last, now } = await party.clockGuard.back();
  if (milliseconds <= clockBackMillisecondsMax) {
    const seconds = clockBackMillisecondsMax / 1_000;
    return refuse('server.clock.not-behind', { seconds, now: instantOf(node.clock()) });
  }
  return say(node, { act: 'clock-accept', last, now, why });
}

async function say(node: Node, command: object): Promise<Result<{ leaf: string }, Refusal>> {
  const { party, config } = node;
  if (party === undefined || config.own === undefined) return refuse('server.keys.witness');
  const { origin } = config.own;
  const done = await party.commands.execute({
    kind: 'log',
    about: origin,
    command: command as Json,
  });
  if (!done.ok) return done;
  party.publisher.kick();
  return ok({ leaf: done.value.leaves[0] });
}
