// After a start: when the signer may sign. The witnesses are asked until they have answered (startup.ts).
import { codeOf, messageOf } from '../base/errors.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { requestPair } from './keys.ts';
import type { Parts } from './node-parts.ts';
import type { Projector } from './projector.ts';
import type { Publisher } from './publisher.ts';
import { checkBeforeSigning } from './startup.ts';

/** Asks the witnesses until the signer may sign. Without the network it stays held. */
export async function releaseWhenSafe(given: {
  readonly parts: Parts;
  readonly party: { readonly publisher: Publisher; readonly projector: Projector };
  readonly syncKeys: () => Promise<void>;
  readonly isClosing: () => boolean;
}): Promise<void> {
  const { parts } = given;
  const { publisher, projector } = given.party;
  const { options, logs, keys, clock, client, signer } = parts;
  if (options.network === 'off' || logs.own === undefined || signer === undefined) return;
  // Whose cosignature is needed stands in the charter: nothing is confirmed before it has been read.
  for (const log of logs.shared()) {
    await projector.waitFor(log.identity.origin, log.store.head().size).catch(() => undefined);
  }
  // A change of keys that was recorded and not yet carried out, because the node was killed in between.
  await given.syncKeys();
  if (options.startCheck === 'skip') return publisher.release();
  const lastSigned = { get: signer.last };
  while (!given.isClosing()) {
    const witnesses = parts.trust.all();
    const world = {
      crypto: nodeCrypto,
      clock,
      random: randomBytes,
      client,
      requestKey: requestPair(keys, clock),
      lastSigned,
      witnesses,
    };
    const answer = await checkBeforeSigning(world, logs.own).catch((error: unknown) => {
      parts.alarms.refuse({
        from: logs.own?.identity.origin ?? '',
        code: codeOf(error),
        detail: messageOf(error),
      });
      return { kind: 'wait', reason: codeOf(error) } as const;
    });
    if (answer.kind === 'release') return publisher.release();
    // An operator may have released it in the meantime.
    if (publisher.signing().allowed) return;
    publisher.hold(answer.reason);
    if (answer.kind === 'contradiction') {
      parts.alarms.raise({
        origin: logs.own.identity.origin,
        party: logs.own.identity.party,
        state: 'reported',
        code: answer.reason,
        detail: answer.newest === undefined ? '' : `size ${answer.newest.size}`,
      });
    }
    await new Promise((done) => setTimeout(done, 1_000));
  }
}
