// What pages of proposals, standing groups, fields, actions, places, terms, changes and money say: who explores an idea, why one was declined, what it became; whose signature a
// group lacks, who chairs it by post, and which meetings are its own.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import { createPages } from './routes.ts';

const pages = createPages(createSite());

async function markup(path: string, from: RegExp): Promise<string> {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  return from.exec(text)?.[0] ?? '';
}

const wordsOf = (part: string) =>
  part
    .replace(/<\/?time[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

/** The words of a row of a list, without markup; of the part before its folded words where asked. */
async function row(path: string, id: string, until = '<li class="row"|</main>'): Promise<string> {
  return wordsOf(
    await markup(path, new RegExp(`<li class="row" id="${id}">.*?(?=${until}|$)`, 's')),
  );
}

describe('the list of proposals', () => {
  it('tells apart what waits, is explored, was adopted, declined or withdrawn', async () => {
    const all = await markup('/en/proposals', /<main.*<\/main>/s);
    const order = [...all.matchAll(/<h2 id="([a-z]+)"/g)].map((match) => match[1]);
    expect(order).toEqual(['idea', 'explored', 'adopted', 'declined', 'withdrawn']);
    const explored = /<h2 id="explored".*?<\/section>/s.exec(all)?.[0] ?? '';
    expect(explored).toContain('id="HK-I001"');
    expect(explored).toContain('id="HK-I006"');
  });

  it('says who explores an idea, at which meeting it came up, and what is wanted of it', async () => {
    const one = await row('/en/proposals', 'HK-I001');
    for (const said of ['Explored too by Shenzhen.', 'meeting SZ-G001', 'to become a project']) {
      expect(one).toContain(said);
    }
    expect(await row('/en/proposals', 'HK-I002')).toContain('No other side has answered yet.');
  });

  it('shows the reasons of those who declined outside what is folded, until they join', async () => {
    const declined = await row('/en/proposals', 'HK-I003', '<details');
    expect(declined).toContain('Shenzhen declined on 11 November 2026: It costs too much.');
    const joined = await row('/en/proposals', 'HK-I006', '<details');
    expect(joined).not.toContain('It costs too much.');
    expect(await row('/en/proposals', 'HK-I006')).toContain('It costs too much.');
  });

  it('links what an idea became, and says why one was withdrawn', async () => {
    const became = await markup('/en/proposals', /<li class="row" id="HK-I004">.*?<\/li>/s);
    expect(became).toContain('as <a href="/en/projects/HK-P001">HK-P001</a>');
    expect(await row('/en/proposals', 'HK-I005')).toContain('No longer needed.');
  });

  it('is that of the day asked for', async () => {
    expect(await row('/en/proposals?asof=2026-11-10', 'HK-I004')).toContain('No other side');
    expect(await row('/en/proposals?asof=2026-11-08', 'HK-I004')).toBe('');
  });
});

describe('the list of standing groups', () => {
  it('has the chair of each side by post on its side, the members and the mandate', async () => {
    const one = await row('/zh-hant/bodies', 'HK-B001');
    expect(one).toContain('於會議之間跟進合作項目。');
    expect(one).toMatch(/主持 .*辦公室主管.*辦公室副主管.*成員 .*辦公室副主管.*會期 每月一次/);
  });

  it('links the meetings that name it, and they link it', async () => {
    const own = await markup(
      '/en/bodies',
      /<li class="row" id="HK-B001">.*?<p class="row-status">/s,
    );
    expect(own).toContain('href="/en/meetings/SZ-G001"');
    expect(await row('/en/bodies', 'HK-B002')).toContain('None yet');
    const meeting = await markup('/en/meetings/SZ-G001', /<main.*<\/main>/s);
    expect(meeting).toContain('href="/en/bodies#HK-B001"');
  });

  it('says whose signature one lacks, and who ended one and why', async () => {
    expect(await row('/en/bodies', 'HK-B002')).toContain(
      'Not signed yet by Hong Kong and Shenzhen.',
    );
    const ended = await row('/en/bodies', 'HK-B004');
    expect(ended).toContain('Shenzhen ended it on 12 November 2026. Another group does it.');
    expect(await row('/en/bodies', 'HK-B003')).toContain('Declined');
  });
});

describe('the page of a field', () => {
  const table = () => markup('/en/fields/transport', /<table.*<\/table>/s);

  it('has every record that names the field, by kind, with how many began in each year', async () => {
    expect(wordsOf(await table())).toMatch(/Actions 3 3 .*Proposals 1 1 .*Offers 3 3 .*Needs 3 3/);
    const page = await markup('/en/fields/transport', /<main.*<\/main>/s);
    for (const link of ['fields#HK-AC001', 'proposals#HK-I001', 'offers#HK-OF001']) {
      expect(page).toContain(`href="/en/${link}"`);
    }
    expect(page).not.toContain('HK-I002');
  });

  it('is reached by the name of the field in a record', async () => {
    const offer = await markup('/en/offers', /<li class="row" id="HK-OF001">.*?<\/li>/s);
    expect(offer).toContain('href="/en/fields/transport"');
  });

  it('has nothing before the day on which a record began', async () => {
    const early = await markup('/en/fields/research?asof=2026-11-01', /<main.*<\/main>/s);
    expect(early).toContain('No record had named this field by this day.');
    const gone = await pages.request('http://node.test/en/fields/transport?asof=2026-01-01');
    expect(gone.status).toBe(404);
  });
});

describe('the list of fields', () => {
  it('has those of the charter, empty ones too, then those that only records name', async () => {
    const page = wordsOf(await markup('/en/fields', /<main.*<\/main>/s));
    expect(page).toMatch(
      /Boundary crossings .*Research and innovation .*transport .*Neither in the charter nor adopted/,
    );
  });

  it('has the actions in the order of their source, those that it does not name among them', async () => {
    const page = await markup('/en/fields', /<section aria-labelledby="actions">.*?<\/section>/s);
    const order = [...page.matchAll(/<li class="row" id="([^"]+)"/g)].map((match) => match[1]);
    expect(order).toEqual(['HK-AC002', 'HK-AC001', 'HK-AC003', 'HK-AC004', 'HK-AC005']);
    expect(await row('/en/fields', 'HK-AC002')).toContain('1. Not named in the source');
    expect(await row('/en/fields', 'HK-AC003')).toContain('Closed on 12 November 2026');
    expect(await row('/en/fields', 'HK-AC004')).toContain('Not signed yet by');
    expect(await row('/en/fields', 'HK-AC005')).toContain('Agreed');
  });
});

describe('the list of places', () => {
  it('has the procedures that hold there and the mechanisms that change one of them', async () => {
    const one = await markup(
      '/en/places',
      /<li class="row" id="SZ-PL001">.*?<p class="row-status">/s,
    );
    expect(one).toMatch(/href="\/en\/projects\/HK-P001#HK-M001"/);
    expect(wordsOf(one)).toContain('Latitude 22.52, longitude 113.9');
    expect(wordsOf(one)).toContain('Files are taken in either language.');
    const other = await row('/en/places', 'SZ-PL002');
    expect(other).toContain('An outline with 3 corners');
    expect(other).toContain('None on record');
  });

  it('says whether its rules are in force on the day', async () => {
    expect(await row('/en/places', 'SZ-PL001')).toContain('Rules in force');
    expect(await row('/en/places', 'SZ-PL002')).toContain('Not in force yet');
    expect(await row('/en/places?asof=2027-01-01', 'SZ-PL002')).toContain('Rules in force');
    expect(await row('/en/places', 'SZ-PL003')).toContain('Ended on 20 November 2026');
  });
});

describe('the term base', () => {
  const term = (path: string, id: string) =>
    markup(path, new RegExp(`<tr id="${id}">.*?</tr>`, 's'));

  it('has each word in its own language, whichever the reader’s is, with definition and source', async () => {
    const one = await term('/zh-hans/terms', 'HK-T001');
    for (const [lang, word] of [
      ['en-GB', 'tide gate'],
      ['zh-Hant-HK', '水閘'],
      ['zh-Hans-CN', '水闸'],
    ]) {
      expect(one).toContain(`<span lang="${lang}">${word}</span>`);
    }
    expect(wordsOf(one)).toContain('阻隔海水的闸。');
    expect(one).toContain('SZ, HK deepen cooperation');
  });

  it('says where a draft lacks a language, and puts words of both sides for one concept together', async () => {
    expect(wordsOf(await term('/en/terms', 'HK-T002'))).toMatch(
      /pier head none yet 码头端 .*Draft/,
    );
    const all = await markup('/en/terms', /<main.*<\/main>/s);
    const order = [...all.matchAll(/<tr id="([^"]+)"/g)].map((match) => match[1]);
    expect(order).toEqual(['HK-T002', 'SZ-T002', 'HK-T001', 'SZ-T001', 'HK-T003']);
  });

  it('folds retired terms away with the reason, and has them in use before', async () => {
    const folded = wordsOf(await markup('/en/terms', /1 retired term.*?<\/details>/s));
    expect(folded).toContain('Retired on 12 November 2026: Say tide gate.');
    expect(await markup('/en/terms?asof=2026-11-10', /<main.*<\/main>/s)).not.toContain('retired');
  });
});

describe('the page of changes', () => {
  it('has what was recorded by the day of recording, newest first, linked to record and entry', async () => {
    const page = await markup('/en/changes', /<main.*<\/main>/s);
    const days = [...page.matchAll(/<h2 id="day-([\d-]+)"/g)].map((match) => match[1] ?? '');
    expect(days.length).toBeGreaterThan(3);
    expect(days).toEqual([...days].sort().reverse());
    const day = /<h2 id="day-2026-11-13".*?<\/section>/s.exec(page)?.[0] ?? '';
    expect(wordsOf(day)).toContain('HK-I005');
    expect(day).toContain('href="/en/proposals#HK-I005"');
    expect(day).toContain('href="/en/verify?entry=');
  });

  it('shows one kind where asked, and all where that is none', async () => {
    const ids = async (query: string) =>
      (await markup(`/en/changes${query}`, /<main.*<\/main>/s)).match(/#(HK-I|SZ-PL)\d+/g) ?? [];
    const places = await ids('?kind=place');
    expect(new Set(places.map((id) => id.slice(1, 6)))).toEqual(new Set(['SZ-PL']));
    expect((await ids('?kind=dragon')).length).toBe((await ids('')).length);
    const filter = await markup('/en/changes?kind=place', /<nav class="filters".*?<\/nav>/s);
    expect(filter).toMatch(/kind=place" aria-current="true">Places/);
    expect(wordsOf(await markup('/en/changes?kind=term', /<main.*<\/main>/s))).toContain(
      'Nothing of this kind is on record.',
    );
  });
});

describe('the page of commitments', () => {
  const groups = async (query = '') =>
    [
      ...(await markup(`/en/commitments${query}`, /<main.*<\/main>/s)).matchAll(/<h2 id="(\w+)"/g),
    ].map(([, id]) => id);

  it('shows what is late before what is open and kept, and leads from each figure to its group', async () => {
    expect(await groups()).toEqual(['late', 'open', 'kept']);
    const counts = await markup('/en/commitments', /<ul class="counts">.*?<\/ul>/s);
    expect(counts).toContain('<a href="#late"><b>1</b> late</a>');
    expect(counts).toMatch(/<li><b>0<\/b> withdrawn<\/li>/);
    expect(await groups('?asof=2026-05-01')).not.toContain('late');
  });

  it('shows what one party owes where asked, and all where that is no debtor', async () => {
    const ids = async (query: string) =>
      (await markup(`/en/commitments${query}`, /<main.*<\/main>/s)).match(/id="(HK|SZ)-C\d+/g) ??
      [];
    const all = await ids('');
    const some = await ids('?debtor=shenzhen');
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
    expect(await ids('?debtor=atlantis')).toEqual(all);
    const filter = await markup(
      '/en/commitments?debtor=shenzhen',
      /<nav class="filters".*?<\/nav>/s,
    );
    expect(filter).toMatch(/debtor=shenzhen" aria-current="true">Owed by Shenzhen/);
  });
});

describe('the page of money', () => {
  const words = async (section: string) =>
    wordsOf(
      await markup('/en/money', new RegExp(`aria-labelledby="${section}">.*?</section>`, 's')),
    );

  it('adds up one purpose of one party in one currency, and says of how many amounts', async () => {
    const own = await words('own');
    expect(own).toMatch(/Shenzhen, in CNY/);
    expect(own).toMatch(/Spent: [^,]*920[^,]*, a single amount/);
    const joint = await words('joint');
    expect(joint).toMatch(/Committed: [^,]*1\.84[^,]*, the sum of 2 amounts/);
    expect(joint).toMatch(/Hong Kong, in HKD .*Investment required: about .*, a single amount/);
    expect(joint).toContain('Government news service');
  });

  it('adds up no two amounts of one project for the same time', async () => {
    expect(await words('own')).toContain(
      'Investment required: 2 amounts, not added up, since two of one project are for the same time',
    );
  });

  it('keeps what is for joint projects and their parts apart, and is that of the day asked for', async () => {
    expect(await words('joint')).toContain('SZ-P001');
    expect(await words('own')).not.toContain('SZ-P001');
    const early = wordsOf(await markup('/en/money?asof=2024-12-31', /<main.*<\/main>/s));
    expect(early).toContain('No amount had been recorded by this day.');
  });
});
