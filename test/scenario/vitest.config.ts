// How a unit test runs with one planted bug: as plant.ts does it for the simulation, by the name in COMITY_PLANT.
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { plantedBugs } from './planted.data.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bug = plantedBugs.find(({ name }) => name === process.env.COMITY_PLANT);
if (bug === undefined) throw new Error(`no planted bug is called ${process.env.COMITY_PLANT}`);

export default defineConfig({
  root,
  plugins: [
    {
      name: 'planted-bug',
      enforce: 'pre',
      transform: (source, id) => {
        if (id.split('?')[0] !== root + bug.file) return undefined;
        if (source.split(bug.find).length !== 2)
          throw new Error(`${bug.name}: ${bug.file} must hold once: ${bug.find}`);
        return source.replace(bug.find, () => bug.put);
      },
    },
  ],
  // What was compiled with a bug must not be kept for other runs, nor taken from them.
  test: { fsModuleCache: false, include: ['src/**/*.test.ts'], testTimeout: 20_000, bail: 1 },
});
