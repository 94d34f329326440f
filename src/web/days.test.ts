// The days of a query.
import { describe, expect, it } from 'vitest';
import { parseDays } from './days.ts';

describe('parseDays', () => {
  it('takes days, months and years, alone or together', () => {
    expect(parseDays({ asof: '2019-04-02', known: '2026' })).toEqual({
      ok: true,
      value: { asof: '2019-04-02', known: '2026' },
    });
    expect(parseDays({ asof: ' 2019-04 ' })).toEqual({ ok: true, value: { asof: '2019-04' } });
  });

  it('takes nothing and empty fields for today', () => {
    expect(parseDays({})).toEqual({ ok: true, value: {} });
    expect(parseDays({ asof: '', known: ' ' })).toEqual({ ok: true, value: {} });
  });

  it('refuses everything else: web.day.not-a-day', () => {
    for (const value of ['2019-02-30', '2/4/2019', 'today', '20190402', '2019-13']) {
      expect(parseDays({ known: value })).toEqual({
        ok: false,
        error: { code: 'web.day.not-a-day', params: { name: 'known', value } },
      });
    }
  });
});
