// The what-if page and the answer that its script asks for, over the plan of the fixture.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const site = createSite();
const pages = createPages(site);
const path = '/en/projects/HK-P001/what-if';

async function get(address: string) {
  const response = await pages.request(`http://node.test${address}`);
  return { status: response.status, text: await response.text() };
}

async function ask(query: string) {
  const response = await pages.request(`http://node.test${path}.json${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as {
    readonly verdict: string;
    readonly notes: readonly string[];
    readonly proposal?: {
      readonly file?: string;
      readonly none?: string;
      readonly effect?: string;
    };
    readonly rows: readonly { quantile: string; now: string; after: string; days: number }[];
  };
}

describe('what-if.json', () => {
  it('moves nothing while nothing is tried', async () => {
    const { verdict, rows } = await ask('');
    expect(verdict).toBe('Nothing is tried yet.');
    expect(rows.map(({ quantile }) => quantile)).toEqual(['p10', 'p50', 'p80', 'p90']);
    for (const { now, after, days } of rows) expect([after, days]).toEqual([now, 0]);
  });

  it('says by how many days the answer of the applicant brings the date forward', async () => {
    const { verdict, rows } = await ask('?answer.SZ-K003=on');
    const p80 = rows.find(({ quantile }) => quantile === 'p80');
    expect(p80?.days).toBeGreaterThan(7);
    expect(verdict).toBe(`P80 comes ${p80?.days} days earlier: ${p80?.after}.`);
    expect(Date.parse(`${p80?.now} UTC`) - Date.parse(`${p80?.after} UTC`)).toBe(
      (p80?.days ?? 0) * 86_400_000,
    );
  });

  it('moves nothing for an approval that holds nothing back', async () => {
    const { verdict, notes } = await ask('?faster.SZ-K005=90');
    expect([verdict, notes]).toEqual(['The date does not move.', []]);
  });

  it('names what cannot be tried: another project’s, closed, not waiting, recognised already', async () => {
    const { verdict, notes } = await ask('?faster.SZ-K007=90&faster.HK-K999=5&answer.SZ-K001=on');
    expect(verdict).toBe('Nothing is tried yet.');
    expect(notes).toEqual([
      'HK-K999 is no approval of this project: nothing is tried on it.',
      'SZ-K001 does not wait for its applicant: an answer changes nothing there.',
      'SZ-K007 is not open in the schedule: nothing is tried on it.',
    ]);
    const { notes: others } = await ask('?recognised.SZ-K001=on&limit.SZ-K001=5');
    expect(others).toEqual([
      'SZ-K001 counts as recognised: the other changes to it are not tried.',
    ]);
  });

  it('says in words what is wrong with numbers, with status 400, and computes nothing of them', async () => {
    const { status, text } = await get(`${path}.json?faster.SZ-K001=100&limit.SZ-K002=x`);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({
      verdict: 'Nothing was computed: a value below cannot be used.',
      faults: [
        {
          field: 'faster.SZ-K001',
          words: 'Expected a whole number from 0 to 95 for SZ-K001, got “100”.',
        },
        {
          field: 'limit.SZ-K002',
          words: 'Expected a whole number from 0 to 2,000 for SZ-K002, got “x”.',
        },
      ],
    });
  });

  it('has no answer for unknown projects and parts', async () => {
    for (const id of ['HK-P999', 'SZ-P001']) {
      expect((await get(`/en/projects/${id}/what-if.json`)).status, id).toBe(404);
    }
  });

  it('offers a proposal whose title is the effect of the file: on every approval under its procedures', async () => {
    const tried = await ask('?limit.SZ-K003=3');
    const plan = (await site.plans.plan('HK-P001'))!;
    const under = plan.network.activities.flatMap((one) =>
      one.kind === 'approval' && one.case?.state.procedure === 'SZ-PR001' ? [one.case.id] : [],
    );
    expect(under.length).toBeGreaterThan(1);
    const held = await ask(`?${under.map((id) => `limit.${id}=3`).join('&')}`);
    const days = held.rows.find(({ quantile }) => quantile === 'p80')?.days ?? 0;
    const { content } = JSON.parse(tried.proposal?.file ?? '{}');
    expect(content.changes).toEqual([{ procedure: 'SZ-PR001', limit: 3 }]);
    expect(content.title.en).toBe(
      days > 0
        ? `Shorter approvals for HK-P001, P80 ${days} days earlier`
        : 'Shorter approvals for HK-P001',
    );
    expect(tried.proposal?.effect).toContain(
      held.rows.find(({ quantile }) => quantile === 'p80')?.after,
    );
  });

  it.each([
    ['?limit.SZ-K001=5&recognised.SZ-K004=on', 'an answer or a recognition is tried as well'],
    ['?limit.SZ-K001=5&answer.SZ-K003=on', 'an answer or a recognition is tried as well'],
    ['?answer.SZ-K003=on', 'an answer or a recognition is tried as well'],
    ['?limit.SZ-K001=5&faster.SZ-K001=20', 'a procedure takes one change'],
    ['?limit.SZ-K001=5&limit.SZ-K002=6', 'a procedure takes one change'],
    ['?limit.SZ-K001=0', 'has at least one day'],
  ])('offers none for %s, and says why', async (query, words) => {
    const { proposal } = await ask(query);
    expect(proposal?.none).toContain(words);
    expect(proposal?.file).toBeUndefined();
    const { text } = await get(`${path}${query}`);
    expect(text).toContain(proposal?.none);
  });

  it('offers none where nothing is tried or an approval is closed', async () => {
    for (const query of ['', '?limit.SZ-K007=5', '?faster.SZ-K001=0']) {
      expect((await ask(query)).proposal, query).toBeUndefined();
    }
  });
});

describe('the what-if page', () => {
  it('shows the same answer as what-if.json, and the form as it was filled', async () => {
    const query = '?faster.SZ-K001=33&limit.SZ-K002=5&recognised.SZ-K004=on&answer.SZ-K003=on';
    const [{ text }, answer] = await Promise.all([get(`${path}${query}`), ask(query)]);
    expect(text).toContain(answer.verdict);
    for (const { after, days } of answer.rows) {
      expect(text).toContain(`<td data-then>${after}</td>`);
      expect(text).toContain(`data-days>${days}</td>`);
    }
    expect(text).toMatch(/name="faster\.SZ-K001"[^>]* value="33"/);
    expect(text).toMatch(/name="limit\.SZ-K002"[^>]* value="5"/);
    expect(text).toMatch(/name="recognised\.SZ-K004" value="on" checked/);
    expect(text).toMatch(/name="answer\.SZ-K003" value="on" checked/);
    expect(text).not.toMatch(/name="recognised\.SZ-K001" value="on" checked/);
  });

  it('offers an answer only where the applicant has the papers, and no field for what is over', async () => {
    const { text } = await get(path);
    expect(text.match(/name="answer\.[^"]+"/g)).toEqual(['name="answer.SZ-K003"']);
    expect(text).not.toContain('name="faster.SZ-K007"');
    expect(text).toContain('<section id="what-if-propose" aria-labelledby="propose" hidden>');
  });

  it('hands out the file of a proposal that names the procedure and is sample as it is', async () => {
    const { text } = await get(`${path}?faster.SZ-K001=33`);
    const [, file = ''] = text.match(/<code data-file>(\{.*?)<\/code>/s) ?? [];
    const proposal = JSON.parse(file.replaceAll('&quot;', '"')) as Record<string, unknown>;
    expect(proposal).toMatchObject({
      sample: true,
      content: { project: 'HK-P001', changes: [{ procedure: 'SZ-PR001', percent: 33 }] },
      signatories: [{ party: 'hong-kong' }, { party: 'shenzhen' }],
    });
    expect(text).toContain(
      '<code>npx --no-install comity mechanism propose --file PATH/mechanism.json</code>',
    );
  });

  it.each([
    ['en', 'Expected a whole number from 0 to 95 for SZ-K001'],
    ['zh-hant', 'SZ-K001應填0至95的整數'],
    ['zh-hans', 'SZ-K001应填0至95的整数'],
  ])(
    'marks a bad number on the form in words in %s: web.what-if.not-a-number',
    async (language, words) => {
      const { status, text } = await get(
        `/${language}/projects/HK-P001/what-if?faster.SZ-K001=%3Cb%3E&limit.SZ-K002=7&limit.SZ-K999=x`,
      );
      expect(status).toBe(400);
      expect(text).toContain('<code>web.what-if.not-a-number</code>');
      expect(text).toContain(`<a href="#faster.SZ-K001">${words}`);
      expect(text).toMatch(/<li>[^<]*SZ-K999/);
      expect(text).toMatch(
        /name="faster\.SZ-K001"[^>]* value="&lt;b&gt;" aria-invalid="true" aria-describedby="faster\.SZ-K001-fault"/,
      );
      expect(text).toMatch(/<p class="fault" id="faster\.SZ-K001-fault" data-fault>[^<]+/);
      expect(text).toMatch(/name="limit\.SZ-K002"[^>]* value="7"/);
      expect(text.match(/aria-invalid/g)).toHaveLength(1);
    },
  );

  it('says so where a project has no forecast', async () => {
    const { status, text } = await get('/en/projects/HK-P004/what-if');
    expect(status).toBe(200);
    expect(text).toContain('Nothing can be computed here');
    expect(text).toContain('No approval of this project is open.');
  });
});
