// Language negotiation: every header has an answer.
import { describe, expect, it } from 'vitest';
import { negotiateLanguage } from './negotiation.ts';

describe('negotiateLanguage', () => {
  const cases: readonly (readonly [header: string | undefined, tag: string, why: string])[] = [
    [undefined, 'en', 'no header'],
    ['', 'en', 'an empty header'],
    ['en-GB,en;q=0.9', 'en', 'English'],
    ['zh-HK', 'zh-Hant', 'Hong Kong'],
    ['zh-TW,zh;q=0.9', 'zh-Hant', 'Taiwan'],
    ['zh-MO', 'zh-Hant', 'Macao'],
    ['yue', 'zh-Hant', 'Cantonese'],
    ['zh-yue-HK', 'zh-Hant', 'Cantonese in its old form'],
    ['zh-cmn-Hans', 'zh-Hans', 'Mandarin in its old form'],
    ['zh_HK', 'zh-Hant', 'an underscore'],
    ['zh', 'zh-Hans', 'plain zh'],
    ['zh-SG', 'zh-Hans', 'Singapore'],
    ['zh-Hant-CN', 'zh-Hant', 'a script that goes against the place'],
    ['*', 'en', 'anything'],
    ['i-klingon, zh-CN;q=0.5', 'zh-Hans', 'a tag that Intl refuses, then one that it knows'],
    ['fr, zh-HK;q=0.8, en;q=0.9', 'en', 'a language not offered, then qualities out of order'],
    ['en;q=0, zh-CN;q=0.1', 'zh-Hans', 'a language that is refused'],
    [';;q=,,q=x;zh', 'en', 'nonsense'],
    ['zh-HK;q=much', 'en', 'a quality that is no number'],
  ];
  for (const [header, tag, why] of cases) {
    it(`answers ${tag} to ${why}`, () => {
      expect(negotiateLanguage(header).tag).toBe(tag);
    });
  }

  it('reads no more than its limit of a header without end', () => {
    expect(negotiateLanguage('x,'.repeat(100_000)).tag).toBe('en');
  });
});
