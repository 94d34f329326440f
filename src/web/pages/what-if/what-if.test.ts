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
    readonly rows: readonly { quantile: string; now: string; after: string; days: number }[];
  };
}

describe('what-if.json', () => {
  it('moves nothing while nothing is tried', async () => {
    const { verdict, rows } = await ask('');
    expect(verdict).toBe('The date does not move.');
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

  it('moves nothing for an approval that holds nothing back, or is no longer open', async () => {
    for (const query of ['?faster.SZ-K005=90', '?faster.SZ-K007=90']) {
      expect((await ask(query)).verdict, query).toBe('The date does not move.');
    }
  });

  it('has no answer for bad numbers, unknown projects, and parts', async () => {
    for (const address of [
      `${path}.json?faster.SZ-K001=100`,
      '/en/projects/HK-P999/what-if.json',
      '/en/projects/SZ-P001/what-if.json',
    ]) {
      expect((await get(address)).status, address).toBe(404);
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
    expect(text).not.toContain('Propose it');
  });

  it('hands out the file of a proposal that names the procedures and is sample as they are', async () => {
    const { text } = await get(`${path}?faster.SZ-K001=33&limit.SZ-K002=5`);
    const [, file = ''] =
      text.match(/<pre class="command" tabindex="0"><code>(\{.*?)<\/code>/s) ?? [];
    const proposal = JSON.parse(file.replaceAll('&quot;', '"')) as Record<string, unknown>;
    expect(proposal).toMatchObject({
      sample: true,
      content: {
        project: 'HK-P001',
        changes: [
          { procedure: 'SZ-PR001', percent: 33 },
          { procedure: 'SZ-PR001', limit: 5 },
        ],
      },
      signatories: [{ party: 'hong-kong' }, { party: 'shenzhen' }],
    });
  });

  it.each([
    ['en', 'Expected a whole number from 0 to 95 for SZ-K001'],
    ['zh-hant', 'SZ-K001應填0至95的整數'],
    ['zh-hans', 'SZ-K001应填0至95的整数'],
  ])('refuses a bad number with a page of words in %s', async (language, words) => {
    const { status, text } = await get(
      `/${language}/projects/HK-P001/what-if?faster.SZ-K001=%3Cb%3E`,
    );
    expect(status).toBe(400);
    expect(text).toContain('<code>web.what-if.not-a-number</code>');
    expect(text).toContain('&lt;b&gt;');
    expect(text).toContain(words);
  });

  it('says so where a project has no forecast', async () => {
    const { status, text } = await get('/en/projects/HK-P004/what-if');
    expect(status).toBe(200);
    expect(text).toContain('Nothing can be computed here');
    expect(text).toContain('No approval of this project is open.');
  });
});
