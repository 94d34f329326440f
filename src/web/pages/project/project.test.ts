// The page of a project over the story of the fixture: its sentence on the opening, what moved that, money, and the
// section that lets anybody compute it again.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import type { Ending } from '../../../../test/support/web-plans.ts';
import { minuteToText } from '../../../plan/civil-time.ts';
import { movedLast } from '../../../projection/plan.ts';
import { formatDate } from '../../../text/formats.ts';
import { defaultLanguage } from '../../../text/languages.ts';
import { createPages } from '../../routes.ts';

/** The page as text: without tags, one space between words. */
async function read(path: string, ending: Ending = 'stopped') {
  const site = createSite({ ending });
  const response = await createPages(site).request(`http://node.test${path}`);
  const html = await response.text();
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const words = main.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
  return { status: response.status, html: main, words, site };
}

const day = (date: string) => formatDate(defaultLanguage, date);

describe('the sentence on the opening', () => {
  it('names the milestone with the days of half and of four fifths of the runs', async () => {
    const { words, site } = await read('/en/projects/HK-P001');
    const forecast = (await site.plans.plan('HK-P001'))?.computed?.forecast;
    const [p50, p80] = [forecast?.p50, forecast?.p80].map((at) =>
      day(minuteToText(at!).slice(0, 10)),
    );
    expect(words).toContain(`Plaza open: even odds by ${p50} (P50), four in five by ${p80} (P80).`);
  });

  it('says that it moved later, and shows the statement that was new with its reason', async () => {
    const { words, html, site } = await read('/en/projects/HK-P001');
    const moved = movedLast((await site.plans.plan('HK-P001'))!);
    expect(moved?.p80Days).toBeGreaterThan(0);
    expect(words).toContain(
      `The forecast last moved on 16 November 2026. P50 came ${moved?.p50Days} days later. P80 came ${moved?.p80Days} days later. What was new:`,
    );
    const [, reasons = ''] = html.match(/<ul class="reasons">(.*?)<\/ul>/s) ?? [];
    expect(reasons).toContain('href="/en/approvals/SZ-K003"');
    expect(reasons).toContain('The levels are missing.');
    expect(reasons).toContain('<q>Planning permit of the approach bridge</q>');
    expect(reasons).toContain(`/en/verify?entry=${moved?.because[0]?.place.leaf}`);
  });

  it('says that it moved earlier once the applicant has answered', async () => {
    const { words, site } = await read('/en/projects/HK-P001', 'answered');
    const moved = movedLast((await site.plans.plan('HK-P001'))!);
    expect(words).toContain(
      `The forecast last moved on 23 November 2026. P50 came ${-moved!.p50Days} days earlier. P80 came ${-moved!.p80Days} days earlier. What was new:`,
    );
  });

  it('says that only time has passed where nothing is new', async () => {
    const { words } = await read('/en/projects/HK-P001', 'waited');
    expect(words).toMatch(
      /moved on 28 December 2026\. P50 .*? P80 .*? Nothing was new but the day/,
    );
    expect(words).not.toContain('What was new:');
  });

  it('says that the rules have changed where the same day has another forecast of the same records', async () => {
    const site = createSite();
    const plan = (await site.plans.plan('HK-P001'))!;
    const [record] = plan.records.forecasts;
    const last = record!.state.makes.at(-1)!;
    const other = { ...last, p80: '2030-01-01T09:00', inputsHash: 'b'.repeat(64) };
    const forecasts = [
      { ...record!, state: { ...record!.state, makes: [...record!.state.makes, other] } },
    ];
    const records = { ...plan.records, forecasts };
    const plans = { ...site.plans, plan: async () => ({ ...plan, records }) };
    const response = await createPages({ ...site, plans }).request(
      'http://node.test/en/projects/HK-P001',
    );
    expect(await response.text()).toContain(
      'No record was new: the rules of the computation have changed.',
    );
  });

  it('says of a forecast that is the only one that it is the first', async () => {
    const { words } = await read('/en/projects/HK-P001', 'unforecast');
    expect(words).toContain('This is the first forecast.');
  });

  it('tells the quantile that did not move from the one that did, and the outcome of a decision', async () => {
    const site = createSite();
    const plan = (await site.plans.plan('HK-P001'))!;
    const [record] = plan.records.forecasts;
    const make = record!.state.makes.at(-1)!;
    const days = { p50: '2026-01-01T09:00', p80: '2026-02-01T09:00' };
    const before = { ...make, ...days, heads: make.heads.slice(1), inputsHash: 'a'.repeat(64) };
    const after = {
      ...make,
      ...days,
      p80: '2026-02-02T09:00',
      inputsHash: plan.computed!.inputsHash,
    };
    const state = { ...record!.state, makes: [before, after] };
    const [{ leaf }] = make.heads as [(typeof make.heads)[0]];
    const [line] = [...plan.records.lines.values()];
    const statement = { ...line!.statement, schema: 'approval-case/1', act: 'decide' };
    const decided = { ...statement, about: 'SZ-K007', outcome: 'refused' };
    const lines = new Map([[leaf, { ...line!, statement: decided }]]);
    const records = { ...plan.records, lines, forecasts: [{ ...record!, state }] };
    const plans = { ...site.plans, plan: async () => ({ ...plan, records }) };
    const response = await createPages({ ...site, plans }).request(
      'http://node.test/en/projects/HK-P001',
    );
    const text = await response.text();
    expect(text).toContain('P50 did not move. P80 came 1 day later. What was new:');
    expect(text).toMatch(/SZ-K007<\/a><\/span> <q>Construction permit<\/q> Refused/);
  });

  it('says what was announced once the day has passed: that nothing since confirms it', async () => {
    const site = createSite();
    const record = (await site.queries.record('project', 'SZ-P002'))!;
    const openOn = async (on: string) => {
      const opened = [{ mode: 'passengers', on, said: { on: '2026-10-09' }, place: {} }];
      const one = { ...record, state: { ...record.state, opened } };
      const queries = { ...site.queries, record: async () => one } as never;
      const pages = createPages({ ...site, queries });
      const response = await pages.request('http://node.test/en/projects/SZ-P002');
      return (await response.text()).replace(/<[^>]+>/g, '');
    };
    expect(await openOn('2026-10-12')).toContain(
      'Said (9 October 2026) to open for passengers on 12 October 2026; nothing on record is of that day or later.',
    );
    expect(await openOn('2026-12-01')).toContain(
      'Announced to open for passengers on 1 December 2026.',
    );
    expect(await openOn('2026-10-09')).toContain('Open for passengers since 9 October 2026.');
  });

  it('says that it had no record by a day before the first, with a way to today: web.project.then.unknown', async () => {
    const { status, html, words } = await read('/en/projects/HK-P001?asof=2020-01-01');
    expect(status).toBe(404);
    expect(words).toContain('Nothing of project HK-P001 was on record as of 1 January 2020.');
    expect(html).toContain('<a href="/en/projects/HK-P001">Back to today</a>');
  });

  it('says of a day that has not come that it follows from what is on record today', async () => {
    const sentence = 'That day has not come: the page follows from what is on record today.';
    expect((await read('/en/projects/HK-P001?asof=2026-11-25')).words).toContain(sentence);
    for (const day of ['2026-11-24', '2026', '2026-11']) {
      expect((await read(`/en/projects/HK-P001?asof=${day}`)).words).not.toContain(sentence);
    }
  });

  it('quotes for another day the newest forecast on record by then, or says that there was none', async () => {
    const site = createSite();
    const [record] = await site.queries.records('forecast');
    const first = record!.state.makes[0]!;
    const then = await read('/en/projects/HK-P001?asof=2026-11-12');
    expect(then.words).toContain(
      `The newest forecast on record by then, of ${day(first.dataDate)}: ${day(first.p50.slice(0, 10))} (P50), ${day(first.p80.slice(0, 10))} (P80).`,
    );
    expect(then.html).toContain(`/en/verify?entry=${first.place.leaf}`);
    expect(then.words).not.toContain('last moved');
    const before = await read('/en/projects/HK-P001?asof=2026-11-08');
    expect(before.words).toContain('No forecast had been made by then.');
  });

  it('says what is open since when, and forecasts nothing that is over', async () => {
    const { words } = await read('/en/projects/SZ-P002');
    expect(words).toContain(
      'Open for goods since 26 August 2020. Open for ferries since 6 February 2023.',
    );
    expect(words).not.toMatch(/P80|even odds|To note about/);
    expect((await read('/zh-hant/projects/SZ-P002')).words).toContain('起開通。ferries自');
  });

  it('says that there is none where nothing can be scheduled', async () => {
    expect((await read('/en/projects/HK-P004')).words).toContain('There is no forecast');
  });
});

