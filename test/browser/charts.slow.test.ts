// All charts on one page in a real browser, light, dark, in forced colours and at 320 px: accessibility by axe, no
// sideways scroll of the page, the Tab key, and words that do not run into each other. Skipped, and says so, where
// there is no Chromium.
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Language, languages } from '../../src/text/languages.ts';
import { createAssets } from '../../src/web/assets.ts';
import { flowChart } from '../../src/web/charts/flow.ts';
import { ganttChart } from '../../src/web/charts/gantt.ts';
import { histogramChart } from '../../src/web/charts/histogram.ts';
import { rankingChart } from '../../src/web/charts/ranking.ts';
import { slipChart } from '../../src/web/charts/slip.ts';
import { secureHeaders } from '../../src/web/headers.ts';
import { layout } from '../../src/web/layout.ts';
import { chartView } from '../support/chart-view.ts';
import { flow, histogram, ranking, schedule, slip } from '../support/charts.data.ts';
import { createSite } from '../support/web-fixture.ts';

const candidates = [
  process.env.COMITY_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find((path) => path !== '' && existsSync(path));
if (executablePath === undefined) console.warn('no Chromium found: charts are not looked at');

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

let browser: Browser;
let server: Server;
let base: string;

async function pageOf(language: Language) {
  const view = await chartView(language);
  const charts = [
    ganttChart(view, { ...schedule, caption: 'A' }),
    slipChart(view, { ...slip, caption: 'B' }),
    histogramChart(view, { ...histogram, caption: 'C' }),
    rankingChart(view, { ...ranking, caption: 'D' }),
    flowChart(view, { ...flow, caption: 'E', unit: 'F' }),
  ];
  const body = html`<h1>${view.text('nav.agreements')}</h1>${charts}`;
  return layout(view, createSite().messages, { title: 'G', sample: true, body });
}

async function open(options: BrowserContextOptions, language: Language): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(`${base}/${language.address}`);
  await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true })');
  return page;
}

async function axeFaults(page: Page, within: 'document' | '".chart"'): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  const result = (await page.evaluate(
    `(axe.run(${within}, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))`,
  )) as AxeResult;
  return result.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map((node) => `${node.html.slice(0, 160)} ${node.failureSummary}`).join(' | ')}`,
  );
}

/** Pairs of words of one kind in one drawing whose boxes overlap by more than a hair. */
const overlaps = `(() => {
  const found = [];
  for (const svg of document.querySelectorAll('.chart-scroll > svg')) {
    for (const kind of ['name', 'id', 'finish', 'inline', 'tick-name-year', 'tick-name-quarter', 'tick-name-month', 'policy-name', 'cause', 'proposal', 'level-value', 'beside']) {
      const boxes = [...svg.querySelectorAll('text.' + kind)].map((one) => [one.textContent, one.getBoundingClientRect()]).filter(([, box]) => box.width > 0);
      boxes.forEach(([a, x], i) => boxes.slice(i + 1).forEach(([b, y]) => {
        const wide = Math.min(x.right, y.right) - Math.max(x.left, y.left);
        const high = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
        if (wide > 1 && high > 4) found.push(kind + ': ' + a + ' / ' + b);
      }));
    }
    for (const name of svg.querySelectorAll('text.name')) {
      for (const finish of svg.querySelectorAll('text.finish')) {
        const [x, y] = [name.getBoundingClientRect(), finish.getBoundingClientRect()];
        if (x.right > y.left + 1 && Math.abs((x.top + x.bottom) / 2 - (y.top + y.bottom) / 2) < 8) found.push('finish: ' + name.textContent);
      }
    }
  }
  return found;
})()`;

describe.skipIf(executablePath === undefined)('charts in a browser', () => {
  beforeAll(async () => {
    const app = new Hono().use(secureHeaders()).route('/assets', createAssets());
    for (const language of languages) {
      app.get(`/${language.address}`, async (c) => c.html(await pageOf(language)));
    }
    server = createServer(getRequestListener(app.fetch));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox'],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  for (const [name, options, language] of [
    ['light', { viewport: { width: 1280, height: 900 }, colorScheme: 'light' }, languages[0]!],
    ['dark', { viewport: { width: 1280, height: 900 }, colorScheme: 'dark' }, languages[1]!],
    [
      'forced colours',
      { viewport: { width: 1280, height: 900 }, forcedColors: 'active' },
      languages[0]!,
    ],
    ['320 px', { viewport: { width: 320, height: 900 }, colorScheme: 'light' }, languages[2]!],
  ] as const) {
    it(`have no accessibility fault: ${name}`, async () => {
      const page = await open(options, language);
      // The checker reads colours of the frame that forced colours replace.
      const within = 'forcedColors' in options ? '".chart"' : 'document';
      expect(await axeFaults(page, within)).toEqual([]);
      expect(
        Number(await page.evaluate('document.documentElement.scrollWidth')),
      ).toBeLessThanOrEqual(options.viewport.width);
      await page.context().close();
    });
  }

  for (const language of languages) {
    for (const width of [1280, 320]) {
      it(`keep words apart in ${language.tag} at ${width} px`, async () => {
        const page = await open({ viewport: { width, height: 900 } }, language);
        expect(await page.evaluate(overlaps)).toEqual([]);
        await page.context().close();
      });
    }
  }

  it('whose words were moved onto each other are found, so that the check can be relied on', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } }, languages[0]!);
    await page.evaluate(
      'document.querySelectorAll(".gantt-names .finish").forEach((one) => { one.setAttribute("x", "230") })',
    );
    expect(String(await page.evaluate(overlaps))).toContain('finish: ');
    await page.context().close();
  });

  it('are walked through with the Tab key, and show where it is', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } }, languages[0]!);
    await page.locator('.chart-gantt .chart-scroll').focus();
    await page.keyboard.press('Tab');
    const at = 'document.activeElement.getAttribute("class")';
    expect(await page.evaluate(at)).toContain('bar');
    const stroke = 'getComputedStyle(document.activeElement.querySelector(".halo")).stroke';
    expect(await page.evaluate(stroke)).toBe('rgb(255, 191, 71)');
    await page.context().close();
  });

  it('load nothing that the policy of the pages forbids', async () => {
    const page = await open({ viewport: { width: 1280, height: 900 } }, languages[0]!);
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    await page.reload();
    expect(complaints.filter((text) => /Content Security Policy|Refused/.test(text))).toEqual([]);
    await page.context().close();
  });
});
