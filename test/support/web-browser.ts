// The pages of the fixture in a real browser, for the tests that need one. They are skipped, and say so, where there is
// no Chromium.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { createPages } from '../../src/web/routes.ts';
import { createSite } from './web-fixture.ts';

const candidates = [
  process.env.COMITY_CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
];

/** Where Chromium is; undefined where there is none. */
export const chromiumPath = candidates.find((path) => path !== '' && existsSync(path));
if (chromiumPath === undefined) console.warn('no Chromium found: browser tests are skipped');

const args = [
  '--no-sandbox',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A server of pages, and a browser to look at them. */
export interface Looking {
  readonly base: string;
  /** Opens a page in a context of its own; an empty one where there is no path. */
  open(options: BrowserContextOptions, path: string | undefined): Promise<Page>;
  close(): Promise<void>;
}

/** Serves the fixture on a free port of loopback and starts the browser. */
export async function openLooking(): Promise<Looking> {
  const server = createServer(getRequestListener(createPages(createSite()).fetch));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args });
  return {
    base,
    open: async (options, path) => {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      if (path !== undefined) await page.goto(`${base}${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** Returns what axe finds wrong with a page by WCAG 2.2 AA and best practice. */
export async function axeFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  const result = (await page.evaluate(
    '(axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }))',
  )) as AxeResult;
  return result.violations.map(
    (fault) =>
      `${fault.id} (${fault.impact}): ${fault.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`,
  );
}
