// Who takes part in a run: names, keys and what each says of itself. Made once: they are the same in every run.
import { instantOf } from '../../src/base/dates.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../../src/base/ids.ts';
import { cosignatureKeyType, printVerifierKey } from '../../src/record/key.ts';
import type { Config } from '../../src/server/config.ts';
import {
  type Identity,
  parseIdentity,
  printIdentity,
  type TrustedNode,
} from '../../src/server/identity.ts';
import type { KeyPair, NodeKeys } from '../../src/server/keys.ts';
import { keyUses } from '../../src/store/key-ring.ts';
import { simulatedCrypto, simulatedKeys } from './crypto.ts';

/** The programme of every run. */
export const programme = 'two-towns' as ProgrammeId;

/** One who takes part: a party with a log, or a witness without one. */
export interface Participant {
  readonly name: string;
  readonly kind: 'party' | 'witness';
  readonly origin: Origin;
  readonly url: string;
  /** No key is changed in a run. */
  readonly keys: NodeKeys & { readonly log: KeyPair };
  readonly config: Config;
  readonly trusted: TrustedNode;
}

const names = [
  ['north', 'NO'],
  ['south', 'SO'],
  ['east', 'EA'],
  ['west', 'WE'],
  ['centre', 'CE'],
] as const;

/** Everybody who may take part, parties first; the last one is the witness without a log. */
export const everybody: readonly Participant[] = [
  ...(await Promise.all(names.map(([name, mark]) => participant(name, mark as Mark)))),
  await participant('archive', undefined),
];

async function participant(name: string, mark: Mark | undefined): Promise<Participant> {
  const origin = `log.${name}.invalid/${programme}` as Origin;
  const url = `http://${name}.invalid`;
  const pairs = {
    root: simulatedKeys(`${origin}/root`),
    log: simulatedKeys(origin),
    witness: simulatedKeys(`witness.${name}.invalid`, cosignatureKeyType),
    request: simulatedKeys(`${origin}/request`),
  };
  const since = instantOf(0);
  const ring = keyUses.map((use) => ({ use, file: use, key: pairs[use].key, since }));
  const keys: Participant['keys'] = {
    ...pairs,
    ring: () => ring,
    signing: (use) => [pairs[use]],
    isHere: () => true,
    reload: async () => undefined,
  };
  const own = { party: name as PartyId, mark: mark as Mark, zone: 'Asia/Hong_Kong', origin };
  const logKey = printVerifierKey(keys.log.key);
  const identity: Identity = {
    kind: mark === undefined ? 'witness' : 'party',
    name: { en: `Town of ${name}` },
    programme,
    url,
    rootKey: printVerifierKey(keys.root.key),
    witnessKey: printVerifierKey(keys.witness.key),
    requestKey: printVerifierKey(keys.request.key),
    ...(mark === undefined ? {} : { own: { ...own, logKey } }),
  };
  const parsed = await parseIdentity(simulatedCrypto, await printIdentity(identity, keys.root));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  const config = {
    ...{ format: 1, programme, name: identity.name, witnessName: keys.witness.key.name },
    ...(mark === undefined ? {} : { own }),
    ...{ host: '', port: 0, stateDir: '/state', privateAddresses: false, demonstration: false },
    ...{ pullSeconds: 5, mirrorBytesMax: 1e9 },
  } as Config;
  const kind = identity.kind;
  return { name, kind, origin, url, keys, config, trusted: parsed.value };
}
