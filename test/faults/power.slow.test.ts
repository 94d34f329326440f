// The power goes while a log-only node writes: its file system is stopped without writing what was not synced, and
// mounted again. A file that nobody synced shows that such a cut does lose things. Spec: docs/spec/store.md S45.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { seededChance } from '../support/simulated-disk.ts';
import { canMount, type Disk, endOf, openDisk, report, scale, startWriter } from './stand.ts';
import { findLosses, hear, nothingTold, type Told } from './story.ts';

/** Power cuts of each file system. */
const cuts = { xfs: 40 * scale, ext4: 10 * scale };
/** Cuts of one folder: opening it costs more the longer its log is. */
const cutsOfFolder = 20;

/** Its name may become durable with what others sync; its bytes do not. */
const unsyncedText = 'never synced';

/** What a cut did: losses of the node, and whether the file that was not synced survived. */
interface Cut {
  readonly acknowledged: number;
  readonly losses: readonly string[];
  readonly isUnsyncedThere: boolean;
}

/** Lets a node write for a while, cuts the power, and looks at what the disk holds after a restart. */
async function cutOnce(
  disk: Disk,
  given: { readonly dir: string; readonly told: Told; readonly milliseconds: number },
): Promise<Cut> {
  const { dir, told, milliseconds } = given;
  const before = told.size;
  const unsynced = join(disk.at, 'unsynced');
  const writer = await startWriter(dir);
  writer.go();
  await writer.says(/^appended/m);
  await new Promise((wait) => setTimeout(wait, milliseconds));
  writeFileSync(unsynced, unsyncedText);
  disk.cut();
  writer.kill();
  await endOf(writer);
  disk.restart();
  hear(told, writer.output());
  const acknowledged = told.size - before;
  const isUnsyncedThere = existsSync(unsynced) && readFileSync(unsynced, 'utf8') === unsyncedText;
  rmSync(unsynced, { force: true });
  return { acknowledged, losses: await findLosses(dir, told, before), isUnsyncedThere };
}

describe.skipIf(!canMount)('power cuts (skipped without root, xfsprogs and a loop device)', () => {
  for (const kind of ['xfs', 'ext4'] as const) {
    it(
      `on ${kind}, a log-only node loses nothing that it acknowledged, where an unsynced file is lost`,
      async () => {
        using disk = openDisk(kind);
        const chance = seededChance(45);
        const tally = { acknowledged: 0, lost: 0, unsynced: 0 };
        let told = nothingTold();
        for (let cut = 0; cut < cuts[kind]; cut++) {
          if (cut % cutsOfFolder === 0) told = nothingTold();
          const dir = join(disk.at, String(Math.floor(cut / cutsOfFolder)));
          const done = await cutOnce(disk, { dir, told, milliseconds: chance() * 80 });
          tally.acknowledged += done.acknowledged;
          tally.lost += done.losses.length;
          tally.unsynced += Number(!done.isUnsyncedThere);
          expect(done.losses).toEqual([]);
        }
        const tool = 'xfs_io -x -c shutdown';
        const { acknowledged, lost, unsynced } = tally;
        report({ class: `power cut on ${kind}`, tool, tried: cuts[kind], acknowledged, lost });
        expect(acknowledged).toBeGreaterThan(cuts[kind]);
        // Else the cuts prove nothing.
        expect(unsynced).toBeGreaterThan(cuts[kind] / 2);
      },
      cuts[kind] * 20_000,
    );
  }
});
