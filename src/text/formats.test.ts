// Dates, ages and lists in three languages.
import { describe, expect, it } from 'vitest';
import {
  formatAge,
  formatDate,
  formatDecimal,
  formatInstant,
  formatLanguageName,
  formatList,
  formatNumber,
} from './formats.ts';
import { languageOfTag } from './languages.ts';

const en = languageOfTag('en')!;
const hant = languageOfTag('zh-Hant')!;
const hans = languageOfTag('zh-Hans')!;

describe('formatDate', () => {
  it('writes days long, so that nobody reads 2/4 as 4 February', () => {
    expect(formatDate(en, '2019-04-02')).toBe('2 April 2019');
    expect(formatDate(hant, '2019-04-02')).toBe('2019年4月2日');
    expect(formatDate(hans, '2019-04-02')).toBe('2019年4月2日');
  });

  it('writes months and years where a source says no more', () => {
    expect(formatDate(en, '2019-04')).toBe('April 2019');
    expect(formatDate(hant, '2019-04')).toBe('2019年4月');
    expect(formatDate(en, '2022')).toBe('2022');
    expect(formatDate(hans, '2022')).toBe('2022年');
  });
});

describe('formatInstant', () => {
  it('writes the time of day in the zone, with its offset', () => {
    const at = '2026-11-24T01:05:00Z';
    expect(formatInstant(en, at, 'Asia/Hong_Kong')).toBe('24 November 2026 at 09:05 UTC+8');
    expect(formatInstant(hans, at, 'Asia/Shanghai')).toBe('2026年11月24日 09:05 UTC+8');
  });

  it('keeps the summer time that Shanghai had', () => {
    expect(formatInstant(en, '1988-07-01T00:00:00Z', 'Asia/Shanghai')).toContain('UTC+9');
  });

  it('leaves what is no instant as it is', () => {
    expect(formatInstant(en, '', 'UTC')).toBe('');
  });
});

describe('formatAge', () => {
  it('takes the greatest whole unit', () => {
    const now = '2026-11-24T12:00:00Z';
    expect(formatAge(en, '2026-11-24T11:59:30Z', now)).toBe('30 seconds ago');
    expect(formatAge(en, '2026-11-24T11:57:00Z', now)).toBe('3 minutes ago');
    expect(formatAge(hant, '2026-11-24T09:00:00Z', now)).toBe('3 小時前');
    expect(formatAge(hans, '2026-11-21T12:00:00Z', now)).toBe('3天前');
  });

  it('counts a clock that runs ahead as now', () => {
    expect(formatAge(en, '2026-11-24T12:00:09Z', '2026-11-24T12:00:00Z')).toBe('0 seconds ago');
  });
});

describe('formatList and formatNumber', () => {
  it('join and group as the language does', () => {
    expect(formatList(en, ['A', 'B', 'C'])).toBe('A, B and C');
    expect(formatList(hant, ['甲', '乙'])).toBe('甲及乙');
    expect(formatList(hans, ['甲', '乙'])).toBe('甲和乙');
    expect(formatList(en, [])).toBe('');
    expect(formatNumber(en, 1_234_567)).toBe('1,234,567');
  });
});

describe('formatDecimal', () => {
  it('writes every digit of an exact decimal', () => {
    expect(formatDecimal(en, '12345678901234567890.12345678901234567891')).toBe(
      '12,345,678,901,234,567,890.12345678901234567891',
    );
    expect(formatDecimal(hans, '-0.5')).toBe('\u22120.5');
  });
});

describe('formatLanguageName', () => {
  it('names a language in the reader’s, and leaves what is no tag as it is', () => {
    const named = (tag: string) => [en, hant, hans].map((one) => formatLanguageName(one, tag));
    expect(named('cs')).toEqual(['Czech', '捷克文', '捷克语']);
    expect(formatLanguageName({ lang: 'pl' }, 'pl')).toBe('polski');
    expect(named('no tag')).toEqual(['no tag', 'no tag', 'no tag']);
  });
});
