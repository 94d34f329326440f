// The pages of the fixture in a real browser, for the tests that need one. They are skipped, and say so, where there is
// no Chromium.
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
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
  /** Opens a page in a context of its own. */
  open(options: BrowserContextOptions, path: string): Promise<Page>;
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
      await page.goto(`${base}${path}`);
      return page;
    },
    close: async () => {
      await browser.close();
      server.closeAllConnections();
      server.close();
    },
  };
}
