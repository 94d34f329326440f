// What this node cosigned last as a witness, per origin (c2sp.org/tlog-witness): compared and replaced in one step,
// and durable before the cosignature leaves. Two requests for one origin cannot pass each other.
import { join } from 'node:path';
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

/**
 * Opens the witness state in a state folder, made with the first tree: outside the data folder that is backed up and
 * restored, or a restored witness would cosign a second tree of a size.
 * @param before Where releases up to 0.1 kept it: read for what is not yet in the state folder.
 */
export function openWitnessState(
  stateDir: string,
  setting: { readonly files?: Files; readonly before?: string } = {},
): WitnessState {
  const { files, before } = setting;
  const kept = openTreeState(join(stateDir, 'last-cosigned'), files);
  const old = before === undefined ? undefined : openTreeState(before, files);
  const trees = {
    read: async (origin: Origin) => (await kept.read(origin)) ?? old?.read(origin),
    write: kept.write,
  };
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
