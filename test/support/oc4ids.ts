// The official schema, example and check corpus of OC4IDS 0.9.5, read from beside the repository where they lie; and the
// four checks that the official validator makes beyond its schema.
import { existsSync, readFileSync } from 'node:fs';
import { checkSchema, type SchemaIssue } from './json-schema.ts';

type Members = Readonly<Record<string, unknown>>;

const folder = new URL('../../../shared/data/', import.meta.url);

/** Whether the official files are here. Tests that need them say so, and are skipped without. */
export const hasOc4ids = existsSync(new URL('oc4ids/project-schema.json', folder));

/** Returns the text of a file of the official material: `oc4ids/example.json`. */
export function readOc4ids(path: string): string {
  return readFileSync(new URL(path, folder), 'utf8');
}

/** Returns where a package differs from the official schemas. */
export function checkPackage(value: unknown): readonly SchemaIssue[] {
  const parse = (name: string) => JSON.parse(readOc4ids(`oc4ids/${name}.json`)) as Members;
  return checkSchema(value, parse('project-package-schema'), [parse('project-schema')]);
}

/** How often each of the four further checks found something. */
export interface ExtraCounts {
  readonly currency: number;
  readonly values: number;
  readonly references: number;
  readonly ids: number;
}

const referenceNames = new Set([
  ...['publicAuthority', 'sourceParty', 'tenderers', 'procuringEntity'],
  ...['administrativeEntity', 'suppliers'],
]);

/** Returns what missing-currency, missing-values, missing-org-refs and invalid-project-ids find in a package. */
export function countExtra(value: unknown): ExtraCounts {
  const counts = { currency: 0, values: 0, references: 0, ids: 0 };
  const projects = ((value as Members).projects ?? []) as readonly Members[];
  for (const project of projects) {
    const parties = new Set(((project.parties ?? []) as readonly Members[]).map(({ id }) => id));
    if (!/^oc4ids-[a-z0-9]{6}./.test(String(project.id))) counts.ids++;
    // The official check counts an organization once in each contracting process.
    const missing = new Set<string>();
    let process = '';
    const visit = (one: unknown, name: string, isReference: boolean): void => {
      if (typeof one === 'string' && one.trim() === '') counts.values++;
      if (typeof one !== 'object' || one === null) return;
      if (Object.keys(one).length === 0) counts.values++;
      if (Array.isArray(one)) {
        for (const item of one) visit(item, name, isReference);
        return;
      }
      const members = one as Members;
      if (name === 'contractingProcesses') process = String(members.id);
      if (Object.hasOwn(members, 'amount') && typeof members.amount !== 'object') {
        if (!Object.hasOwn(members, 'currency')) counts.currency++;
      }
      if (isReference && Object.hasOwn(members, 'id') && !parties.has(members.id)) {
        missing.add(`${process} ${members.id}`);
      }
      for (const [key, member] of Object.entries(members))
        visit(member, key, referenceNames.has(key));
    };
    visit(project, '', false);
    counts.references += missing.size;
  }
  return counts;
}
