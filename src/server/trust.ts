// The nodes this node trusts: their exports, entered by `party trust`, one file each under trust/.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ComityError } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import { issuesToText } from '../base/result.ts';
import type { VerifierKey } from '../record/key.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { parseIdentity, type TrustedNode } from './identity.ts';

const trustedMax = 32;

/** Trusted nodes, in memory and on disk. */
export interface TrustList {
  all(): readonly TrustedNode[];
  /**
   * Adds a node, or replaces the export of the same party or witness. Durable on return. Returns it as it is asked.
   * @param address Of a folder that stands for the node, entered here; it is asked there, and nowhere else.
   */
  add(note: string, node: TrustedNode, address?: string): Promise<TrustedNode>;
}

/** Returns the name of a node in folders that carry logs: the party's id, or the key id of a witness. */
export function folderNameOf(node: {
  readonly party?: string | undefined;
  readonly witnessKey: VerifierKey;
}): string {
  return node.party ?? `witness-${node.witnessKey.keyId}`;
}

/** Returns the address of the folder in which a node's log is carried on a stick or disk. */
export function folderAddress(dir: string, node: TrustedNode): string {
  const name = folderNameOf({ party: node.identity.own?.party, witnessKey: node.witnessKey });
  return `${pathToFileURL(join(dir, name)).href}/`;
}

/** Reads every trusted export. Failures: server.trust.unreadable, server.trust.full. */
export async function openTrust(dataDir: string, crypto: Crypto): Promise<TrustList> {
  const dir = join(dataDir, 'trust');
  const nodes = new Map<string, TrustedNode>();
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => name.endsWith('.note')) : [];
  for (const name of names.sort()) {
    const parsed = await parseIdentity(crypto, readFileSync(join(dir, name), 'utf8'));
    if (!parsed.ok) {
      throw new ComityError(
        'server.trust.unreadable',
        `${join(dir, name)}: ${issuesToText(parsed.error)}`,
      );
    }
    const address = await readText(join(dir, `${name}.address`));
    nodes.set(fileNameOf(parsed.value), nodeAt(parsed.value, address?.trim()));
  }
  return {
    all: () => [...nodes.values()],
    add: async (note, node, address) => {
      if (nodes.size >= trustedMax && !nodes.has(fileNameOf(node))) {
        throw new ComityError('server.trust.full', `at most ${trustedMax} trusted nodes`);
      }
      mkdirSync(dir, { recursive: true });
      const path = join(dir, fileNameOf(node));
      // The address first: a node that is carried is never asked over the network, not even after a power cut.
      if (address === undefined) rmSync(`${path}.address`, { force: true });
      else await writeDurably(`${path}.address`, Buffer.from(`${address}\n`));
      await writeDurably(path, Buffer.from(note));
      const added = nodeAt(node, address);
      nodes.set(fileNameOf(node), added);
      return added;
    },
  };
}

/** Everything that asks a node asks at the address of its identity. */
function nodeAt(node: TrustedNode, address: string | undefined): TrustedNode {
  return address === undefined ? node : { ...node, identity: { ...node.identity, url: address } };
}

function fileNameOf(node: TrustedNode): string {
  const { own } = node.identity;
  return own === undefined ? `witness-${node.witnessKey.keyId}.note` : `party-${own.party}.note`;
}
