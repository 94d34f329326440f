// A log-only node is killed with SIGKILL again and again under load. Whole nodes are killed in
// test/e2e/kill.slow.test.ts. Spec: docs/spec/store.md S43.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { seededChance } from '../support/simulated-disk.ts';
import { endOf, report, scale, startWriter } from './stand.ts';
import { findLosses, hear, nothingTold } from './story.ts';

const kills = 100 * scale;
/** Kills of one folder: opening it costs more the longer its log is. */
const killsOfFolder = 20;
const base = mkdtempSync(join(tmpdir(), 'comity-kills-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

it(
  'kill -9 under load: a log-only node loses nothing that it acknowledged',
  async () => {
    const chance = seededChance(43);
    let acknowledged = 0;
    let lost = 0;
    for (let folder = 0; folder < kills / killsOfFolder; folder++) {
      const dir = join(base, String(folder));
      const told = nothingTold();
      // The next one loads its code while the last one's folder is checked, and begins after that.
      let upcoming = startWriter(dir);
      for (let kill = 0; kill < killsOfFolder; kill++) {
        const before = told.size;
        const writer = await upcoming;
        writer.go();
        await writer.says(/^appended/m);
        await new Promise((wait) => setTimeout(wait, chance() * 60));
        writer.kill();
        await endOf(writer);
        upcoming = startWriter(dir);
        hear(told, writer.output());
        acknowledged += told.size - before;
        lost += (await findLosses(dir, told, before)).length;
      }
      (await upcoming).kill();
      expect(await findLosses(dir, told)).toEqual([]);
      rmSync(dir, { recursive: true, force: true });
    }
    report({
      class: 'kill -9 under load, log-only node',
      tool: 'SIGKILL',
      tried: kills,
      acknowledged,
      lost,
    });
    expect(acknowledged).toBeGreaterThan(kills);
    expect(lost).toBe(0);
  },
  kills * 10_000,
);
