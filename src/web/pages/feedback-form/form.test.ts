// docs/spec/model.md M187: the form by which the public says something about a record, checked and handed to the node's inbox.
import { beforeEach, describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { ok, type Refusal, refuse } from '../../../base/result.ts';
import { createPages } from '../../routes.ts';
import type { FeedbackMessage } from '../../site.ts';

const site = createSite();
let left: FeedbackMessage[] = [];
let refusal: Refusal | undefined;
const pages = createPages({
  ...site,
  feedback: {
    leave: async (message) => {
      if (refusal !== undefined) return refuse(refusal.code, refusal.params);
      left.push(message);
      return ok(message);
    },
  },
});

beforeEach(() => {
  [left, refusal] = [[], undefined];
});

const good = { record: 'HK-P001', topic: 'question', text: 'When does the east gate open?' };

async function post(
  fields: Readonly<Record<string, string>>,
  more: { readonly language?: string; readonly headers?: Record<string, string> } = {},
) {
  const response = await pages.request(`http://node.test/${more.language ?? 'en'}/feedback/new`, {
    method: 'POST',
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...more.headers },
  });
  return {
    status: response.status,
    to: response.headers.get('location'),
    html: await response.text(),
  };
}
const get = async (path: string) => (await pages.request(`http://node.test${path}`)).text();

describe('the form of feedback', () => {
  it('is led to from the page of a record, and has its number filled in', async () => {
    const page = await get('/en/projects/HK-P001');
    expect(page).toContain(
      '<a href="/en/feedback/new?record=HK-P001">Say something about this record</a>',
    );
    const form = await get('/en/feedback/new?record=HK-P001');
    expect(form).toMatch(/<input id="record" name="record" value="HK-P001"/);
    expect(form).toMatch(/<form method="post" action="\/en\/feedback\/new"/);
    expect(await get('/en/feedback/new?record=%22%3E%3Cscript%3E')).not.toContain('"><script>');
    expect(await get('/zh-hant/feedback/new')).toContain('就一項記錄提出意見');
  });

  it('hands in what was written, in the language of the page, and leads on, so that going back sends nothing twice', async () => {
    expect(await post(good, { language: 'zh-hans' })).toMatchObject({
      ...{ status: 303, to: '/zh-hans/feedback/sent' },
    });
    expect(left).toEqual([{ ...good, language: 'zh-Hans' }]);
    expect(await get('/zh-hans/feedback/sent')).toContain('感谢您的意见');
    const lines = Array.from({ length: 1_000 }, () => 'abc');
    expect((await post({ ...good, text: `${lines.join('\r\n')}!` })).status).toBe(303);
    expect(left[1]?.text).toBe(`${lines.join('\n')}!`);
  });

  it('comes back as it was filled in, with what is wrong and where: web.feedback.record, web.feedback.topic, web.feedback.text', async () => {
    const wrong = [
      [{ ...good, record: 'HK-P999' }, 'record', 'web.feedback.record'],
      [{ ...good, record: '<b>' }, 'record', 'web.feedback.record'],
      [{ ...good, topic: 'rant' }, 'topic', 'web.feedback.topic'],
      [{ ...good, text: '  ' }, 'text', 'web.feedback.text'],
      [{ ...good, text: 'x'.repeat(4_001) }, 'text', 'web.feedback.text'],
      [{}, 'record', 'web.feedback.record'],
    ] as const;
    for (const [fields, field, code] of wrong) {
      const { status, html } = await post(fields as Record<string, string>);
      expect([status, left.length], code).toEqual([400, 0]);
      expect(html, code).toContain(`<li><a href="#${field}">`);
      expect(html.match(/aria-invalid="true"/g), code).toHaveLength(1);
    }
    const { html } = await post({ ...good, record: 'HK-P999', text: 'Kept & shown' });
    expect(html).toContain('>Kept &amp; shown</textarea>');
    expect(html).toContain('There is no public record HK-P999');
    expect(html).toMatch(/<option value="question" selected>/);
  });

  it('takes nothing from a page of another site, and nothing too long: web.feedback.elsewhere', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://other.example' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      const { status, html } = await post(good, { headers });
      expect([status, left.length]).toEqual([400, 0]);
      expect(html).toContain('This came from a page of another site');
    }
    expect((await post(good, { headers: { origin: 'http://node.test' } })).status).toBe(303);
    expect((await post({ ...good, text: 'x'.repeat(70_000) })).status).toBe(404);
    expect(left).toHaveLength(1);
  });

  it('lets a program that fills in what nobody sees believe that it was heard', async () => {
    expect((await post({ ...good, website: 'https://buy.example' })).status).toBe(303);
    expect(left).toEqual([]);
  });

  it('says when the node takes no more for now, and keeps what was written', async () => {
    refusal = { code: 'server.feedback.busy', params: { seconds: 100 } };
    const { status, html } = await post(good);
    expect([status, html.includes('100 seconds'), html.includes(good.text)]).toEqual([
      503,
      true,
      true,
    ]);
  });

  it('is not there where nothing is taken in', async () => {
    const { feedback: _taken, ...bare } = site;
    const none = createPages(bare);
    for (const path of ['/en/feedback/new', '/en/feedback/sent'])
      expect((await none.request(`http://node.test${path}`)).status).toBe(404);
    const posted = await none.request('http://node.test/en/feedback/new', { method: 'POST' });
    expect(posted.status).toBe(404);
    const page = await (await none.request('http://node.test/en/projects/HK-P001')).text();
    expect(page).not.toContain('feedback/new');
  });
});
