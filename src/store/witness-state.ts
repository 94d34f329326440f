// What this node cosigned last as a witness, per origin (c2sp.org/tlog-witness): compared and replaced in one step,
// and durable before the cosignature leaves. Two requests for one origin cannot pass each other.
import type { Origin } from '../base/ids.ts';
import type { Files } from './files.ts';
import { createSerial, type Serial } from './serial.ts';
import { openTreeState, type StoredTree } from './tree-state.ts';

/** The last cosigned tree of each origin, with the note that states it. */
export interface WitnessState {
  /** Returns what was cosigned last, or undefined. Rejects with `store.state.corrupt`. */
  get(origin: Origin): Promise<StoredTree | undefined>;
  /**
   * Stores a tree if the last one still has that size (0 for none), and returns whether it did. Durable before it
   * resolves. Whether the new tree may follow the old one is the caller's to judge before.
   */
  compareAndSet(origin: Origin, expectedSize: number, tree: StoredTree): Promise<boolean>;
}

/** Opens the witness state in a folder of its own, made with the first tree. */
export function openWitnessState(dir: string, files?: Files): WitnessState {
  const trees = openTreeState(dir, files);
  const serials = new Map<Origin, Serial>();
  const serialOf = (origin: Origin) => {
    const serial = serials.get(origin) ?? createSerial();
    serials.set(origin, serial);
    return serial;
  };
  return {
    get: (origin) => serialOf(origin)(() => trees.read(origin)),
    compareAndSet(origin, expectedSize, tree) {
      return serialOf(origin)(async () => {
        const last = await trees.read(origin);
        if ((last?.size ?? 0) !== expectedSize) return false;
        await trees.write(origin, tree);
        return true;
      });
    },
  };
}
