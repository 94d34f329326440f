// docs/spec/exchange.md X1, X2, X3, X4: projects of the record as OC4IDS 0.9.5, held against the official schema.
import { describe, expect, it } from 'vitest';
import { checkPackage, countExtra, hasOc4ids, readOc4ids } from '../../test/support/oc4ids.ts';
import { createSite } from '../../test/support/web-fixture.ts';
import { changedFile } from '../../test/support/web-register.ts';
import type { InvestmentState } from '../programme/kinds/investment.ts';
import type { OrganizationState } from '../programme/kinds/organization.ts';
import type { ProjectFile } from '../projection/project-file.ts';
import { languages } from '../text/languages.ts';
import { writePackage } from './oc4ids-package.ts';
import type { Oc4idsSetting } from './oc4ids-setting.ts';

const site = createSite();
const none = { currency: 0, values: 0, references: 0, ids: 0 };
const where = '../shared/data/oc4ids is not';

const funder: OrganizationState = {
  id: 'HK-OR007',
  party: 'hong-kong' as OrganizationState['party'],
  sample: true,
  name: { en: 'Works fund', 'zh-Hant': '工程基金' },
  identifier: { scheme: 'HK-XX', id: '7' },
};

function investment(id: string, said: Partial<InvestmentState>): InvestmentState {
  return {
    ...{ id, party: funder.party, sample: true, project: 'HK-P001', kind: 'budget' },
    ...{ amount: { amount: '1200000.5', currency: 'HKD' }, period: { from: '2026' } },
    place: {} as InvestmentState['place'],
    ...said,
  };
}

const money = [
  investment('HK-V001', { from: 'HK-OR007', period: { from: '2026', to: '2027-06' } }),
  investment('HK-V002', { kind: 'required', amount: { amount: '7', currency: 'SLE' } }),
  investment('HK-V003', { kind: 'committed', from: 'HK-OR099', sourceKind: 'loan' }),
  investment('HK-V004', { kind: 'spent', from: 'HK-OR007', to: 'HK-OR007' }),
];

/** The projects of the fixture, the first with money on it. */
async function* files(): AsyncGenerator<ProjectFile> {
  let isFirst = true;
  for await (const file of site.queries.projectFiles()) {
    yield isFirst ? { ...file, investments: money } : file;
    isFirst = false;
  }
}

async function settingOf(tag: string): Promise<Oc4idsSetting> {
  const language = languages.find((one) => one.tag === tag) ?? languages[0];
  return {
    language,
    base: 'https://node.example',
    programme: await site.queries.programme(),
    organizations: new Map([[funder.id, funder]]),
    text: (key, params) => site.messages.text(language, key, params),
  };
}

interface Exported {
  readonly projects: readonly Readonly<Record<string, unknown>>[];
}

async function exported(tag: string, from: AsyncIterable<ProjectFile> = files()) {
  const uri = `https://node.example/${tag}/data/oc4ids.json`;
  const head = { uri, publisher: 'Hong Kong', publishedDate: '2026-11-24T02:30:00Z' };
  let text = '';
  for await (const piece of writePackage(head, await settingOf(tag), from)) text += piece;
  return { text, value: text === '' ? undefined : (JSON.parse(text) as Exported) };
}

