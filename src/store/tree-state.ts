// A signed or cosigned tree per origin, one durable file each, named by the origin's SHA-256. A file that cannot be
// read is never taken for none: forgetting what was signed is how a log forks.
//
//   comity-tree/v1 <nl> origin <nl> size <nl> root in base64 <nl> [signed note, to the end]
import { join } from 'node:path';
import { fromBase64, toBase64, toHex, utf8 } from '../base/bytes.ts';
import { ComityError, messageOf } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { type Files, nodeFiles, syncNameOf } from './files.ts';
import { readText, writeDurably } from './folder.ts';
import { hashBytes } from './hash-column.ts';
import type { TreeHead } from './log-store.ts';
import { nodeCrypto } from './node-crypto.ts';

const firstLine = 'comity-tree/v1';

/** A tree and the note that states it; '' where only the tree is kept. */
export interface StoredTree extends TreeHead {
  readonly note: string;
}

/** Trees by origin, in the files of one folder. */
interface TreeState {
  /**
   * Returns the tree of an origin, or undefined when none was ever stored, and puts it on the medium if it can: a full disk
   * keeps no reader away. Rejects with `store.state.corrupt`.
   */
  read(origin: Origin): Promise<StoredTree | undefined>;
  /** Whether what was read or written last is known to be on the medium. */
  isSure(origin: Origin): boolean;
  /** Replaces the tree of an origin; durable on return. */
  write(origin: Origin, tree: StoredTree): Promise<void>;
}

/** Returns the trees kept in a folder, which is made with the first of them: readable by the node only. */
export function openTreeState(dir: string, files: Files = nodeFiles): TreeState {
  let made = false;
  const makeFolder = async () => {
    try {
      await files.makeFolder(dir, 0o700);
      // A tree whose folder a power cut forgets would be taken for none.
      await syncNameOf(files, dir);
    } catch (error) {
      const message = `${dir} cannot be made: ${messageOf(error)}`;
      throw new ComityError('store.folder.unwritable', message, error);
    }
    made = true;
  };
  const pathOf = (origin: Origin) => join(dir, treeFileOf(origin));
  /** Trees that this process knows to be on the medium, and those whose last write failed. */
  const sure = new Set<Origin>();
  const broken = new Set<Origin>();
  const write = async (origin: Origin, tree: StoredTree) => {
    sure.delete(origin);
    broken.add(origin);
    if (!made) await makeFolder();
    const bytes = utf8(printTree(origin, tree));
    await writeDurably(pathOf(origin), bytes, { files, permissions: 0o600 });
    broken.delete(origin);
    sure.add(origin);
  };
  /**
   * A process may have been killed between a file's new name and the folder's sync: what is read then is gone after a
   * power cut. A sync that failed is not tried again: whoever counts on the tree writes it anew.
   */
  const makeSure = async (origin: Origin) => {
    if (broken.has(origin)) return;
    try {
      await files.syncFolder(dir);
      await syncNameOf(files, dir);
      sure.add(origin);
    } catch {
      broken.add(origin);
    }
  };
  return {
    async read(origin) {
      const path = pathOf(origin);
      const text = await readText(path, files);
      if (text === undefined) return undefined;
      const tree = parseTree(text, origin);
      if (tree === undefined) {
        const message = `${path}: expected the stored tree of ${origin}`;
        throw new ComityError('store.state.corrupt', message);
      }
      if (!sure.has(origin)) await makeSure(origin);
      return tree;
    },
    isSure: (origin) => sure.has(origin),
    write,
  };
}

/** Returns the name of the file that keeps an origin's tree. */
export function treeFileOf(origin: Origin): string {
  return `${toHex(nodeCrypto.sha256(utf8(origin)))}.tree`;
}

function printTree(origin: Origin, { size, root, note }: StoredTree): string {
  return `${firstLine}\n${origin}\n${size}\n${toBase64(root)}\n${note}`;
}

function parseTree(text: string, origin: Origin): StoredTree | undefined {
  const match = /^([^\n]*)\n([^\n]*)\n(0|[1-9]\d{0,15})\n([^\n]*)\n([\s\S]*)$/.exec(text);
  if (match === null || match[1] !== firstLine || match[2] !== origin) return undefined;
  const size = Number(match[3]);
  const root = fromBase64(match[4]);
  if (!Number.isSafeInteger(size) || root?.length !== hashBytes) return undefined;
  return { size, root, note: match[5] };
}
