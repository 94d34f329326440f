// Where each log of a node lies in its data folder and by which keys it is believed, for an audit that reads the folder
// itself: a policy (c2sp.org/tlog-policy) per log, whose quorum is what "confirmed" means here.
import { join } from 'node:path';
import { toHex } from '../base/bytes.ts';
import type { VerifierKey } from '../record/key.ts';
import { printPolicy } from '../record/policy.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { type HeldLog, originHash } from './logs.ts';
import type { Node } from './node.ts';

/** One log in a data folder. */
export interface LogKeysOfFolder {
  readonly origin: string;
  readonly visibility: 'shared' | 'private';
  /** Inside the data folder. */
  readonly dir: string;
  readonly policy: string;
}

/** Returns the logs of a node with their policies. */
export function logKeysOf(node: Pick<Node, 'logs' | 'federation'>): readonly LogKeysOfFolder[] {
  return node.logs.all().map((log) => ({
    origin: log.identity.origin,
    visibility: log.identity.visibility,
    dir: dirOf(node, log),
    policy: policyOf(node, log),
  }));
}

function dirOf({ logs }: Pick<Node, 'logs'>, log: HeldLog): string {
  if (log === logs.own) return 'log';
  if (log === logs.private) return 'private';
  return join('mirrors', originHash(nodeCrypto, log.identity.origin));
}

/** Of everyone required one key must have cosigned; others are known, and asked for nothing. A private log has none. */
function policyOf({ federation }: Pick<Node, 'federation'>, log: HeldLog): string {
  const isShared = log.identity.visibility === 'shared';
  const required = isShared ? federation.required(log) : [];
  const known = isShared ? federation.cosigners(log).map((one) => one.key) : [];
  const keys = new Map([...required.flat(), ...known].map((key) => [toHex(key.publicKey), key]));
  const names = [...keys.values()].map(({ name }) => name);
  // Two keys of one name: one takes the place of the other.
  const labelOf = ({ name, keyId }: VerifierKey) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name}+${keyId}`;
  const witnesses = [...keys.values()].map((key) => ({ name: labelOf(key), key }));
  const either = required
    .filter((of) => of.length > 1)
    .map(
      (of) =>
        ({ name: `either-${of[0].name}`, threshold: 'any', members: of.map(labelOf) }) as const,
    );
  const members = required.map((of) => (of.length > 1 ? `either-${of[0].name}` : labelOf(of[0])));
  const group = { name: 'required', threshold: 'all', members: [...new Set(members)] } as const;
  return printPolicy({
    logs: log.keys().map(({ key }) => ({ key })),
    witnesses,
    groups: members.length === 0 ? [] : [...either, group],
    quorum: members.length === 0 ? 'none' : 'required',
  });
}
