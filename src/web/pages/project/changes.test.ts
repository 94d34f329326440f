// Change requests on pages: effect, decision and reasons, and the version that followed, on a project and on an agreement.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

/** The requests of a page by their id, as words without markup. */
async function requestsOf(path: string): Promise<ReadonlyMap<string, string>> {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  const section = /<section[^>]*aria-labelledby="changes".*?<\/section>/s.exec(text)?.[0] ?? '';
  const items = section.matchAll(/<li class="case" id="([^"]+)">(.*?)(?=<li class="case"|$)/gs);
  return new Map([...items].map(([, id = '', item = '']) => [id, wordsOf(item)]));
}

const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');

describe('the change requests of a project', () => {
  it('say what for, of which effect, who decided with which reasons, and which version followed', async () => {
    const found = await requestsOf('/en/projects/HK-P001');
    expect([...found.keys()]).toEqual(['HK-CR001', 'SZ-CR001', 'SZ-CR002', 'SZ-CR003']);
    const first = found.get('HK-CR001') ?? '';
    for (const words of [
      'Cause: an approval. Noise at night.',
      '45 days later',
      '+12.5 million Hong Kong dollars',
      '−3 million yuan',
      'Accepted by Works committee on 20 October 2026: No other way is left.',
      'It is in the schedule as of 5 November 2026.',
    ]) {
      expect(first).toContain(words);
    }
    expect(found.get('SZ-CR001')).toContain('1 day earlier');
    expect(found.get('SZ-CR001')).toContain('Rejected by Works committee on 20 October 2026');
    expect(found.get('SZ-CR002')).toContain('No day later or earlier');
    expect(found.get('SZ-CR002')).toContain('No version has followed from it yet.');
    expect(found.get('SZ-CR003')).toContain('It is in the text of 11 November 2026.');
    expect(found.get('SZ-CR003')).toContain(
      'It is in the contract Piles of the plaza as modified on 20 October 2026.',
    );
  });

  it('stood on an earlier day as they stood then', async () => {
    const found = await requestsOf('/en/projects/HK-P001?asof=2026-10-15');
    expect(found.get('HK-CR001')).toContain('Not decided yet');
    expect(found.get('HK-CR001')).not.toContain('Accepted');
    expect(found.get('SZ-CR003')).not.toContain('It is in the text');
  });
});

describe('the change requests of an agreement', () => {
  it('stand on its page, open and withdrawn', async () => {
    const found = await requestsOf('/zh-hant/agreements/HK-A001');
    expect([...found.keys()]).toEqual(['HK-CR002', 'HK-CR003']);
    expect(found.get('HK-CR002')).toContain('尚待決定');
    expect(found.get('HK-CR003')).toContain('於2026年11月10日撤回：不再需要。');
    expect(await requestsOf('/en/agreements/SZ-A001')).toEqual(new Map());
  });
});
