// Reasons of a match stand beside each other on one line, though a project's stand one below the other.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

it('reasons of a match and of an offer are in a row, whose style takes the margin between them away', async () => {
  const pages = createPages(createSite());
  const text = await (await pages.request('http://node.test/en/offers')).text();
  const rows = text.match(/<li class="row".*?<p class="row-status">/gs) ?? [];
  const inRows = rows.join('').match(/<ul class="reasons">/g) ?? [];
  expect(inRows.length).toBeGreaterThan(0);
  expect(text.match(/<ul class="reasons">/g)).toHaveLength(inRows.length);
  const css = readFileSync(new URL('../../assets/record.css', import.meta.url), 'utf8');
  expect(css).toMatch(/\.rows \.reasons li \+ li \{\s*margin-block-start: 0;/);
});