describe('an export as OC4IDS', () => {
  it.skipIf(!hasOc4ids)(
    `agrees with the official schema and its four further checks in every language (skipped where ${where})`,
    async () => {
      for (const { tag } of languages) {
        const { value } = await exported(tag);
        expect(checkPackage(value)).toEqual([]);
        expect(countExtra(value)).toEqual(none);
      }
    },
  );

  it('has equal ids in every language, and marks sample data in title and data', async () => {
    const packages = await Promise.all(languages.map(async ({ tag }) => exported(tag)));
    const idsOf = ({ text }: { readonly text: string }) =>
      [...text.matchAll(/"(?:id|identifier)":("[^"]*")/g)].map(([, id]) => id);
    const [en, ...others] = packages;
    expect(idsOf(en).length).toBeGreaterThan(20);
    for (const other of others) expect(idsOf(other)).toEqual(idsOf(en));
    const titles = packages.map(({ value }) => String(value?.projects[0]?.title).slice(0, 4));
    expect(titles).toEqual(['[Sam', '【示例】', '【示例】']);
    expect(en.value?.projects[0]).toMatchObject({ x_comity: { sample: true } });
  });

  it('has contracts as contracting processes, each with its suppliers and modifications', async () => {
    const { value } = await exported('en');
    const processes = value?.projects.flatMap((one) => one.contractingProcesses ?? []);
    expect(processes).toHaveLength(3);
    const [first, second, third] = processes as readonly object[];
    const contractPeriod = {
      startDate: '2026-03-01T00:00:00Z',
      endDate: '2027-09-30T00:00:00Z',
    };
    expect(first).toMatchObject({
      id: 'ocds-000000-plaza-1',
      summary: {
        ...{ ocid: 'ocds-000000-plaza-1', status: 'active', nature: ['construction'] },
        title: '[Sample] Piles of the plaza',
        suppliers: [{ name: 'SZ-OR001' }, { name: 'Example Piling' }],
        ...{ contractValue: { amount: 432000000.5, currency: 'CNY' }, contractPeriod },
        modifications: [
          {
            ...{ id: '1', date: '2026-10-20T00:00:00Z', rationale: 'Harder rock.' },
            oldContractValue: { amount: 410000000 },
            newContractValue: { amount: 432000000.5 },
          },
          { id: '2', newContractPeriod: contractPeriod },
        ],
        x_comity: { id: 'SZ-CO001', sample: true },
      },
    });
    const ended = { status: 'closed', finalValue: { amount: 1000000, currency: 'CNY' } };
    expect(second).toMatchObject({ summary: { ...ended, x_comity: { outcome: 'terminated' } } });
    expect(third).toMatchObject({ summary: { x_comity: { outcome: 'completed' } } });
  });

  it('has documents with type, file, days and digest, and none that was withdrawn', async () => {
    const { value } = await exported('en', files());
    const named = (id: string) =>
      (value?.projects ?? [])
        .flatMap(({ documents }) => documents as readonly { readonly id: string }[])
        .find((one) => one.id === id);
    const hash = changedFile.hash;
    expect(named('HK-DO001')).toEqual({
      ...{ id: 'HK-DO001', documentType: 'minutes', format: 'text/plain', language: 'zh-Hant' },
      ...{ title: '[Sample] Minutes of the conference', description: 'One name corrected.' },
      url: `https://node.example/documents/HK-DO001/${hash}`,
      ...{ datePublished: '2026-11-09T00:00:00Z', dateModified: '2026-11-12T00:00:00Z' },
      author: 'Secretariat',
      x_comity: {
        ...{ id: 'HK-DO001', sample: true, sha256: hash, pages: 2, version: 'B', versions: 2 },
        languages: ['zh-Hant', 'en'],
      },
    });
    expect(named('SZ-DO001')).toMatchObject({ url: 'https://files.example/plan.pdf' });
    expect(named('SZ-DO003')).toBeUndefined();
    if (hasOc4ids) expect(checkPackage(value)).toEqual([]);
  });

  it('names a supplier of the record among its parties, and keeps a currency that has no code', async () => {
    const worth = { amount: '7', currency: 'SLE' };
    const contract = {
      ...{ id: 'HK-CO001', party: funder.party, sample: true, project: 'HK-P001' },
      ...{ ocid: 'ocds-000000-1', title: { en: 'Piles' }, nature: [], modifications: [] },
      ...{ suppliers: [{ organization: 'HK-OR007' }], value: worth, signedFor: { value: worth } },
      place: {} as InvestmentState['place'],
    } as unknown as ProjectFile['contracts'][number];
    async function* one(): AsyncGenerator<ProjectFile> {
      for await (const file of files()) {
        yield { ...file, contracts: [contract] };
        return;
      }
    }
    const { value } = await exported('en', one());
    expect(value?.projects[0]).toMatchObject({
      parties: expect.arrayContaining([
        expect.objectContaining({ id: 'HK-OR007', roles: expect.arrayContaining(['supplier']) }),
      ]),
      contractingProcesses: [
        {
          summary: {
            suppliers: [{ id: 'HK-OR007', name: 'Works fund' }],
            x_comity: { stated: { amount: 7, currency: 'SLE' } },
          },
        },
      ],
    });
    if (!hasOc4ids) return;
    expect(checkPackage(value)).toEqual([]);
    expect(countExtra(value)).toEqual(none);
  });

  it('has approval cases and promises as milestones, forecasts by quantile, and pages as documents', async () => {
    const { value } = await exported('en');
    const all = JSON.stringify(value);
    const projects = value?.projects as readonly Readonly<Record<string, readonly object[]>>[];
    const milestones = projects.flatMap((one) => one.milestones ?? []);
    expect(milestones).toContainEqual(expect.objectContaining({ type: 'approval' }));
    const [metric] = projects.flatMap((one) => one.forecasts ?? []) as readonly {
      readonly observations: readonly { readonly dimensions: { readonly quantile: string } }[];
    }[];
    const asked = metric?.observations.slice(0, 4).map(({ dimensions }) => dimensions.quantile);
    expect(asked).toEqual(['0.1', '0.5', '0.8', '0.9']);
    expect(all).toContain('"url":"https://node.example/en/projects/');
    expect(all).toContain('"url":"https://node.example/en/approvals/');
  });

  it('adds no amounts up, keeps every digit, and names only organizations it lists', async () => {
    const { value, text } = await exported('en');
    const [project] = value?.projects ?? [];
    expect(text).toContain('"amount":{"amount":1200000.5,"currency":"HKD"}');
    expect(project).toMatchObject({
      budget: {
        budgetBreakdowns: [{ budgetBreakdown: [{ id: 'HK-V001' }, { id: 'HK-V002' }] }],
        finance: [{ id: 'HK-V003', type: 'loan' }],
      },
      transactions: [{ id: 'HK-V004', payer: { id: 'HK-OR007' } }],
    });
    expect(text).not.toContain('HK-OR099');
    expect(text).toContain('"stated":"7"');
  });

  it('is nothing where there is no project: a package without one is not valid', async () => {
    const nothing = async function* (): AsyncGenerator<ProjectFile> {};
    expect((await exported('en', nothing())).value).toBeUndefined();
  });

  it.skipIf(!hasOc4ids)(
    `is held to a check that counts as the official one does (skipped where ${where})`,
    () => {
      const counted = (path: string) => countExtra(JSON.parse(readOc4ids(path)));
      const fixture = (name: string) =>
        counted(`oc4ids-fixtures/example-additional-checks${name}.json`);
      expect(counted('oc4ids/example.json')).toEqual(none);
      expect(fixture('')).toEqual({ currency: 1, values: 1, references: 2, ids: 1 });
      expect(fixture('-no-parties')).toEqual({ ...none, references: 12 });
      const broken = checkPackage(
        JSON.parse(readOc4ids('oc4ids-fixtures/validation-errors-package.json')),
      );
      const byKeyword = Object.groupBy(broken, ({ keyword }) => keyword);
      const counts = Object.entries(byKeyword).map(([keyword, some]) => [keyword, some?.length]);
      expect(Object.fromEntries(counts)).toEqual({
        ...{ format: 5, type: 36, required: 13, enum: 5, minLength: 4 },
        ...{ pattern: 1, minProperties: 1, minItems: 1 },
      });
      expect(checkPackage(JSON.parse(readOc4ids('oc4ids/example.json')))).toEqual([]);
    },
  );
});
