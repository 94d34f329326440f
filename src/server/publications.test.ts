// docs/spec/model.md M184, M185: what is due to be public becomes so by itself, also after the node was away.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateProgramme } from '../../examples/generator/programme.ts';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import { instantOf } from '../base/dates.ts';
import type { Json } from '../base/json.ts';
import type { KindName } from '../programme/kinds.ts';
import { createQueries } from '../projection/read.ts';
import { amendCharter, proposeCharter } from './founding.ts';
import type { Node } from './node.ts';
import { pageQueries } from './pages.ts';
import { createPublications, type Publications } from './publications.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-publications-'));
const dataDir = join(dir, 'data');
const text = { en: 'Works', 'zh-Hant': '工程', 'zh-Hans': '工程' };
const size = { seed: 1, parties: 2, projects: 1 };
let node: Node;
let publications: Publications;

beforeAll(async () => {
  await initNorth(dataDir);
  await begin();
  const charter = {
    ...{ title: text, languages: ['en'], fields: [] },
    publication: { meetings: 'public', agreements: 'public', drafts: 'programme' },
  };
  const proposed = await proposeCharter(node, charter as unknown as Json);
  expect(proposed).toEqual(expect.objectContaining({ ok: true }));
}, 60_000);
afterAll(async () => {
  await end();
  rmSync(dir, { recursive: true, force: true });
});

async function begin(): Promise<void> {
  node = await openNorth(dataDir);
  publications = createPublications(node);
  await publications.start();
}

async function end(): Promise<void> {
  await publications.close();
  await node.close();
}

async function act(kind: string, command: object, about?: string): Promise<string> {
  const input = { kind, command: command as Json, ...(about === undefined ? {} : { about }) };
  const done = await node.party?.commands.execute(input);
  if (done?.ok !== true) return expect.fail(JSON.stringify(done));
  return done.value.ids[0] ?? '';
}

/** How many statements of a record everybody reads; 0 where nobody but the parties has it. */
async function shownOf(kind: KindName, id: string): Promise<number> {
  const found = await createQueries(pageQueries(node, 'public')).record(kind, id);
  return found?.history.filter(({ statement }) => statement.act !== 'publish').length ?? 0;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > end) expect.fail('did not come about');
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** What a generated party has before its first application: offices, a calendar, procedures, a project. */
async function found(): Promise<void> {
  for (const { node: of, kind, command } of generateProgramme(size).steps()) {
    if (of !== 'north-bank') continue;
    await act(kind, JSON.parse(JSON.stringify(command).replaceAll('NB-', 'NO-')) as object);
    if (kind === 'project') return;
  }
}

describe('a newly proposed charter', () => {
  it('keeps forecasts and open cases to the parties, and shows what is decided, unless it says otherwise', () => {
    expect(node.federation.charter()?.publication).toEqual({
      ...{ meetings: 'public', agreements: 'public', drafts: 'programme' },
      ...{ cases: 'programme', decidedCases: 'public', forecasts: 'programme' },
    });
  });
});

describe('an approval case', () => {
  it('is the parties’ alone while it is open, and public with its decision', async () => {
    await found();
    const common = { procedure: 'NO-PR001', project: 'NO-P001', title: text, sample: true };
    const open = { act: 'open', happened: '2026-01-05', ...common };
    const [hidden, still] = [await act('approval-case', open), await act('approval-case', open)];
    const asked = { act: 'stop', happened: '2026-01-12', why: text, waitingFor: text };
    await act('approval-case', asked, hidden);
    await act('approval-case', { act: 'resume', happened: '2026-01-20' }, hidden);
    expect(await shownOf('approval-case', hidden)).toBe(0);
    await act(
      'approval-case',
      { act: 'decide', happened: '2026-02-02', outcome: 'approved' },
      hidden,
    );
    await until(async () => (await shownOf('approval-case', hidden)) === 4);
    // What is said of it from then on is public at once.
    await act('approval-case', { act: 'issue', happened: '2026-02-03', number: 'S-1' }, hidden);
    expect(await shownOf('approval-case', hidden)).toBe(5);
    expect(await shownOf('approval-case', still)).toBe(0);
  });
});

describe('another text of the charter', () => {
  it('shows what it makes public of what was the parties’ alone before', async () => {
    const open = { act: 'open', procedure: 'NO-PR001', project: 'NO-P001', title: text };
    const hidden = await act('approval-case', { ...open, happened: '2026-03-02', sample: true });
    const over = { act: 'withdraw', happened: '2026-03-03', why: text, scope: 'programme' };
    const before = { ...node.federation.charter()?.publication, decidedCases: 'programme' };
    const amend = async (publication: object) =>
      expect(await amendCharter(node, { publication } as unknown as Json)).toMatchObject({
        ok: true,
      });
    await amend(before);
    await act('approval-case', over, hidden);
    await new Promise((done) => setTimeout(done, 300));
    expect(await shownOf('approval-case', hidden)).toBe(0);
    await amend({ ...before, decidedCases: 'public' });
    await until(async () => (await shownOf('approval-case', hidden)) === 2);
  });
});

describe('an embargo', () => {
  it('ends at its instant: until then nobody but the parties reads the record', async () => {
    const publishAt = instantOf(Date.now() + 2_500);
    const id = await act('organization', { act: 'describe', name: text, publishAt });
    await act('organization', { act: 'describe', name: text, scope: 'programme' }, id);
    expect(await shownOf('organization', id)).toBe(0);
    await until(async () => (await shownOf('organization', id)) === 2);
    expect(instantOf(Date.now()) >= publishAt).toBe(true);
  });

  it('that ended while the node was away is made up for; the owner may have moved it', async () => {
    const soon = instantOf(Date.now() + 1_500);
    const late = await act('organization', { act: 'describe', name: text, publishAt: soon });
    const moved = await act('organization', { act: 'describe', name: text, publishAt: soon });
    const history = await createQueries(pageQueries(node, 'programme')).record(
      'organization',
      moved,
    );
    const of = history?.history[0]?.place.leaf;
    const content = { act: 'describe', name: text, publishAt: '2999-01-01T00:00:00Z' };
    await act(
      'organization',
      { act: 'rectify', of, content, why: text, scope: 'programme' },
      moved,
    );
    await end();
    await new Promise((done) => setTimeout(done, 1_600));
    await begin();
    await until(async () => (await shownOf('organization', late)) === 1);
    expect(await shownOf('organization', moved)).toBe(0);
  });
});
