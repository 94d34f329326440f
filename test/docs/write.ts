// Writes the generated parts of the documents, what the commands that they show print, and the published schemas: `npm run docs`.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { comityScheduleJsonSchema } from '../../src/exchange/comity-json-shape.ts';
import { forecastInputsJsonSchema } from '../../src/exchange/forecast-inputs-shape.ts';
import { pastCasesJsonSchema } from '../../src/exchange/past-cases-shape.ts';
import { readProject } from '../tidy/project.ts';
import { consolePages } from './console.ts';
import { generatedParts, withPart } from './generated.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
for (const { path, name, current, wanted } of generatedParts(readProject(root))) {
  if (current === wanted) continue;
  const file = join(root, path);
  writeFileSync(file, withPart(readFileSync(file, 'utf8'), name, wanted));
  console.log(`${path}: ${name}`);
}
for (const { path, current, wanted } of consolePages(root)) {
  const text = wanted();
  if (text === current) continue;
  writeFileSync(join(root, path), text);
  console.log(`${path}: what its commands print`);
}
const schemas = {
  'comity-schedule-1': comityScheduleJsonSchema(),
  'comity-forecast-inputs-1': forecastInputsJsonSchema(),
  'comity-cases-1': pastCasesJsonSchema(),
};
for (const [name, schema] of Object.entries(schemas)) {
  const file = join(root, `docs/schema/${name}.schema.json`);
  const wanted = JSON.stringify(schema);
  if (existsSync(file) && JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) === wanted)
    continue;
  writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  console.log(`${file}: schema`);
}
