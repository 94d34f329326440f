// Prints what tidy finds: `npm run tidy` for the whole tree, with paths behind it only for those files.
// Exits with 1 when there is more than ratchet.json knows (whole tree) or anything at all (paths).
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readProject } from './project.ts';
import { ratchet } from './ratchet.ts';
import { allowancesOf, violationToText, withoutAllowed } from './rule.ts';
import { rules } from './rules.ts';

/** Rules that speak of the whole tree: a single changed file cannot answer for them. */
const wholeTreeOnly = ['unused-exports', 'tested-codes', 'enforced-by', 'folder-pages'];

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const paths = process.argv.slice(2);
const project = readProject(root);
const allowances = allowancesOf(project);
let failed = false;
for (const rule of rules) {
  if (paths.length > 0 && wholeTreeOnly.includes(rule.name)) continue;
  const found = withoutAllowed(rule, rule.check(project), allowances).filter(
    (violation) => paths.length === 0 || paths.includes(violation.path),
  );
  const known = paths.length > 0 ? 0 : (ratchet.known[rule.name] ?? 0);
  if (found.length > known) failed = true;
  for (const violation of found) console.log(`${violationToText(violation)} [${rule.name}]`);
}
for (const { path, line, what } of project.broken) console.log(`${path}:${line}: ${what}`);
process.exitCode = failed || project.broken.length > 0 ? 1 : 0;
