// A view of a page for tests of charts: the sample programme of two parties, in any language.
import type { PartyId } from '../../src/base/ids.ts';
import type { Language } from '../../src/text/languages.ts';
import { createView, type View } from '../../src/web/view.ts';
import { createSite } from './web-fixture.ts';

/** Returns a view in a language; a third party joins where asked for. */
export async function chartView(language: Language, third?: PartyId): Promise<View> {
  const site = createSite();
  const [programme, status] = await Promise.all([site.queries.programme(), site.node.status()]);
  const more =
    third === undefined
      ? []
      : [
          {
            party: third,
            mark: 'MO',
            name: { en: 'Macao', 'zh-Hant': '澳門', 'zh-Hans': '澳门' },
            zone: 'Asia/Macau',
          },
        ];
  return createView(site.messages, {
    language,
    path: '/',
    search: '',
    params: {},
    query: {},
    base: 'http://node.test',
    when: {},
    day: '2026-11-24',
    zone: 'Asia/Hong_Kong',
    now: status.now,
    programme: { ...programme, parties: [...programme.parties, ...more] },
    demonstration: true,
    witness: false,
    hasReport: true,
    textLanguages: programme.languages,
    status,
  });
}
