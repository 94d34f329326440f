// What pages of services, offers and needs, stories and feedback say: the checklist that answers lead to, which offers fit, how a
// translation stands, and who waits for an answer.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../test/support/web-fixture.ts';
import { createPages } from './routes.ts';

const pages = createPages(createSite());

/** The words of a page, or of one of its sections, without markup. */
async function words(path: string, section?: string): Promise<string> {
  const text = await (await pages.request(`http://node.test${path}`)).text();
  const part =
    section === undefined
      ? text
      : new RegExp(`<section[^>]* aria-labelledby="${section}">.*?</section>`, 's').exec(text)?.[0];
  return (part ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

describe('the page of a service', () => {
  it('asks one question after another and lists what the answers call for, beside the other side', async () => {
    const at = (query: string, section: string) => words(`/en/services/HK-SV001${query}`, section);
    const first = await at('', 'questions');
    expect(first).toContain('Do you drive a lorry?');
    expect(first).not.toContain('Do you live here?');
    const open = await at('', 'checklist');
    expect(open).not.toContain('Eye test');
    expect(open).toContain('What you need depends on your answers.');
    // The two of the other side ask nothing.
    expect(open.match(/Nothing has to be brought/g)).toHaveLength(2);
    const second = '?HK-SV001.lorry=yes';
    expect(await at(second, 'questions')).toContain('Do you live here?');
    expect(await at(second, 'checklist')).toContain('Eye test');
    const whole = await at('?HK-SV001.lorry=yes&HK-SV001.resident=no', 'checklist');
    for (const one of ['Eye test', 'Form 1', 'Exchange of a driving licence']) {
      expect(whole).toContain(one);
    }
    expect(whole).not.toContain('Identity card');
  });

  it('passes over answers that are none, and says so', async () => {
    const wrong = await words('/en/services/HK-SV001?HK-SV001.lorry=perhaps', 'questions');
    expect(wrong).toContain('none of these answers');
    expect(wrong).not.toContain('Do you live here?');
    expect(await words('/en/services/HK-SV001?HK-SV001.lorry=', 'questions')).not.toContain(
      'none of these answers',
    );
  });

  it('says of fee and time who said it and when it was checked, and when that was long ago', async () => {
    const list = await words('/en/services/HK-SV001', 'checklist');
    expect(list).toContain('HK$590');
    expect(list).toContain('2 March 2026');
    expect(list.match(/May be out of date/g)).toHaveLength(1);
    expect(list).toMatch(/Table of fees ?, read on 20 November 2026 ?, checked on 2 March 2026/);
    expect(list).toMatch(/Table of fees ?, checked on 2 November 2026/);
    expect(await words('/en/services/HK-SV001?asof=2026-05-01')).not.toContain(
      'May be out of date',
    );
  });

  it('ends with the feedback on it, as the page of every record does', async () => {
    const own = await words('/en/services/HK-SV001', 'feedback');
    expect(own).toContain('Will there be a lift?');
    expect(own).toContain('Answered 1 day late');
    expect(await words('/en/services/SZ-SV001', 'feedback')).toBe('');
    expect(await words('/en/projects/HK-P001', 'feedback')).toContain('Will there be a lift?');
  });
});

describe('the list of services', () => {
  it('shows those given on the day, of one life event where asked', async () => {
    const all = await words('/en/services');
    expect(all).toContain('night school');
    expect(all).not.toContain('HK-SV002');
    const moving = await words('/en/services?event=moving');
    expect(moving).toContain('Driving licence without a test');
    expect(moving).not.toContain('night school');
    expect(await words('/en/services?event=dragons')).toContain('night school');
  });
});

describe('offers and needs', () => {
  it('are matched with reasons while they are open, and never with what has ended', async () => {
    const found = await words('/en/offers', 'matches');
    expect(found).toContain('Membrane for sea water');
    expect(found).toContain('A licence');
    expect(found).toContain('Ready enough: level 6 is offered, 5 would do.');
    expect(await words('/en/offers?asof=2026-11-08', 'matches')).toBe('');
  });
});

describe('a story', () => {
  it('is read in the reader’s language with how its translation stands', async () => {
    const draft = await words('/zh-hant/stories/SZ-ST001');
    expect(draft).toContain('她五月搬家。');
    expect(draft).toContain('譯文草稿');
    const stale = await words('/zh-hans/stories/SZ-ST001');
    expect(stale).toContain('她搬家了。');
    expect(stale).toContain('原文在翻译后已有改动');
    expect(await words('/en/stories/SZ-ST001')).toContain('She moved in May.');
  });

  it('is not shown once it was withdrawn, only that and why', async () => {
    const text = await words('/en/stories/HK-ST002');
    expect(text).toContain('The time was wrong.');
    expect(text).not.toContain('Second part.');
  });
});
