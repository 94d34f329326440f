// docs/spec/model.md M181: pairings on the page of each service and on the list of services, life event by life event.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());
async function sectionOf(path: string, section = 'pairings'): Promise<string> {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  const found = new RegExp(`<section[^>]*aria-labelledby="${section}".*?</section>`, 's');
  return found.exec(text)?.[0] ?? '';
}
const wordsOf = (text: string) =>
  text
    .replace(/<\/?(time|data)\b[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const idsOf = (text: string) =>
  [...text.matchAll(/<li class="case" id="([^"]+)"/g)].map(([, id]) => id);

describe('the pairings of a service', () => {
  it('name the service of the other side, where they differ, and that every side signed', async () => {
    const section = await sectionOf('/en/services/HK-SV001');
    expect(idsOf(section)).toEqual(['HK-SP001', 'HK-SP003', 'HK-SP002']);
    const words = wordsOf(section);
    for (const said of [
      'HK-SP001 Signed by every side on 10 November 2026',
      'Driving on both sides',
      'SZ Exchange of a driving licence',
      'Where they differ: Only Hong Kong tests the eyes.',
      'Reviewed each year.',
      'HK-SP002 Proposed',
    ])
      expect(words).toContain(said);
    expect(section).not.toContain('href="/en/services/HK-SV001"');
    const other = await sectionOf('/zh-hant/services/SZ-SV001');
    expect(idsOf(other)).toEqual(['HK-SP001']);
    expect(wordsOf(other)).toContain('差異：僅香港查驗視力。');
  });

  it('stand side by side though each names another need, once every side has signed', async () => {
    const checklist = wordsOf(await sectionOf('/en/services/SZ-SV002', 'checklist'));
    expect(checklist).toContain('Driving licence without a test');
    const own = wordsOf(await sectionOf('/en/services/HK-SV001', 'checklist'));
    expect(own).toContain('Exchange of a driving licence');
    expect(own).toContain('School place');
    // What was merely related is not named a second time.
    expect(await sectionOf('/en/services/HK-SV001', 'related')).toBe('');
  });

  it('are those of the day shown, of services that are still given', async () => {
    expect(await sectionOf('/en/services/HK-SV001?asof=2026-11-09')).toBe('');
    const before = idsOf(await sectionOf('/en/services/HK-SV002?asof=2026-11-19'));
    expect(before).toEqual(['HK-SP005']);
    expect(await sectionOf('/en/services/HK-SV002')).toBe('');
  });
});

describe('the list of services', () => {
  it('has the pairings by life event, and those of one where asked', async () => {
    const section = await sectionOf('/en/services');
    const events = [...section.matchAll(/<h3>([^<]+)<\/h3>/g)].map(([, event]) => event);
    expect(events).toEqual(['Life event: grieving', 'Life event: moving', 'Life event: working']);
    expect(idsOf(section)).toEqual(['HK-SP003', 'HK-SP001', 'HK-SP002']);
    expect(idsOf(await sectionOf('/en/services?event=moving'))).toEqual(['HK-SP001']);
  });
});
