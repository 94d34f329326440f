// The verify page and the file that is saved from it, in a real browser: they check by themselves, say so in each
// language, believe the keys that the reader puts in, and notice a changed byte. The file runs from the disk, offline.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureKey, realEntry } from '../support/kept-entry.ts';
import { axeFaults, chromiumPath, type Looking, openLooking } from '../support/web-browser.ts';
import { leafOf } from '../support/web-places.ts';

const leaf = leafOf(8);
const words = {
  en: ['Everything checked here holds', 'A check failed: do not rely on this entry'],
  'zh-hant': ['此處所核對的一切均成立', '有核對未能通過：請勿採信此記錄項'],
  'zh-hans': ['此处所核对的一切均成立', '有核对未能通过：请勿采信此记录项'],
} as const;

let looking: Looking;
let folder: string;

async function answerOf(page: Page): Promise<string> {
  const section = page.locator('[data-check][data-answer]').first();
  await section.waitFor({ state: 'visible' });
  return (await section.getAttribute('data-answer')) ?? '';
}

/** Opens a file from the disk in a browser without a network; returns the page and what it asked for elsewhere. */
async function openSaved(html: string): Promise<{ page: Page; asked: string[] }> {
  const path = join(folder, 'saved.html');
  writeFileSync(path, html);
  const page = await looking.open({ offline: true }, undefined);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) asked.push(request.url());
  });
  await page.goto(`file://${path}`);
  return { page, asked };
}

describe.skipIf(chromiumPath === undefined)('verifying in a browser', () => {
  beforeAll(async () => {
    looking = await openLooking();
    folder = mkdtempSync(join(tmpdir(), 'comity-saved-'));
  });

  afterAll(async () => {
    await looking?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is done by the page itself, under its own policy, and said in each language', async () => {
    for (const [language, [passed]] of Object.entries(words)) {
      const page = await looking.open({}, `/${language}/verify?entry=${leaf}`);
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      expect(await answerOf(page)).toBe('passed');
      expect(await page.locator('[data-check] .result h3').textContent()).toBe(passed);
      const outcomes = await page
        .locator('[data-check] li[data-outcome]')
        .evaluateAll((items) => items.map((item) => item.getAttribute('data-outcome')));
      expect(outcomes).toEqual(Array(5).fill('passed'));
      expect(complaints).toEqual([]);
      await page.context().close();
    }
  });

  it('believes the keys that the reader puts in, and says what is wrong with them', async () => {
    const page = await looking.open({}, `/en/verify?entry=${leaf}`);
    expect(await answerOf(page)).toBe('passed');
    const answerTo = async (keys: string, answer: string) => {
      await page.locator('[data-check] textarea').fill(keys);
      await page.locator('[data-check] form button').click();
      await page.locator(`[data-check][data-answer="${answer}"]`).waitFor();
    };
    await answerTo(fixtureKey('log.other.invalid/two', 'log'), 'failed');
    await answerTo('no key', 'no-keys');
    expect(await page.locator('[data-into="problem"]').textContent()).toContain('record.key.shape');
    const log = fixtureKey('log.hong-kong.invalid/shenzhen-hong-kong', 'log');
    const witness = fixtureKey('witness.invalid', 'witness');
    await answerTo(`log ${log}\nwitness w ${witness}\nquorum w\n`, 'passed');
    await page.context().close();
  });

  it('fetches and checks the whole log in a worker, under the policy of the pages', async () => {
    const { files } = await realEntry();
    for (const [path, bytes, answer] of [
      ['none', undefined, 'passed'],
      ['tile/0/000', new Uint8Array(8_192), 'failed'],
    ] as const) {
      const page = await looking.open({}, `/en/verify?entry=${leaf}`);
      await page.route('**/log/shenzhen-hong-kong/**', (route) => {
        const asked = route.request().url().split('/shenzhen-hong-kong/')[1] ?? '';
        const found = asked === path ? bytes : files.get(asked);
        return found === undefined
          ? route.fulfill({ status: 404 })
          : route.fulfill({ body: Buffer.from(found) });
      });
      await page.locator('[data-log] button').click();
      await page.locator(`[data-log][data-log-answer="${answer}"]`).waitFor();
      const said = await page.locator('[data-log] [data-into="log"]').textContent();
      expect(said).toContain(
        answer === 'passed' ? 'All 300 entries and 3 tiles' : 'record.log.tile',
      );
      await page.context().close();
    }
  });

  it('stays with the node’s result where scripts are off, and says whose result it is', async () => {
    const page = await looking.open({ javaScriptEnabled: false }, `/en/verify?entry=${leaf}`);
    expect(await page.locator('[data-check]').isVisible()).toBe(false);
    expect(await page.locator('noscript').first().textContent()).toContain('scripts');
    expect(await page.locator('.result .kicker').first().textContent()).toContain('hong-kong');
    await page.context().close();
  });

  it('works from a saved file on the disk without a network, in three languages', async () => {
    const page = await looking.open({}, `/zh-hant/verify?entry=${leaf}`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('a[download][href$=".html"]').click(),
    ]);
    expect(download.suggestedFilename()).toBe('HK-A001-4.zh-hant.html');
    const html = readFileSync(await download.path(), 'utf8');
    await page.context().close();
    const saved = await openSaved(html);
    expect(await answerOf(saved.page)).toBe('passed');
    expect(await saved.page.locator('[data-check] .result h3').allTextContents()).toEqual([
      words['zh-hant'][0],
      words.en[0],
      words['zh-hans'][0],
    ]);
    expect(await axeFaults(saved.page)).toEqual([]);
    expect(saved.asked).toEqual([]);
    await saved.page.context().close();
  });

  it('shows a failed step in a saved file of which one byte was changed', async () => {
    const html = await (await fetch(`${looking.base}/en/verify/${leaf}.html`)).text();
    const changes = {
      proof: [/(index )(\d)/, '$19'],
      checkpoint: [/(\n— log\.[^ ]+ \S{20})(\S)/, '$1!'],
      entry: [/(id="check-entry"[^>]*>.{30})(.)/, '$1A'],
      payload: [/(id="check-payload"[^>]*>.{30})(.)/, '$1A'],
    } as const;
    for (const [what, [pattern, replacement]] of Object.entries(changes)) {
      const changed = html.replace(pattern, replacement);
      expect(changed, what).not.toBe(html);
      const { page } = await openSaved(changed);
      expect(await answerOf(page), what).toBe('failed');
      const failed = page.locator('[data-check]').first().locator('li[data-outcome="failed"]');
      expect(await failed.count(), what).toBeGreaterThan(0);
      expect(await page.locator('[data-check] .result h3').first().textContent()).toBe(words.en[1]);
      await page.context().close();
    }
  });
});
