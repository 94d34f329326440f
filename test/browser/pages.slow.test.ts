// Pages in a real browser: accessibility (WCAG 2.2 AA by axe), no sideways scroll at 320 px, keyboard, and a
// journey without JavaScript. Skipped, and says so, where there is no Chromium.
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { routes } from '../../src/web/routes.ts';
import { axeFaults, chromiumPath, type Looking, openLooking } from '../support/web-browser.ts';
import { leafOf } from '../support/web-places.ts';

const languages = ['en', 'zh-hant', 'zh-hans'] as const;
const paths = [
  '/',
  '/projects',
  '/projects/HK-P001',
  '/projects/SZ-P001',
  '/projects/SZ-P002',
  '/projects/HK-P001/what-if?faster.SZ-K001=33',
  '/approvals',
  '/approvals/SZ-K007',
  '/approvals/SZ-K002',
  '/agreements',
  '/agreements/HK-A001',
  '/commitments',
  '/meetings',
  '/reports',
  '/crossings',
  '/obstacles',
  '/organizations',
  '/services',
  '/services/HK-SV001?HK-SV001.lorry=yes',
  '/services/HK-SV001?HK-SV001.lorry=perhaps',
  '/indicators',
  '/offers',
  '/stories',
  '/stories/SZ-ST001',
  '/feedback',
  '/feedback/new?record=HK-P001',
  '/feedback/sent',
  '/meetings/HK-G001',
  '/fields',
  '/fields/transport',
  '/places',
  '/documents',
  '/documents/HK-DO001',
  '/money',
  '/returns',
  '/returns/2026-10',
  '/bodies',
  '/proposals',
  '/terms',
  '/changes',
  '/data',
  '/verify',
  `/verify?entry=${leafOf(8)}`,
  '/status',
  '/about',
  '/about/report',
  '/nowhere',
];
let looking: Looking;
let base: string;

async function open(options: BrowserContextOptions, path: string): Promise<Page> {
  return looking.open(options, path);
}

it('looks at every page that there is', () => {
  const shapes = routes.map(({ path }) => new RegExp(`^${path.replace(/:[a-z]+/g, '[^/]+')}$`));
  const looked = paths.map((path) => path.split('?')[0]!);
  expect(shapes.filter((shape) => !looked.some((path) => shape.test(path)))).toEqual([]);
});

describe.skipIf(chromiumPath === undefined)('pages in a browser', () => {
  beforeAll(async () => {
    looking = await openLooking();
    base = looking.base;
  });

  afterAll(() => looking?.close());

  for (const [language, width, colorScheme] of [
    ['en', 1280, 'light'],
    ['zh-hant', 1280, 'dark'],
    ['zh-hans', 320, 'light'],
    ['en', 320, 'dark'],
  ] as const) {
    it(`have no accessibility fault in ${language}, ${width} px, ${colorScheme}`, async () => {
      const faults: string[] = [];
      const page = await open({ viewport: { width, height: 900 }, colorScheme }, `/${language}/`);
      for (const path of paths) {
        await page.goto(`${base}/${language}${path}`);
        for (const fault of await axeFaults(page)) faults.push(`${path}: ${fault}`);
      }
      await page.context().close();
      expect(faults).toEqual([]);
    });
  }

  it('need no sideways scroll at 320 px, in any language', async () => {
    const faults: string[] = [];
    const page = await open({ viewport: { width: 320, height: 900 } }, '/en/');
    for (const language of languages) {
      for (const path of paths) {
        await page.goto(`${base}/${language}${path}`);
        const wide = await page.evaluate('document.documentElement.scrollWidth');
        if (Number(wide) > 320) faults.push(`/${language}${path}: ${wide} px`);
      }
    }
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it('catch a planted fault, so that the check can be relied on', async () => {
    const page = await open({}, '/en/');
    await page.evaluate(
      '(() => { const i = document.createElement("img"); i.src = "/x.png"; document.querySelector("main").append(i); })()',
    );
    expect((await axeFaults(page)).join()).toContain('image-alt');
    await page.context().close();
  });

  it('lead from home to the agreement, its verification and another language without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false }, '/en/');
    await page.locator('nav a[href="/en/agreements"]').first().click();
    await page.locator('main a[href="/en/agreements/HK-A001"]').first().click();
    expect(page.url()).toBe(`${base}/en/agreements/HK-A001`);
    await page.locator('a[hreflang="zh-Hant"], a[lang="zh-Hant-HK"]').first().click();
    expect(page.url()).toBe(`${base}/zh-hant/agreements/HK-A001`);
    expect(await page.locator('html').getAttribute('lang')).toBe('zh-Hant-HK');
    await page.locator('main a[href*="/zh-hant/verify?entry="]').first().click();
    expect(page.url()).toContain('/zh-hant/verify?entry=');
    await page.context().close();
  });

  it('are read by keyboard: the first Tab reaches the skip link, which leads to the main part', async () => {
    const page = await open({}, '/en/agreements/HK-A001');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#main');
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('#main');
    await page.context().close();
  });

  it('load nothing that their own policy forbids', async () => {
    const page = await open({}, '/nowhere');
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy|Refused to/.test(message.text()))
        complaints.push(message.text());
    });
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(base) && !request.url().startsWith('data:'))
        outside.push(request.url());
    });
    for (const path of paths) await page.goto(`${base}/en${path}`);
    expect([complaints, outside]).toEqual([[], []]);
    await page.context().close();
  });
});
