// What pages of fields say of those that were adopted after the charter, and which records stand under a field.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../../test/support/web-fixture.ts';
import { createPages } from '../../routes.ts';

const pages = createPages(createSite());
const markup = async (path: string) => (await pages.request(`http://node.test${path}`)).text();
const wordsOf = (part: string) =>
  part
    .replace(/<\/?time[^>]*>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
const row = async (path: string, code: string) =>
  wordsOf(
    (await markup(path))
      .split('<li class="row"')
      .find((one) => one.includes(`<p class="row-id">${code}</p>`)) ?? '',
  );

describe('the list of fields', () => {
  it('has those of the charter first, then those adopted or proposed by a text of their own', async () => {
    const all = await markup('/en/fields');
    const codes = [...all.matchAll(/<p class="row-id">([a-z-]+)<\/p>/g)].map((match) => match[1]);
    expect(codes.indexOf('crossings')).toBeLessThan(codes.indexOf('sport'));
    expect(codes.indexOf('sport')).toBe(codes.indexOf('fisheries') - 1);
    expect(codes).not.toContain('bells');
    expect(await row('/en/fields', 'sport')).toMatch(
      /Sport .*Grounds and games\..*Adopted on \d+ November 2026/,
    );
    expect(await row('/zh-hant/fields', 'fisheries')).toMatch(/漁業.*已提議/);
    expect(await row('/en/fields', 'fisheries')).toContain('Hong Kong and Shenzhen');
  });

  it('keeps the name that the charter gives, and has what the text says that it covers', async () => {
    const crossings = await row('/en/fields', 'crossings');
    expect(crossings).not.toContain('Ways');
    expect(crossings).toContain('Grounds and games.');
    expect(crossings).not.toContain('Adopted');
  });

  it('is that of the day asked for', async () => {
    expect(await row('/en/fields?asof=2026-11-08', 'sport')).toBe('');
  });
});

describe('the page of a field', () => {
  it('has the obstacles, mechanisms and terms that name it', async () => {
    const page = wordsOf(await markup('/en/fields/sport'));
    for (const words of ['Rafts wait', 'One raft permit', 'pitch']) expect(page).toContain(words);
    expect(page).toContain('cultureSportsAndRecreation');
    const order = [...(await markup('/en/fields/sport')).matchAll(/<h2 id="([a-z]+)"/g)].map(
      (match) => match[1],
    );
    expect(order).toEqual(['covers', 'years', 'obstacle', 'mechanism', 'term']);
  });
});
