// What `/crossings` answers when it is asked whether something passes at a moment.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());

async function section(query: string, address = 'en') {
  const response = await pages.request(`http://node.test/${address}/crossings${query}`);
  const text = await response.text();
  const [, found = ''] = /<section aria-labelledby="passable">(.*?)<\/section>/s.exec(text) ?? [];
  return { status: response.status, text, found };
}

describe('which crossing is open', () => {
  it('is asked by an address, for a mode and a moment, and says what each side says', async () => {
    // A Friday, in the zone of the node; both sides have opened passengers and put hours on record, as sample data.
    const friday = await section('?mode=passengers&at=2026-11-27T22:00');
    expect(friday.status).toBe(200);
    expect(friday.found).toContain('value="2026-11-27T22:00"');
    const words = friday.found.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
    const saturday = (await section('?mode=passengers&at=2026-11-28T22:00')).found;
    expect(saturday).toContain('outside its hours');
    expect(words).not.toContain('outside its hours');
  });

  it('refuses a moment that is none, and what passes nowhere: web.crossings.moment, web.crossings.mode', async () => {
    const moment = await section('?at=tonight');
    expect([moment.status, moment.text.includes('web.crossings.moment')]).toEqual([400, true]);
    const mode = await section('?mode=dragons');
    expect([mode.status, mode.text.includes('web.crossings.mode')]).toEqual([400, true]);
    const markup = await section('?mode=<script>');
    expect(markup.text).not.toContain('<script>');
  });

  it('says hours, capacity and clearance of each side in every language', async () => {
    const expected = {
      en: ['Monday to Friday 06:30 to 23:00', 'Designed for 60,000 a day', 'in one place'],
      'zh-hant': ['星期一至星期五 06:30 至 23:00', '設計容量每日 60,000', '一地兩檢'],
      'zh-hans': ['星期一至星期五 06:30 至 23:00', '设计容量每日 60,000', '一地两检'],
    };
    for (const [address, words] of Object.entries(expected)) {
      const { text } = await section('', address);
      for (const one of words) expect(text).toContain(one);
    }
  });
});
