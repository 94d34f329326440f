// The pages of approvals: in which order they wait, why each date is what it is, and whose word it is.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

async function read(path: string) {
  const response = await pages.request(`http://node.test${path}`);
  const html = await response.text();
  const main = html.slice(html.indexOf('<main'), html.indexOf('</main>'));
  const words = main.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
  return { html: main, words };
}

describe('why this date', () => {
  it('counts each working day to the due one, and says why the others do not count', async () => {
    const { html } = await read('/en/approvals/SZ-K006');
    const [, rows = ''] =
      html.match(/Every day of the period “Decision”.*?<tbody>(.*?)<\/tbody>/s) ?? [];
    const days = [
      ...rows.matchAll(
        /<tr.*?datetime="([^"]+)".*?<td class="number">(?:<span[^>]*>)?([^<]*).*?<td>(.*?)<\/td>/gs,
      ),
    ].map(([, day, count, why = '']) => [
      day,
      count,
      why
        .replace(/<[^>]+>/g, '')
        .trim()
        .replace(/\s+/g, ' '),
    ]);
    expect(days[0]).toEqual(['2026-09-09', '–', 'Not counted: the day of the event']);
    expect(days).toContainEqual(['2026-09-10', '1', 'Counted: working day']);
    expect(days).toContainEqual(['2026-09-13', '–', 'Not counted: day of rest']);
    expect(days).toContainEqual(['2026-10-01', '–', 'Not counted: holiday (National Day)']);
    const due = days.find(([, count]) => count === '20');
    expect(due?.[0]).toBe('2026-10-13');
    expect(due?.[2]).toContain('The period ends at the end of this day.');
    expect(rows.match(/class="due"/g)).toHaveLength(1);
  });

  it('names an exception on record, which is sample', async () => {
    const { html } = await read('/en/approvals/SZ-K004');
    expect(html).toMatch(
      /2026-10-28.*?Exception on record \(gale warning\).*?<span class="sample">/s,
    );
  });

  it('says what the days of a stop and of a referral were', async () => {
    const { words } = await read('/en/approvals/SZ-K007');
    expect(words).toContain('Not counted: waiting for the applicant');
    expect(words).toContain('Not counted: hearing, inspection or the like (expert review)');
  });
});

describe('a clock', () => {
  it('shows the date that the authority states beside the computed one', async () => {
    const { words } = await read('/en/approvals/SZ-K002');
    expect(words).toContain('Due on 26 November 2026; 2 counted days left.');
    expect(words).toContain(
      'The two dates differ The authority states 4 December 2026, 8 days later (Notice of promised periods, Item 7).',
    );
    expect(words).toContain(
      'Due on 26 November 2026. The authority itself states 4 December 2026 (Notice of promised periods, Item 7).',
    );
  });

  it('names its law once with all articles that are found at one address', async () => {
    const { html } = await read('/en/approvals/SZ-K002');
    expect(html).toContain('href="https://law.invalid/42"');
    expect(html).toContain('>Administrative Licensing Law, Article 42</a>');
    expect(html).toContain('<cite>Administrative Licensing Law, Article 82</cite>');
  });

  it.each([
    ['SZ-K001', 'No clock runs: the application has not been filed.'],
    ['SZ-K002', 'It starts when what comes before it is done.'],
    ['SZ-K003', 'Stopped with 8 days left; due on 4 December 2026 if the answer came today.'],
    ['SZ-K005', 'Overdue'],
    ['SZ-K006', 'Ended on 22 October 2026, 9 days after the due date 13 October 2026.'],
    ['HK-K003', 'The period ran out; by law this counts from 11 September 2026.'],
    ['HK-K006', 'The clocks cannot be read: a procedure or a calendar'],
    ['SZ-K008', 'No clock runs: the procedure names no statutory period.'],
  ])('of %s says: %s', async (id, sentence) => {
    expect((await read(`/en/approvals/${id}`)).words).toContain(sentence);
  });

  it('is read on the day asked', async () => {
    const then = await read('/en/approvals/SZ-K003?asof=2026-11-10');
    expect(then.words).toContain('The authority has to act');
    expect(then.words).not.toContain('Waiting for the applicant');
  });
});

describe('the page of a case', () => {
  it('tells what happened: why, what was asked for, what kind of referral to whom, the outcome', async () => {
    const { html, words } = await read('/en/approvals/SZ-K007');
    expect(html.match(/<ol class="events">.*?<\/ol>/s)?.[0].match(/<li>/g)).toHaveLength(9);
    expect(words).toContain(
      'Information requested The plan did not show the escape routes. Drawings of the bridge, revised',
    );
    expect(words).toContain('Sent to a hearing or review expert review Panel of experts (sample)');
    expect(words).toContain('Hearing or review ended expert review');
    expect(words).toContain('Decided Approved');
    expect((await read('/en/approvals/HK-K001')).words).toContain('Decided Refused');
    expect((await read('/en/approvals/SZ-K005')).words).toContain('Time extended by 10 days');
  });

  it('says whose word a report is, and that it is disputed', async () => {
    expect((await read('/en/approvals/HK-R003')).words).toContain(
      'As reported by Hong Kong, not confirmed by Shenzhen',
    );
    expect((await read('/en/approvals/HK-R004')).words).toContain(
      'Reported by Hong Kong, disputed by Shenzhen',
    );
  });
});

describe('the list of approvals', () => {
  it('puts what waits first, the nearest due date at its head, and what is over last', async () => {
    const { html, words } = await read('/en/approvals');
    const ids = [...html.matchAll(/<p class="row-id">([^<]+)</g)].map((match) => match[1]);
    expect(ids.slice(0, 3)).toEqual(['SZ-K005', 'SZ-K002', 'HK-R003']);
    expect(ids.indexOf('SZ-K001')).toBeGreaterThan(ids.indexOf('SZ-K003'));
    expect(ids.indexOf('SZ-K007')).toBeGreaterThan(ids.indexOf('SZ-K001'));
    expect(new Set(ids).size).toBe(16);
    expect(words).toContain('8 under way');
  });

  it('gives each standing its own word', async () => {
    const { words } = await read('/en/approvals');
    for (const word of [
      'Not filed yet',
      'The authority has to act',
      'Overdue by 69 days',
      'Waiting for the applicant',
      'Hearing or review under way',
      'Decided',
      'Decided by lapse of time',
      'Issued',
      'Refused',
      'Withdrawn',
    ]) {
      expect(words).toContain(word);
    }
  });
});
