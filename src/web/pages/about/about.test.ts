// What the page says of the charter.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

describe('about', () => {
  it.each([
    ['en', 'Public', 'For the parties alone', 'texts while they are proposed'],
    ['zh-hant', '公開', '只供參與方查閱', '提出待簽的文本'],
    ['zh-hans', '公开', '仅供参与方查阅', '提出待签的文本'],
  ])(
    'says in %s what the charter makes public, and what it keeps to the parties',
    async (...given) => {
      const [language, open, restricted, drafts] = given;
      const page = await (await pages.request(`http://node.test/${language}/about`)).text();
      const facts = [...page.matchAll(/<dt>([^<]*)<\/dt><dd>([^<]*)<\/dd>/g)];
      const of = (name: string) => facts.find(([, term]) => term === name)?.[2];
      expect(of(restricted)).toBe(drafts);
      expect(of(open)).not.toContain(drafts);
      expect(of(open)).toMatch(/forecasts|預測|预测/);
    },
  );
});
