// docs/spec/exchange.md X9, X10: projects out of OC4IDS files, and out again as they came in.
import { describe, expect, it } from 'vitest';
import { given, hk } from '../../test/support/given.ts';
import {
  checkPackage,
  countExtra,
  hasOc4ids,
  readOc4ids as readFile,
} from '../../test/support/oc4ids.ts';
import type { Json } from '../base/json.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import type { OwnProjectState } from '../programme/kinds/project.ts';
import type { ProjectFile } from '../projection/project-file.ts';
import { defaultLanguage } from '../text/languages.ts';
import { printExactJson } from './exact-json.ts';
import { type ImportedProject, readOc4ids } from './oc4ids-import.ts';
import { toOc4idsProject } from './oc4ids-project.ts';

const where = 'skipped where ../shared/data/oc4ids is not';
const english = { language: 'en', sample: false };
const id = 'oc4ids-aaaaaa-1';

/** What the record of a project says after its import. */
function recordOf({ commands }: ImportedProject, more: readonly Json[] = []): OwnProjectState {
  const about = 'HK-P001';
  const held = [...commands, ...more].reduce(
    (before, command, i) =>
      before
        .when({ by: hk, kind: 'project', command: command as Json, ...(i === 0 ? {} : { about }) })
        .recorded(),
    given([]),
  );
  return held.state<OwnProjectState>('project', about);
}

const nothing = {
  parts: [],
  cases: [],
  contracts: [],
  documents: [],
  investments: [],
  promises: [],
  forecasts: [],
};
const setting = {
  language: defaultLanguage,
  base: 'https://node.example',
  programme: { id: 'joint', parties: [] },
  organizations: new Map(),
  text: (key: string) => key,
};

function exported(project: OwnProjectState, more: Partial<ProjectFile> = {}): string {
  return printExactJson(toOc4idsProject(setting, { ...nothing, project, ...more }));
}

/** Text with keys sorted, numbers as they are written. */
function sorted(text: string): string {
  const marked = text.replace(/("(?:[^"\\]|\\.)*")|(-?\d[\d.eE+-]*)/g, (_, quoted, number) =>
    quoted === undefined ? `"#${number}"` : quoted,
  );
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sort);
    if (typeof value !== 'object' || value === null) return value;
    const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(members.map(([key, member]) => [key, sort(member)]));
  };
  return JSON.stringify(sort(JSON.parse(marked)), undefined, 1);
}

function packageOf(...projects: readonly object[]): string {
  return JSON.stringify({ version: '0.9', projects });
}

function codesOf(text: string): readonly string[] {
  return readOc4ids(text, english).issues.map(({ code, severity }) => `${severity} ${code}`);
}

describe('an import of OC4IDS', () => {
  it.skipIf(!hasOc4ids)(
    `takes the official example and gives it back unchanged, digit for digit (${where})`,
    () => {
      const text = readFile('oc4ids/example.json');
      const { projects, issues } = readOc4ids(text, english);
      expect(issues).toEqual([]);
      const record = recordOf(projects[0]);
      expect(record).toMatchObject({
        status: { status: projects[0].status },
        oc4ids: { language: 'en' },
      });
      expect(record.oc4ids?.decimals?.length).toBe(6);
      const [listed] = /"projects"\s*:\s*\[([\s\S]*)\]/.exec(text)?.slice(1) ?? [];
      expect(sorted(exported(record))).toBe(sorted(listed));
    },
  );

  it.skipIf(!hasOc4ids)(`stays valid with what the record adds to it (${where})`, () => {
    const { projects } = readOc4ids(readFile('oc4ids/example.json'), { ...english, sample: true });
    const said = { act: 'describe', title: { en: 'A new name' } };
    const permit = {
      ...{ id: 'HK-K001', party: hk, sample: true, procedure: 'HK-PR001', project: 'HK-P001' },
      ...{ title: { en: 'Permit' }, planned: false, events: [], stated: [], standing: 'open' },
    } as unknown as ApprovalCaseState;
    const text = exported(recordOf(projects[0], [said]), { cases: [permit] });
    const project = JSON.parse(text) as {
      readonly title: string;
      readonly milestones: readonly object[];
    };
    expect(project.milestones.at(-1)).toMatchObject({ id: 'HK-K001', type: 'approval' });
    expect(text).toContain('"x_comity":{"id":"HK-P001","sample":true');
    const head = {
      uri: 'https://a.example/',
      publishedDate: '2026-01-01T00:00:00Z',
      version: '0.9',
    };
    const whole = { ...head, publisher: { name: 'A' }, projects: [project] };
    expect(checkPackage(whole)).toEqual([]);
    expect(countExtra(whole)).toEqual({ currency: 0, values: 0, references: 0, ids: 0 });
  });

  it('takes what it has no field for, and keeps it', () => {
    const odd = {
      id,
      status: 'decommissioned',
      x_own: { deep: [1.5, '1.5'] },
      language: 'zh-Hans',
    };
    const { projects, issues } = readOc4ids(packageOf(odd), english);
    expect(issues.map(({ code }) => code)).toEqual([
      'exchange.oc4ids-title',
      'exchange.oc4ids-status',
    ]);
    const record = recordOf(projects[0]);
    expect(record.title).toEqual({ 'zh-Hans': id });
    expect(sorted(exported(record))).toBe(sorted(JSON.stringify(odd)));
  });

  it('says of every fault what and where, and records nothing of a file with an error', () => {
    expect(codesOf('{"projects":[')).toEqual(['error exchange.oc4ids-syntax']);
    for (const text of ['[]', '{}', '{"projects":[]}', '{"projects":{}}', 'null']) {
      expect(codesOf(text)).toEqual(['error exchange.oc4ids-package']);
    }
    expect(codesOf('{"projects":[{"id":"a","title":"A"}],"version":"1.1"}')).toEqual([
      'warning exchange.oc4ids-version',
    ]);
    const named = { id, title: 'A' };
    const { issues } = readOc4ids(packageOf(named, { title: 'B' }, null as never, named), english);
    expect(issues.map(({ code, members }) => [code, ...members])).toEqual([
      ['exchange.oc4ids-id', '/projects/1/id'],
      ['exchange.oc4ids-id', '/projects/2/id'],
      ['exchange.oc4ids-id-twice', id],
    ]);
    const long = { ...named, purpose: 'x'.repeat(70_000) };
    expect(codesOf(packageOf(long))).toEqual(['error exchange.oc4ids-project-too-large']);
    const many = Array.from({ length: 10_001 }, () => ({}));
    expect(codesOf(packageOf(...many))).toEqual(['error exchange.oc4ids-too-many']);
    const huge = ' '.repeat(64 * 1024 * 1024 + 1);
    expect(codesOf(huge)).toEqual(['error exchange.oc4ids-too-large']);
  });
});
