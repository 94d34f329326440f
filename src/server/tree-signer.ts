// Who signs the own log's checkpoints: only trees that are proven to grow from the one signed last, which is durable
// before the signature is made. The same whether it works in this process or in one of its own (signer-socket.ts).
import { utf8 } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, ok, type Result } from '../base/result.ts';
import { printCheckpoint } from '../record/checkpoint.ts';
import type { NoteSignature } from '../record/note.ts';
import { judgeSignRequest } from '../record/sign-request.ts';
import type { LastSigned } from '../store/last-signed.ts';
import type { TreeHead } from '../store/log-store.ts';
import { createSerial } from '../store/serial.ts';
import type { KeyPair } from './keys.ts';

/** Signs the checkpoints of one log. */
export interface TreeSigner {
  /** Returns the tree signed last, or undefined. Failures: server.signer.away, server.signer.answer, store.state.*. */
  last(origin: Origin): Promise<TreeHead | undefined>;
  /**
   * Returns a line by each key that signs now. Failures: server.signer.refused (the code of why is in its message),
   * server.signer.away, server.signer.answer, store.state.*.
   * @param body `old`, proof and checkpoint text (record/sign-request.ts).
   */
  sign(body: string): Promise<readonly NoteSignature[]>;
}

/** What judges and signs: a refusal is data, so that it can travel over a socket. */
export interface SignerDesk {
  readonly origin: Origin;
  last(): Promise<TreeHead | undefined>;
  /** @param body Untrusted: whoever reaches the signer. */
  sign(body: string): Promise<Result<readonly NoteSignature[], string>>;
}

/** What a desk needs. */
export interface SignerWorld {
  readonly origin: Origin;
  readonly sha256: Sha256;
  readonly lastSigned: Pick<LastSigned, 'get' | 'set'>;
  /** The keys that sign now: two while one takes the place of the other. Read for every signature. */
  readonly keys: () => Promise<readonly KeyPair[]>;
}

/** Returns a desk that takes one request after the other. */
export function createSignerDesk(world: SignerWorld): SignerDesk {
  const serial = createSerial();
  const { origin, lastSigned } = world;
  return {
    origin,
    last: () => lastSigned.get(origin),
    sign: (body) =>
      serial(async () => {
        const last = await lastSigned.get(origin);
        const judged = judgeSignRequest(world.sha256, { body, origin, last });
        if (!judged.ok) return err(judged.error);
        const { size, root } = judged.value;
        const keys = await world.keys();
        if (keys.length === 0) return err('server.signer.no-key');
        await lastSigned.set(origin, { size, root });
        const message = utf8(printCheckpoint(judged.value));
        const sign = async ({ key, signer }: KeyPair) => {
          const signature = await signer.sign(message);
          return { name: key.name, keyId: key.keyId, signature };
        };
        return ok(await Promise.all(keys.map(sign)));
      }),
  };
}

/** Returns the signer that works in this process. */
export function signerInProcess(desk: SignerDesk): TreeSigner {
  return {
    last: async () => desk.last(),
    sign: async (body) => {
      const signed = await desk.sign(body);
      if (signed.ok) return signed.value;
      throw refusedBy('the signer in this process', signed.error);
    },
  };
}

/** Returns the failure of a request that a signer refused. */
export function refusedBy(who: string, code: string): ComityError {
  return new ComityError('server.signer.refused', `${who} refused: ${code}`);
}
