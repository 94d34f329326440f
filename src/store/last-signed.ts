// What this node signed last, per log: in the state folder, outside the data folder that is backed up and restored,
// so that a restored old backup cannot make it sign a second tree of a size (docs/spec/store.md S13).
import { join } from 'node:path';
import { equalBytes } from '../base/bytes.ts';
import { ComityError } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import type { Files } from './files.ts';
import type { TreeHead } from './log-store.ts';
import { createSerial } from './serial.ts';
import { openTreeState } from './tree-state.ts';

/** The last signed tree of each log. */
export interface LastSigned {
  /** Returns the last signed tree, or undefined when this node never signed for the log. */
  get(origin: Origin): Promise<TreeHead | undefined>;
  /**
   * Remembers a tree; durable before it resolves, and so before the signature is made. Rejects with
   * `store.state.backwards` for a smaller tree, or another one of the same size.
   */
  set(origin: Origin, tree: TreeHead): Promise<void>;
  /** Puts the tree that witnesses hold in the place of whatever was signed: for healing, and nothing else. */
  heal(origin: Origin, tree: TreeHead): Promise<void>;
}

/** Opens the last-signed state in a state folder, made with the first tree. */
export function openLastSigned(stateDir: string, files?: Files): LastSigned {
  const dir = join(stateDir, 'last-signed');
  const trees = openTreeState(dir, files);
  const serial = createSerial();
  return {
    async get(origin) {
      const tree = await trees.read(origin);
      return tree && { size: tree.size, root: tree.root };
    },
    set(origin, tree) {
      return serial(async () => {
        const last = await trees.read(origin);
        const same = last?.size === tree.size && equalBytes(last.root, tree.root);
        // What a killed process left may not be on the medium: then it is written anew.
        if (same && trees.isSure(origin)) return;
        if (!same && last !== undefined && tree.size <= last.size) {
          const message = `${origin}: a tree of ${last.size} was signed; one of ${tree.size} is not signed after it`;
          throw new ComityError('store.state.backwards', message);
        }
        await trees.write(origin, { ...tree, note: '' });
      });
    },
    heal(origin, tree) {
      return serial(() => trees.write(origin, { ...tree, note: '' }));
    },
  };
}