describe('what is to be noted', () => {
  it('tells each kind of trouble of the schedule, in words, with what it is about', async () => {
    const { html, words } = await read('/en/projects/HK-P001');
    for (const sentence of [
      'has not arrived here or cannot be read; the one before is used: HK-P002',
      'This part has no schedule yet: HK-P003',
      'schedule is more than 30 days old: HK-P002',
      'Refused: the approval is counted as if it had to be applied for again: HK-K001',
      'Withdrawn: the approval is counted as if it had to be applied for again: HK-K002',
      'Two cases stand for one activity; the first is scheduled: HK-K003 HK-K004',
      'is not in the schedule: HK-K005 HK-P002/B99',
      'as if it ended on the data date: SZ-K004',
      'it is drawn, not scheduled: HK-R004',
      'Accepted links close a cycle',
    ]) {
      expect(words).toContain(sentence);
    }
    expect(html).toContain('<a class="record-id" href="/en/approvals/HK-R004">');
  });

  it('names what has outlasted its estimate, with its case: project.beyond-experience', async () => {
    const { html, site } = await read('/en/projects/HK-P001');
    const forecast = (await site.plans.plan('HK-P001'))?.computed?.forecast;
    expect(forecast?.beyondExperience).toEqual(['SZ-P001/A50']);
    expect(html).toMatch(
      /already lasted longer than its estimate; the forecast of it is a guess: <a href="\/en\/approvals\/SZ-K005">Road opening<\/a>/,
    );
  });

  it('names what reaches into years whose holidays are not announced: project.provisional', async () => {
    const { words, site } = await read('/en/projects/HK-P001');
    const computed = (await site.plans.plan('HK-P001'))?.computed;
    expect(computed?.provisional.length).toBeGreaterThan(0);
    for (const id of computed?.provisional ?? []) {
      const at = computed?.activities.find(({ activity }) => activity.id === id);
      expect(minuteToText(at!.earlyFinish) > '2027', id).toBe(true);
    }
    expect(words).toContain('Holidays of the years that these reach into are not announced yet');
  });

  it('names links that hold nothing back by their activities', async () => {
    const { words } = await read('/en/projects/HK-P001');
    expect(words).toContain(
      'Link HK-L003 from Night works to “Inspection equipment” is proposed by Hong Kong and not accepted'.replaceAll(
        /[“”]/g,
        '',
      ),
    );
    expect(words).toMatch(/Link HK-L003 .*? Not signed yet by Hong Kong and Shenzhen\./);
    expect(words).toContain('Link SZ-L001 of Shenzhen, from – to');
    expect(words).toContain('is suspended: it lies in a cycle.');
  });

  it('quotes why a schedule cannot be computed', async () => {
    const site = createSite();
    const plan = (await site.plans.plan('HK-P001'))!;
    const { computed: _, ...bare } = plan;
    const problems = [{ code: 'plan.cycle', message: 'A -> B -> A', path: '' }] as never;
    const plans = { ...site.plans, plan: async () => ({ ...bare, problems }) };
    const response = await createPages({ ...site, plans }).request(
      'http://node.test/zh-hans/projects/HK-P001',
    );
    expect(await response.text()).toContain('<span lang="en">A -&gt; B -&gt; A</span>');
  });
});

