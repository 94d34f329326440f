// Writes the generated parts of the documents: `npm run docs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProject } from '../tidy/project.ts';
import { generatedParts, withPart } from './generated.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
for (const { path, name, current, wanted } of generatedParts(readProject(root))) {
  if (current === wanted) continue;
  const file = join(root, path);
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), name, wanted));
  console.log(`${path}: ${name}`);
}
