// Pages that show commands with what they print: each is run again.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { consolePages } from './console.ts';

const pages = consolePages(join(fileURLToPath(new URL('.', import.meta.url)), '../..'));

describe('a page of concepts', () => {
  it('is there for each concept, with a drawn network and its numbers', () => {
    expect(pages.length).toBeGreaterThanOrEqual(10);
    for (const { path, current } of pages) {
      expect(current, path).toMatch(/^```\n[\s\S]*?──/m);
      expect(current, path).toContain('```console\n$ comity plan ');
    }
  });

  it.each(pages)('$path shows what its commands print', ({ current, wanted }) => {
    expect(current).toBe(wanted());
  });
});
