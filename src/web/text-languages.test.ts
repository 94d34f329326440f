// Programmes that pages know nothing of beforehand: texts in languages that pages are not written in, three parties, no
// press report.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import type { PartyId } from '../base/ids.ts';
import { createPages } from './routes.ts';
import type { Site } from './site.ts';

const title = { cs: 'Program tří řek', de: 'Dreiflüsseprogramm', pl: 'Program trzech rzek' };
const languages = ['de', 'pl', 'cs'];

/** The fixture's records under a charter of three languages, on the node of a party that writes in these. */
function siteOf(written: readonly string[]): Site {
  const site = createSite();
  const programme = async () => ({ ...(await site.queries.programme()), title, languages });
  const parties = async () => {
    const described = await site.queries.parties();
    return described.map((one) => ({ ...one, state: { ...one.state, languages: written } }));
  };
  return { ...site, queries: { ...site.queries, programme, parties } };
}

const read = async (site: Site, path: string) =>
  (await createPages(site).request(`http://node.test${path}`)).text();
const heading = (page: string) => /<h1>(.*?)<\/h1>/s.exec(page)?.[1];

describe('a programme without a text in the reader’s language', () => {
  it('is shown as the node’s own party writes, else as its charter has it first, with its language', async () => {
    const headings = async (...written: string[]) => heading(await read(siteOf(written), '/en/'));
    expect(await headings('pl')).toBe('<span lang="pl">Program trzech rzek</span>');
    expect(await headings('sk', 'cs')).toBe('<span lang="cs">Program tří řek</span>');
    expect(await headings('sk')).toBe('<span lang="de">Dreiflüsseprogramm</span>');
  });

  it('says so once, in the reader’s language', async () => {
    const page = await read(siteOf(['pl']), '/en/');
    expect(page).toContain('in German, Polish and Czech. Here they are shown in Polish');
    expect(heading(page)).not.toContain('untranslated');
    expect(await read(siteOf(['pl']), '/zh-hant/')).toContain('德文、波蘭文及捷克文');
    expect(await read(createSite(), '/en/')).not.toContain('text-notice');
  });

  it('has families of type named first that have the letters of its languages', async () => {
    expect(await read(siteOf(['pl']), '/en/')).toContain('<html lang="en-GB" class="letters">');
    expect(await read(siteOf(['pl']), '/zh-hans/')).toContain(' class="letters">');
    expect(await read(createSite(), '/en/')).toContain('<html lang="en-GB">');
    const css = readFileSync(new URL('assets/tokens.css', import.meta.url), 'utf8');
    const [, own = ''] = css.split(':root.letters {');
    for (const name of ['--text', '--display', '--hant', '--hans'])
      expect(own).toContain(`${name}:`);
    expect(/--letters:([^;]*);/.exec(own)?.[1]).not.toMatch(/CJK|PingFang|JhengHei|YaHei/);
  });

  it('has its files in the same language as its pages', async () => {
    const site = siteOf(['pl']);
    const records = async (kind: string, when?: never) => {
      const found = await site.queries.records(kind as 'project', when);
      if (kind !== 'project' && kind !== 'crossing') return found;
      return found.map((one) => ({ ...one, state: { ...one.state, title, name: title } }));
    };
    async function* projectFiles() {
      for await (const file of site.queries.projectFiles())
        yield { ...file, project: { ...file.project, title } };
    }
    const queries = { ...site.queries, records, projectFiles } as typeof site.queries;
    const file = (path: string) => read({ ...site, queries }, `/en${path}`);
    const table = await file('/data/projects.csv');
    expect(table).toContain(title.pl);
    expect(table).not.toContain(title.cs);
    const { projects } = JSON.parse(await file('/data/oc4ids.json')) as {
      projects: readonly { readonly title: string; readonly language: string }[];
    };
    for (const one of projects) {
      expect([one.language, one.title.endsWith(title.pl)]).toEqual(['pl', true]);
    }
    const days = await file('/calendar.ics');
    expect(days).toContain(`Promised: ${title.pl}`);
    expect(days).not.toMatch(/Promised: (HK|SZ)-/);
    expect(days).not.toContain('LANGUAGE=');
  });

  it('says at a text that it is in yet another language', async () => {
    const site = siteOf(['pl']);
    const only = async () => ({ ...(await site.queries.programme()), title: { cs: title.cs } });
    const page = await read({ ...site, queries: { ...site.queries, programme: only } }, '/en/');
    expect(heading(page)).toContain('shown in Czech; no English version yet');
  });
});

describe('three parties', () => {
  it('stand in lanes, none left and none right', async () => {
    const site = createSite();
    const programme = async () => {
      const two = await site.queries.programme();
      const third = { party: 'macao' as PartyId, mark: 'MO', name: { en: 'Macao' }, zone: 'UTC' };
      return { ...two, parties: [...two.parties, third] };
    };
    const page = await read({ ...site, queries: { ...site.queries, programme } }, '/en/');
    expect(page.match(/class="lane party"/g)).toHaveLength(3);
    expect(page).not.toMatch(/class="(left|right)/);
  });
});

describe('a programme without a press report', () => {
  const site = { ...createSite(), report: [] };

  it('has no page that compares with one, and no link to it', async () => {
    const pages = createPages(site);
    expect((await pages.request('http://node.test/en/about/report')).status).toBe(404);
    for (const path of ['/en/', '/en/about']) {
      expect(await read(site, path)).not.toContain('/about/report');
      expect(await read(createSite(), path)).toContain('/about/report');
    }
  });
});