describe('the page of a project', () => {
  it('lists its sections, each of which is there', async () => {
    const { html } = await read('/zh-hant/projects/HK-P001');
    const [, nav = ''] = html.match(/<nav class="contents".*?<ul>(.*?)<\/ul>/s) ?? [];
    const ids = [...nav.matchAll(/href="#([a-z]+)"/g)].map((match) => match[1]);
    expect(ids).toEqual(
      'schedule baseline issues approvals ranking mechanisms finish slip flow money returns earned contracts changes check history'.split(
        ' ',
      ),
    );
    for (const id of ids) expect(html).toContain(`<h2 id="${id}"`);
  });

  it('shows each case on the side of its authority, with days that are never added up', async () => {
    const { html, words } = await read('/en/projects/HK-P001');
    const [, left = '', right = ''] =
      html.match(
        /<div class="spine spine-wide"><div class="left">(.*?)<div class="right">(.*?)<\/section>/s,
      ) ?? [];
    expect(left).toContain('id="HK-K001"');
    expect(left).not.toContain('id="SZ-K001"');
    expect(right).toContain('id="SZ-K001"');
    expect(right).toContain('id="HK-R003"');
    expect(words).toContain('Since 16 November 2026: Drawings of the bridge, revised');
    expect(words).toMatch(/Days: \d+ with the authority, \d+ with the applicant, \d+ excluded\./);
    expect(words).toMatch(/Days: \d+ with the authority, \d+ excluded\./);
  });

  it('marks a section of sample records once, and single ones where others are real', async () => {
    const { html } = await read('/en/projects/HK-P001');
    const section = (id: string) =>
      html.match(new RegExp(`<section[^>]*aria-labelledby="${id}".*?</section>`, 's'))?.[0] ?? '';
    expect(section('approvals').match(/class="sample"/g)).toHaveLength(1);
    // Four amounts, and at each the sample rate of two.
    expect(section('money').match(/class="sample"/g)).toHaveLength(8);
    for (const id of ['schedule', 'ranking', 'finish', 'check']) {
      expect(section(id), id).toContain('class="sample"');
    }
  });

  it('says which two changes are worth more together, each two records once, and leads to trying both', async () => {
    const { html, words } = await read('/en/projects/HK-P001');
    const [table = ''] = html.match(/<h3 id="pairs">.*?<\/table>/s) ?? [];
    const rows = [...table.matchAll(/<tr>\s*<th scope="row"><a href="([^"]+)">/g)].map(
      ([, href = '']) => href.replaceAll('&amp;', '&'),
    );
    expect(rows[0]).toBe('/en/projects/HK-P001/what-if?answer.SZ-K003=on&recognised.SZ-K002=on');
    expect(rows.filter((row) => row.includes('SZ-K002') && row.includes('SZ-K003'))).toHaveLength(
      1,
    );
    expect(words).toContain('Worth more together');
    const found = await (
      await createPages(createSite()).request(`http://node.test${rows[0]}`)
    ).text();
    expect(found).toMatch(/P50/);
  });

  it('of a part leads to the whole, where plan and forecast stand', async () => {
    const { words, html } = await read('/en/projects/SZ-P001');
    expect(words).toContain('This is one side’s part of HK-P001.');
    expect(html).toContain('href="/en/projects/HK-P001"');
    expect(html).toContain('<a href="/en/projects/HK-P001#schedule">joint schedule</a>');
    const [own = ''] = html.match(/<h2 id="approvals">.*?<\/section>/s) ?? [];
    expect([...own.matchAll(/<li class="case" id="([^"]+)"/g)].map(([, id]) => id)).toEqual(
      expect.arrayContaining(['SZ-K001', 'SZ-K007', 'HK-R003']),
    );
    expect(own).not.toContain('HK-K001');
    expect(html).not.toContain('id="schedule"');
    expect(words).toContain('920 million yuan');
  });

  it('says nothing of the status of a part that has none', async () => {
    const { html } = await read('/en/projects/HK-P001');
    expect(html).not.toMatch(/<p>\s*<\/p>/);
  });

  it('shades in a flow the closures of what is counted, none after that has opened', async () => {
    const site = createSite();
    const crossings = await site.queries.records('crossing');
    const projects = await site.queries.records('project');
    const [crossing] = crossings;
    const why = { en: 'Works' };
    const closures = [
      { modes: ['passengers'], from: '2026-03-01', cause: 'works', why },
      { modes: ['goods'], from: '2026-04-01', cause: 'works', why: { en: 'Only goods' } },
    ];
    const sides = [{ party: 'hong-kong', opened: [], closures }];
    const closed = { ...crossing!, state: { ...crossing!.state, sides } };
    const opened = [{ mode: 'passengers', on: '2026-06-01', place: {} }];
    const open = projects.map((one) =>
      one.id === 'SZ-P001' ? { ...one, state: { ...one.state, opened } } : one,
    );
    const records = async (kind: string, when: object) => {
      if (kind === 'crossing') return [closed];
      return kind === 'project' ? open : site.queries.records(kind as 'link', when);
    };
    const queries = { ...site.queries, records } as never;
    const pages = createPages({ ...site, queries });
    const response = await pages.request('http://node.test/en/projects/HK-P001');
    const text = (await response.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(text).toContain('Closed: Works 1 March 2026 to 31 May 2026');
    expect(text).not.toContain('Only goods');
    const lorries = text.slice(text.lastIndexOf('Measured for'));
    expect(lorries).not.toContain('Works 1 March');
  });

  it('shows each amount in its own currency, also as it was stated in another', async () => {
    const { html, words } = await read('/en/projects/HK-P001');
    expect(words).toContain('about 1.58 billion Hong Kong dollars');
    expect(words).toContain('also stated as about 203 million US dollars');
    expect(html).toContain('<data value="1580000000"');
    expect(words).toMatch(/January 2025 to October 2026/);
    expect(words).toContain('Said in 2025 by Government news service.');
    expect(words).toContain('33% faster: ');
    expect(words).not.toMatch(/± 0 days|\d %/);
    expect(words).not.toMatch(/2\.5 billion/);
  });

  it('shows what the parties proposed to make shorter, and which saying is disputed', async () => {
    const { words, html } = await read('/en/projects/HK-P001');
    expect(words).toContain(
      'Ten-day decisions Permit for works (sample) SZ-PR001: at most 10 days',
    );
    expect(html).toMatch(/id="HK-M001">.*?Proposed/s);
    expect(words).toContain(
      'Shenzhen disputes what was said in May 2024: That was said of the road.',
    );
  });

  it('says whose signature a mechanism lacks, and once it is agreed which procedures name it', async () => {
    const { html } = await read('/en/projects/HK-P001');
    expect(html).toMatch(/id="HK-M001">.*?Not signed yet by Hong Kong and Shenzhen\./s);
    const site = createSite();
    const [mechanism] = await site.queries.records('mechanism');
    const state = { ...mechanism!.state, standing: 'agreed', joint: { texts: [] } };
    const procedures = (await site.queries.records('procedure')).map((one) => one);
    const agreed = async (isNamed: boolean) => {
      const named = procedures.map((one) => {
        const versions = one.state.versions.map((version) => ({
          ...version,
          ...(isNamed ? { mechanism: 'HK-M001', validFrom: '2026-12-01' } : {}),
        }));
        return { ...one, state: { ...one.state, versions } };
      });
      const records = async (kind: string, when: object) => {
        if (kind === 'mechanism') return [{ ...mechanism!, state }];
        return kind === 'procedure' ? named : site.queries.records(kind as 'link', when);
      };
      const queries = { ...site.queries, records } as never;
      const pages = createPages({ ...site, queries });
      const response = await pages.request('http://node.test/en/projects/HK-P001');
      return (await response.text()).replace(/<[^>]+>/g, '');
    };
    const without = await agreed(false);
    expect(without).toContain('It takes effect only where the procedure of each side names it:');
    expect(without).toContain('SZ-PR001: no version names it yet.');
    expect(await agreed(true)).toContain('SZ-PR001: names it from 1 December 2026 on.');
  });

  it('says how to compute it again, and lists forecasts apart from those made in hindsight', async () => {
    const { html, words, site } = await read('/en/projects/HK-P001');
    const computed = (await site.plans.plan('HK-P001'))?.computed;
    expect(html).toContain('href="/plan/HK-P001/inputs.json" download="HK-P001-inputs.json"');
    expect(words).toContain(
      `npx --no-install comity plan forecast PATH/HK-P001-inputs.json --runs ${computed?.runs} --seed ${computed?.seed} --json`,
    );
    expect(words).toContain('In the folder of your own copy of Comity, run this command');
    expect(html).not.toContain('npx comity');
    const [record] = await site.queries.records('forecast');
    const { makes, backcasts } = record!.state;
    expect([makes.length, backcasts.length]).toEqual([2, 1]);
    const section = html.slice(html.indexOf('<h2 id="check"'));
    const at = section.indexOf('<h3>As it would have stood then');
    const [before, after] = [section.slice(0, at), section.slice(at)];
    for (const make of makes) expect(before).toContain(make.inputsHash.slice(0, 12));
    expect(before).not.toContain(backcasts[0]!.inputsHash.slice(0, 12));
    expect(after).toContain(backcasts[0]!.inputsHash.slice(0, 12));
    expect(words).toContain('Nobody made this forecast then');
  });

  it('gives each forecast on record its published inputs, its command and when it was recorded', async () => {
    const { html, words, site } = await read('/en/projects/HK-P001');
    const [record] = await site.queries.records('forecast');
    const { makes, backcasts } = record!.state;
    for (const { inputs, runs, seed } of [...makes, ...backcasts]) {
      const file = `HK-P001-inputs-${inputs.hash.slice(0, 12)}.json`;
      expect(html).toContain(
        `<a href="/plan/HK-P001/inputs/${inputs.hash}.json" download="${file}">`,
      );
      expect(words).toContain(
        `npx --no-install comity plan forecast PATH/${file} --runs ${runs} --seed ${seed} --json`,
      );
    }
    expect(html).toContain(`<time datetime="${makes[0]!.place.at}">`);
  });

  it('as of another day offers the inputs of the forecast on record by then, not those of today', async () => {
    const { html, site } = await read('/en/projects/HK-P001?asof=2026-11-12');
    const [record] = await site.queries.records('forecast');
    const [first, last] = record!.state.makes;
    expect(html).not.toContain('/plan/HK-P001/inputs.json');
    expect(html).toContain(`href="/plan/HK-P001/inputs/${first!.inputs.hash}.json"`);
    expect(html).toContain(`<code>${first!.inputsHash}</code>`);
    expect(html).not.toContain(last!.inputsHash);
    const before = await read('/en/projects/HK-P001?asof=2026-11-08');
    expect(before.html).not.toMatch(/inputs\.json|plan forecast/);
  });

  it('puts forecasts that name the same days into one row', async () => {
    const site = createSite();
    const forecasts = await site.queries.records('forecast');
    const record = forecasts[0]!;
    const last = record.state.makes.at(-1)!;
    const later = ['2026-11-18', '2026-11-19'].map((dataDate, i) => {
      const hash = `${i}`.repeat(64);
      return { ...last, dataDate, inputsHash: hash, inputs: { ...last.inputs, hash } };
    });
    const state = { ...record.state, makes: [...record.state.makes, ...later] };
    const records = async (kind: string, when: object) => {
      return kind === 'forecast'
        ? [{ ...record, state }]
        : site.queries.records(kind as 'link', when);
    };
    const queries = { ...site.queries, records: records as typeof site.queries.records };
    const response = await createPages({ ...site, queries }).request(
      'http://node.test/en/projects/HK-P001',
    );
    const text = await response.text();
    const table = text.slice(
      text.indexOf('<h3>Forecasts on record'),
      text.indexOf('<h3>As it would'),
    );
    expect(table.match(/<th scope="row">/g)).toHaveLength(2);
    expect(table.replace(/<[^>]+>/g, '')).toContain(
      'Unchanged until 19 November 2026, 3 forecasts',
    );
    for (const { inputs } of later) expect(table).toContain(`/inputs/${inputs.hash}.json`);
  });
});
