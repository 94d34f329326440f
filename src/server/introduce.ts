// How two parties come to trust each other: one exports, the other reads the export and compares the words.
import { fileURLToPath } from 'node:url';
import { equalBytes } from '../base/bytes.ts';
import { sameFingerprint } from '../base/fingerprint.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { printVerifierKey, type VerifierKey } from '../record/key.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { type Identity, parseIdentity, printIdentity, type TrustedNode } from './identity.ts';
import type { Node } from './node.ts';
import { folderAddress } from './trust.ts';

/** Returns this node's export note and the words people compare. */
export async function exportIdentity(
  node: Pick<Node, 'config' | 'keys'>,
): Promise<{ note: string; fingerprint: string }> {
  const { config, keys } = node;
  const identity: Identity = {
    kind: config.own === undefined ? 'witness' : 'party',
    name: config.name,
    programme: config.programme,
    url: urlOf(node),
    rootKey: printVerifierKey(keys.root.key),
    witnessKey: printVerifierKey(keys.witness.key),
    requestKey: printVerifierKey(keys.request.key),
    ...(config.own === undefined || keys.log === undefined
      ? {}
      : { own: { ...config.own, logKey: printVerifierKey(keys.log.key) } }),
  };
  const note = await printIdentity(identity, keys.root);
  const parsed = await parseIdentity(nodeCrypto, note);
  return { note, fingerprint: parsed.ok ? parsed.value.fingerprint : '' };
}

/** The address others use: the configured one, else the one listened on. */
export function urlOf(node: Pick<Node, 'config'>): string {
  const { url, host, port } = node.config;
  return (url ?? `http://${host}:${port}`).replace(/\/$/, '');
}

/**
 * Enters another node's export. Refusals: server.trust.invalid, server.trust.programme, server.trust.self,
 * server.trust.mark, server.trust.invalid with server.identity.taken (its log or a key is another node's),
 * server.trust.no-fingerprint (give the words that the other party reads to you), server.trust.fingerprint,
 * server.trust.address.
 * @param given.note Untrusted: a file from the other party.
 */
export async function trustExport(
  node: Node,
  given: {
    readonly note: string;
    readonly fingerprint: string;
    /** A folder in the place of the node's own address: `file:///media/stick`, in which each node has its own. */
    readonly address?: string;
  },
): Promise<Result<unknown, Refusal>> {
  const parsed = await parseIdentity(nodeCrypto, given.note);
  if (!parsed.ok) {
    const [first] = parsed.error;
    return refuse('server.trust.invalid', {
      code: first?.code ?? '',
      detail: first?.message ?? '',
    });
  }
  const { identity, fingerprint } = parsed.value;
  const { config } = node;
  if (identity.programme !== config.programme) {
    return refuse('server.trust.programme', { theirs: identity.programme, ours: config.programme });
  }
  if (parsed.value.rootKey.keyId === node.keys.root.key.keyId) return refuse('server.trust.self');
  const clash = [...node.trust.all().map((one) => one.identity.own), config.own].find(
    (own) =>
      own !== undefined &&
      identity.own !== undefined &&
      (own.mark === identity.own.mark) !== (own.party === identity.own.party),
  );
  if (clash !== undefined) return refuse('server.trust.mark', { mark: identity.own?.mark ?? '' });
  const taken = takenBy(node, parsed.value);
  if (taken !== undefined) {
    return refuse('server.trust.invalid', { code: 'server.identity.taken', detail: taken });
  }
  // The right words are never said here: they come from the other party's mouth, or they prove nothing.
  if (given.fingerprint === '') return refuse('server.trust.no-fingerprint');
  if (!sameFingerprint(given.fingerprint, fingerprint)) return refuse('server.trust.fingerprint');
  const dir = given.address === undefined ? undefined : folderAt(given.address);
  if (given.address !== undefined && dir === undefined)
    return refuse('server.trust.address', { address: given.address });
  const address = dir === undefined ? undefined : folderAddress(dir, parsed.value);
  const added = await node.trust.add(given.note, parsed.value, address);
  await node.follow(added);
  const name = identity.own?.party ?? parsed.value.witnessKey.name;
  return ok({ trusted: name, fingerprint, url: added.identity.url });
}

/** Returns the folder of a `file:` address on this machine, or undefined when it is none. */
function folderAt(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  if (url.protocol !== 'file:' || url.host !== '' || url.search !== '' || url.hash !== '')
    return undefined;
  return fileURLToPath(url);
}

/** An export may not claim the log or a key of another node, or of this one: they would stand in for each other. */
function takenBy(node: Node, claimed: TrustedNode): string | undefined {
  const { config, keys } = node;
  const others = node.trust.all().filter((one) => !isSameNode(one, claimed));
  const origins = [config.own?.origin, ...others.map((one) => one.identity.own?.origin)];
  const { own } = claimed.identity;
  if (own !== undefined && origins.includes(own.origin)) return own.origin;
  const held = [keys.root, keys.log, keys.witness, keys.request].map((pair) => pair?.key);
  const known = [...held, ...others.flatMap(keysOf)].filter((key) => key !== undefined);
  const twice = keysOf(claimed).find((key) =>
    known.some((other) => equalBytes(other.publicKey, key.publicKey)),
  );
  return twice?.name;
}

function isSameNode(a: TrustedNode, b: TrustedNode): boolean {
  const party = a.identity.own?.party;
  return (
    party === b.identity.own?.party &&
    (party !== undefined || a.witnessKey.keyId === b.witnessKey.keyId)
  );
}

function keysOf(node: TrustedNode): readonly VerifierKey[] {
  const { rootKey, witnessKey, requestKey, logKey } = node;
  return [rootKey, witnessKey, requestKey, ...(logKey === undefined ? [] : [logKey])];
}
