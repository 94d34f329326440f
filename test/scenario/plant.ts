// Puts one planted bug into the sources while they are loaded: `COMITY_PLANT=name node --import ./test/scenario/plant.ts …`.
// Fails when the text that the bug replaces is no longer there, so that planted bugs do not rot.
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { plantedBugs } from './planted.data.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bug = plantedBugs.find(({ name }) => name === process.env.COMITY_PLANT);
if (bug === undefined) throw new Error(`no planted bug is called ${process.env.COMITY_PLANT}`);

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context);
    if (!url.startsWith('file:') || fileURLToPath(url) !== root + bug.file) return loaded;
    const source = String(loaded.source);
    if (source.split(bug.find).length !== 2)
      throw new Error(`${bug.name}: ${bug.file} must hold once: ${bug.find}`);
    return { ...loaded, source: source.replace(bug.find, () => bug.put) };
  },
});
