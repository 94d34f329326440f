// The example of three parties as outsiders start it: nothing in src/ knows of it. Its nodes come up, agree, and show its
// pages in the interface's languages with texts in German, Polish and Czech.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { languages } from '../../src/text/languages.ts';
import { call, fetchText, openStage, type Running, type Stage } from '../support/processes.ts';

const readyMillisecondsMax = 120_000;
const exit = { notFound: 3 } as const;
const parties = ['lindenmark', 'jodlogorze', 'jasanovsko'];

interface Line {
  readonly programme: string;
  readonly nodes: readonly { readonly party: string; readonly url: string }[];
}
interface Head {
  readonly recorded: number;
  readonly confirmed: number;
}

let stage: Stage;
let data = '';
let demo: Running;
let line: Line;
const urlOf = (party: string) => line.nodes.find((node) => node.party === party)?.url ?? '';

beforeAll(async () => {
  stage = openStage();
  data = stage.path('demo');
  const words = ['--example', 'three-rivers', '--data', data, '--ports', '0,0,0,0', '--json'];
  demo = stage.start('demo', ...words);
  line = (await demo.firstLine(readyMillisecondsMax)) as unknown as Line;
}, 90_000);
afterAll(() => stage?.[Symbol.asyncDispose]());

describe('comity demo --example three-rivers', () => {
  it('starts a node for each of three parties and a witness, each log confirmed by all', async () => {
    expect(line.programme).toBe('three-rivers');
    expect(line.nodes.map((node) => node.party)).toEqual([...parties, 'witness']);
    for (const party of parties) {
      const head = await call<Head>(`${data}/${party}`, 'head');
      expect(head.recorded).toBeGreaterThan(30);
      expect(head.confirmed).toBe(head.recorded);
    }
  });

  it('shows each party’s node in the language of that party, and says so', async () => {
    const shown = [
      ['lindenmark', 'Dreiflüsseprogramm', 'German'],
      ['jodlogorze', 'Program Trzech Rzek', 'Polish'],
      ['jasanovsko', 'Program Tří řek', 'Czech'],
    ] as const;
    for (const [party, title, language] of shown) {
      const home = (await fetchText(`${urlOf(party)}/en/`)).body;
      expect(/<h1>(.*?)<\/h1>/.exec(home)?.[1]).toContain(`>${title}</span>`);
      expect(home).toContain(`Here they are shown in ${language}`);
      expect(home).not.toContain('/about/report');
    }
  });

  it('has an agreement signed by three and one that waits for the third, on every node', async () => {
    for (const party of parties) {
      const of = async (id: string) =>
        (await fetchText(`${urlOf(party)}/en/agreements/${id}`)).body;
      const signed = await of('LM-A001');
      for (const tag of ['de', 'pl', 'cs']) expect(signed).toContain(`lang="${tag}"`);
      expect(signed).toMatch(/Concluded/);
      expect(await of('JG-A001')).not.toMatch(/Concluded/);
    }
  });

  it('puts the joint project’s three parts on one schedule, in a lane each', async () => {
    const page = (await fetchText(`${urlOf('lindenmark')}/en/projects/LM-P001`)).body;
    expect(page).toContain('3 parts, one joint schedule');
    expect(page.match(/<text class="lane" x="58"/g)).toHaveLength(3);
    for (const part of ['LM-P002/OPEN', 'JG-P001/READY', 'JS-P001/READY']) {
      expect(page).toContain(part);
    }
    expect(page).toContain('Not signed yet by Eschenland');
  });

  it('shows three currencies and no sum across them', async () => {
    for (const party of parties) {
      const page = (await fetchText(`${urlOf(party)}/en/money`)).body;
      for (const amount of [
        '184 million euros',
        '412 million Polish zloty',
        '1.65 billion Czech',
      ]) {
        expect(page).toContain(amount);
      }
      expect(page).toContain('Currencies are never added up');
    }
  });

  it('has its files and the grid of its returns in the language of each party too', async () => {
    const titles = { lindenmark: 'Brücke', jodlogorze: 'most', jasanovsko: 'most' };
    const tags = { lindenmark: 'de', jodlogorze: 'pl', jasanovsko: 'cs' };
    for (const party of ['lindenmark', 'jodlogorze', 'jasanovsko'] as const) {
      const home = ['--data', `${data}/${party}`];
      const exported = await stage.run('export', 'oc4ids', ...home);
      const { projects } = JSON.parse(exported.stdout) as {
        projects: readonly { readonly title: string; readonly language: string }[];
      };
      const served = JSON.parse((await fetchText(`${urlOf(party)}/en/data/oc4ids.json`)).body) as {
        projects: typeof projects;
      };
      const [bridge] = projects;
      expect(bridge?.title.endsWith(`: ${titles[party]}`), bridge?.title).toBe(true);
      expect([bridge?.language, served.projects]).toEqual([tags[party], projects]);
    }
    const returns = await stage.run(
      'return',
      'list',
      '--month',
      '2026-10',
      '--data',
      `${data}/jodlogorze`,
    );
    expect(returns.stdout).toContain('Tramwaj Trzech Rzek: most');
    const cases = await stage.run('case', 'list', '--data', `${data}/jodlogorze`);
    expect(cases.stdout).toContain('Pozwolenie na budowę mostu');
    const records = await stage.run('contract', 'list', '--data', `${data}/lindenmark`);
    expect(records.stdout).toContain('Gleisbau Innenstadt');
  });

  it('is caught by all others when its first party cheats, and heals', async () => {
    const cheated = await stage.run('demo', 'cheat', 'split', '--data', data, '--json');
    expect(cheated.code, cheated.stderr).toBe(0);
    const { refusedBy } = JSON.parse(cheated.stdout) as { refusedBy: { node: string }[] };
    expect(refusedBy.map(({ node }) => node)).toEqual(['jodlogorze', 'jasanovsko', 'witness']);
    const healed = await stage.run('demo', 'heal', '--data', data, '--json');
    expect(healed.code, healed.stderr).toBe(0);
  });

  it('shows no page with a word that is missing, in any language of the interface', async () => {
    const broken = /undefined|\[object|NaN|>[a-z]+(\.[a-z-]+){1,}</;
    const home = urlOf('jodlogorze');
    for (const { address } of languages) {
      for (const path of pagePaths) {
        const { status, body } = await fetchText(`${home}/${address}${path}`);
        expect(status, path).toBe(200);
        expect(broken.exec(body.replaceAll(/<code>.*?<\/code>/gs, ''))?.[0], path).toBeUndefined();
      }
    }
  });

  it('leaves its folder to no other example, and an example that is not there is named', async () => {
    expect((await demo.stop()).code).toBe(0);
    const other = await stage.run('demo', '--data', data, '--ports', '0,0,0');
    expect(other.stderr).toContain('[server.demo.other-programme]');
    expect(readdirSync(data)).not.toContain('hong-kong');
    const unknown = await stage.run('demo', '--example', 'nowhere');
    expect(unknown.code).toBe(exit.notFound);
    expect(unknown.stderr).toContain('[cli.demo.no-example]');
    expect(unknown.stderr).toContain('three-rivers');
  });
});

const pagePaths = [
  ...[
    '/',
    '/agreements',
    '/agreements/LM-A001',
    '/agreements/JG-A001',
    '/commitments',
    '/meetings',
  ],
  ...['/about', '/organizations', '/terms', '/status', '/data', '/changes', '/approvals'],
  ...['/approvals/LM-K002', '/approvals/JG-K002', '/approvals/JS-K001', '/projects'],
  ...['/projects/LM-P001', '/projects/JG-P001', '/projects/LM-P001/what-if', '/money', '/bodies'],
  ...['/obstacles', '/proposals', '/services', '/services/JS-SV001', '/offers', '/stories'],
  ...[
    '/stories/JS-ST001',
    '/stories/JG-ST001',
    '/fields',
    '/fields/mobility',
    '/feedback',
    '/reports',
  ],
  ...['/crossings', '/indicators', '/returns', '/returns/2026-10', '/documents', '/places'],
  ...['/documents/LM-DO001', '/services/LM-SV002', '/fields/heritage'],
];

describe('the code', () => {
  it('holds no word of this example', () => {
    const root = new URL('../../', import.meta.url);
    for (const folder of ['src', 'locales']) {
      const files = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' });
      for (const file of files.filter((name) => /\.(ts|json)$/.test(name))) {
        const text = readFileSync(new URL(`${folder}/${file}`, root), 'utf8');
        expect(text, file).not.toMatch(/three-rivers|lindenmark|jodlogorze|jasanovsko/i);
      }
    }
  });
});
