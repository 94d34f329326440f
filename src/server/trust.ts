// The nodes this node trusts: their exports, entered by `party trust`, one file each under trust/.
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComityError } from '../base/errors.ts';
import type { Crypto } from '../base/ports.ts';
import { issuesToText } from '../base/result.ts';
import { writeDurably } from '../store/folder.ts';
import { parseIdentity, type TrustedNode } from './identity.ts';

const trustedMax = 32;

/** Trusted nodes, in memory and on disk. */
export interface TrustList {
  all(): readonly TrustedNode[];
  /** Adds a node, or replaces the export of the same party or witness. Durable on return. */
  add(note: string, node: TrustedNode): Promise<void>;
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
    nodes.set(fileNameOf(parsed.value), parsed.value);
  }
  return {
    all: () => [...nodes.values()],
    add: async (note, node) => {
      if (nodes.size >= trustedMax && !nodes.has(fileNameOf(node))) {
        throw new ComityError('server.trust.full', `at most ${trustedMax} trusted nodes`);
      }
      mkdirSync(dir, { recursive: true });
      await writeDurably(join(dir, fileNameOf(node)), Buffer.from(note));
      nodes.set(fileNameOf(node), node);
    },
  };
}

function fileNameOf(node: TrustedNode): string {
  const { own } = node.identity;
  return own === undefined ? `witness-${node.witnessKey.keyId}.note` : `party-${own.party}.note`;
}
