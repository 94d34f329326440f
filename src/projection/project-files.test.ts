// docs/spec/exchange.md X5: what exports are made of, read some at a time from the public fold.
import { afterAll, describe, expect, it } from 'vitest';
import { entry, given, hk, sz } from '../../test/support/given.ts';
import { applyAll, openRig, queriesOf, tell } from '../../test/support/projection.ts';
import type { Json } from '../base/json.ts';
import type { ProjectFile } from './project-file.ts';

const rig = await openRig();
afterAll(() => rig.close());

async function filesOf(files: AsyncIterable<ProjectFile>): Promise<readonly ProjectFile[]> {
  const found: ProjectFile[] = [];
  for await (const file of files) found.push(file);
  return found;
}

const title = { en: 'Harbour tunnel' };
const open = (about: string, more: object = {}) =>
  entry(hk, { kind: 'project', about, act: 'open', title, ...more });
const said = {
  on: '2019-04-02',
  by: { en: 'News' },
  source: { url: 'https://news.example/1', title: 'News', accessed: '2026' },
};
const promised = { from: '2019-01-01', to: '2019-12-31', words: { en: 'in 2019' } };
const parts = [{ party: hk, key: 'south', title }];

describe('projects for exports', () => {
  it('come by id, each with the records that name it and no others', async () => {
    const setting = rig.setting();
    const entries = [
      ...[10, 2, 1].map((number) => open(`HK-P${String(number).padStart(3, '0')}`)),
      entry(hk, {
        ...{ kind: 'investment', about: 'HK-V001', act: 'state', project: 'HK-P002' },
      }),
      entry(hk, {
        ...{ kind: 'approval-case', about: 'HK-K001', act: 'open', happened: '2026-03-02' },
        ...{ procedure: 'HK-PR001', project: 'HK-P010', title },
      }),
      entry(hk, {
        ...{ kind: 'promise', about: 'HK-D001', act: 'say', subject: 'HK-P001' },
        ...{ milestone: 'opened', promised, said },
      }),
      entry(hk, {
        ...{ kind: 'contract', about: 'HK-CO001', act: 'state', project: 'HK-P002', title },
        ...{ ocid: 'ocds-000000-1', suppliers: [{ name: 'Example' }] },
        value: { amount: '1', currency: 'HKD' },
      }),
      entry(hk, {
        ...{ kind: 'document', about: 'HK-DO001', act: 'issue', documentType: 'minutes', title },
        ...{ languages: ['en'], format: 'text/html', url: 'https://documents.example/1' },
        of: ['HK-P010', 'HK-A001', 'HK-P001'],
      }),
    ];
    await applyAll(setting, tell(entries));
    const files = await filesOf(queriesOf(setting, 'public').projectFiles());
    expect(files.map(({ project }) => project.id)).toEqual(['HK-P001', 'HK-P002', 'HK-P010']);
    const counts = files.map(({ cases, contracts, promises, documents }) =>
      [cases, contracts, promises, documents].map((list) => list.length),
    );
    expect(counts).toEqual([
      [0, 0, 1, 1],
      [0, 1, 0, 0],
      [1, 0, 0, 1],
    ]);
  });

  it('have of a joint one its parts, and what was promised of its crossing', async () => {
    const setting = rig.setting();
    const content = { title, parts, crossing: 'SZ-X001' };
    const signatories = [
      { party: hk, post: title },
      { party: sz, post: title },
    ];
    const command = { act: 'propose', signatories, content } as unknown as Json;
    const proposed = given([]).when({ by: sz, kind: 'project', command }).recorded();
    const entries = [
      ...proposed.entries,
      open('HK-P001', { partOf: { project: 'SZ-P001', key: 'south' } }),
      entry(hk, {
        ...{ kind: 'promise', about: 'HK-D001', act: 'say', subject: 'SZ-X001' },
        ...{ milestone: 'opened', promised, said },
      }),
    ];
    await applyAll(setting, tell(entries));
    const files = await filesOf(queriesOf(setting, 'public').projectFiles());
    const joint = files.find(({ project }) => project.id === 'SZ-P001');
    expect(joint?.parts.map(({ id }) => id)).toEqual(['HK-P001']);
    expect(joint?.promises.map(({ id }) => id)).toEqual(['HK-D001']);
  });

  it('are read some at a time, and all of them come', async () => {
    const setting = rig.setting();
    const ids = Array.from({ length: 600 }, (_, i) => `HK-P${String(i + 1).padStart(3, '0')}`);
    await applyAll(setting, tell(ids.map((id) => open(id))));
    const files = await filesOf(queriesOf(setting, 'public').projectFiles());
    expect(files.map(({ project }) => project.id)).toEqual(ids);
  });
});
