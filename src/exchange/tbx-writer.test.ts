// docs/spec/exchange.md X90, X91, X92: terms as TBX-Basic, and back.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCatalogue } from '../../test/support/locales.ts';
import { parseTbx, type TbxElement, tbxFaults } from '../../test/support/tbx-basic.ts';
import { createSite } from '../../test/support/web-fixture.ts';
import type { PartyId } from '../base/ids.ts';
import type { TermState } from '../programme/kinds/term.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import { readTbx } from './tbx.ts';
import { planTerms } from './tbx-import.ts';
import { type TbxTerm, toTbxTerm, writeTbx } from './tbx-writer.ts';

const tags = languages.map(({ tag }) => tag);
const messages = createMessages(readCatalogue(tags));
const [english, hant] = languages as readonly [(typeof languages)[0], (typeof languages)[0]];
const programme = { title: { en: 'Two <towns> & more', 'zh-Hant': '兩鎮' }, languages: tags };

function documentOf(terms: readonly TbxTerm[], language = english): string {
  const text = (key: string, params = {}) => messages.text(language, key, params);
  const base = 'https://node.example';
  return [...writeTbx({ language, base, programme, text }, terms)].join('');
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const ownOf = (terms: readonly TbxTerm[]) => terms.map(({ state }) => ({ state, isPublic: true }));
const ground = { mark: 'HK', languages: tags, fields: [], sample: false };

function termOf(fields: Partial<TermState> = {}): TbxTerm {
  const state: TermState = {
    ...{ id: 'HK-T001', party: 'hong-kong' as PartyId, sample: false, concept: 'tide-gate' },
    term: { en: 'tide gate', 'zh-Hant': '水閘', 'zh-Hans': '水闸' },
    definition: { en: 'A gate that keeps the sea out.' },
    status: 'approved',
    ...fields,
  };
  return { state, at: '2026-11-09T01:00:00Z' };
}

/** Every element of a name, in the order of the document. */
function all(element: TbxElement, name: string): readonly TbxElement[] {
  const own = element.children.filter((child) => child.name === name);
  return [...own, ...element.children.flatMap((child) => all(child, name))];
}

const fixture = (await createSite().queries.records('term')).map(toTbxTerm);

describe('a TBX document', () => {
  it('is what TBX-Basic asks for: elements, levels, categories and picklists, in every language', () => {
    const faults = languages.map((language) => tbxFaults(documentOf(fixture, language)));
    expect(faults).toEqual(languages.map(() => []));
    const bare = documentOf([termOf({ term: { de: 'Sperrwerk' }, definition: { en: 'A gate.' } })]);
    expect(tbxFaults(bare)).toEqual([]);
  });

  it('is held to a check that can fail', () => {
    const good = documentOf([termOf({ field: 'transport' })]);
    const bad: readonly (readonly [string, string])[] = [
      ['preferredTerm-admn-sts', 'preferred'],
      ['type="subjectField"', 'type="domain"'],
      ['style="dca"', 'style="dct"'],
      ['<termSec>', '<termSec><note>x</note>'],
      ['HK-T001_tide-gate', '1 gate'],
      ['<term>tide gate</term>', ''],
      ['target="https:', 'target="javascript:'],
    ];
    for (const [from, to] of bad) expect(tbxFaults(good.replace(from, to)), to).not.toEqual([]);
  });

  it('has the same bytes whatever the order of the records, and ids and terms equal in every language', () => {
    const there = documentOf(fixture);
    expect(documentOf([...fixture].reverse())).toBe(there);
    const partsOf = (document: string) => {
      const root = parseTbx(document);
      const terms = all(root, 'term').map((one) => one.text);
      return [all(root, 'conceptEntry').map((one) => one.attributes.id), terms];
    };
    expect(partsOf(documentOf(fixture, hant))).toEqual(partsOf(there));
  });

  it('says of each term how it stands, and of sample data that it is, in words and for programs', () => {
    const root = parseTbx(documentOf(fixture));
    const entries = new Map(all(root, 'conceptEntry').map((one) => [one.attributes.id, one]));
    const standing = (id: string) => [
      ...new Set(
        all(entries.get(id)!, 'termNote').map((one) => `${one.attributes.type} ${one.text}`),
      ),
    ];
    const notes = (id: string) => all(entries.get(id)!, 'note').map((one) => one.text);
    expect(standing('HK-T001_tide-gate')).toEqual(['administrativeStatus preferredTerm-admn-sts']);
    expect(standing('HK-T002_pier-head')).toEqual([]);
    expect(notes('HK-T002_pier-head')).toContain('Draft: not approved yet.');
    expect(standing('HK-T003_water-gate')).toEqual([
      'administrativeStatus deprecatedTerm-admn-sts',
    ]);
    expect(notes('HK-T003_water-gate')).toContain('Retired on 2026-11-12: Say tide gate.');
    const sample = 'Sample data: invented, not in use by any authority.';
    for (const id of entries.keys()) expect(notes(id ?? '')).toContain(sample);
    expect(all(root, 'titleStmt')[0]?.children.map(({ name }) => name)).toEqual(['title', 'note']);
    const real = documentOf([termOf()]);
    expect(real).not.toMatch(/sample/i);
    expect(real).toContain('<title>Term base: Two &lt;towns&gt; &amp; more</title>');
  });

  it('leads to each record and its source, and has languages of the programme first', () => {
    const source = { url: 'https://a.example/?a=1&b="', title: 'A & B', accessed: '2026-11' };
    const term = { de: 'Sperrwerk', ...termOf().state.term };
    const root = parseTbx(documentOf([termOf({ source, term, field: 'transport' })], hant));
    expect(all(root, 'xref').map(({ attributes, text }) => [attributes.target, text])).toEqual([
      ['https://node.example/zh-hant/terms#HK-T001', 'HK-T001'],
      [source.url, 'A & B'],
    ]);
    expect(all(root, 'langSec').map(({ attributes }) => attributes['xml:lang'])).toEqual([
      ...[...tags, 'de'],
    ]);
    expect(all(root, 'admin').map((one) => one.text)).toEqual([`A & B, ${source.url} (2026-11)`]);
  });

  it('holds nothing that XML cannot hold, and every end of a line as it is', () => {
    const document = documentOf([termOf({ definition: { en: 'a\r\nb\u0007\u0000\ud800]]>&' } })]);
    expect(document).toContain('>a&#13;\nb]]&gt;&amp;</descrip>');
    expect(all(parseTbx(document), 'descrip').map(({ text }) => text)).toEqual(['a\r\nb]]>&']);
  });

  it('is nothing where there is no term: a body without an entry is not valid', () => {
    expect(documentOf([])).toBe('');
  });
});

describe('terms that went out as TBX and come back', () => {
  it('change nothing, in whichever language the file is, and another party’s are left to it', () => {
    const own = fixture.filter(({ state }) => state.id.startsWith('HK-'));
    for (const language of languages) {
      const read = readTbx(bytesOf(documentOf(fixture, language)), tags);
      expect([read.refused, read.issues]).toEqual([undefined, []]);
      const fields = [{ id: 'transport', label: { en: 'Transport' } }];
      const plan = planTerms(read.concepts, { ...ground, fields, own: ownOf(own) });
      expect(plan.issues).toEqual([]);
      expect(plan.rows.map(({ what, record, why }) => [what, record ?? why?.code])).toEqual([
        ...own.map(({ state }) => ['same', state.id]),
        ...fixture.slice(own.length).map(() => ['left-out', 'exchange.tbx-other-party']),
      ]);
    }
  });

  it('change nothing whatever their texts hold', () => {
    const words = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 60 })
      .map((some) => `a${some}`);
    const texts = fc.dictionary(fc.constantFrom(...tags), words, { minKeys: 1 });
    const source = fc.record({
      url: fc.constantFrom('https://a.example/x', 'http://b.example/?q="<&>', 'ftp://c.example/'),
      title: words,
      accessed: fc.constantFrom('2026', '2026-11', '2026-11-09'),
    });
    const state = fc.record({
      ...{ term: texts, definition: texts, sample: fc.boolean() },
      ...{ source: fc.option(source, { nil: undefined }) },
      status: fc.constantFrom('draft' as const, 'approved' as const),
    });
    fc.assert(
      fc.property(state, (fields) => {
        const { source: from, ...others } = fields;
        const term = termOf({ ...others, ...(from === undefined ? {} : { source: from }) });
        const document = documentOf([term]);
        expect(tbxFaults(document)).toEqual([]);
        const read = readTbx(bytesOf(document), tags);
        const { rows } = planTerms(read.concepts, { ...ground, own: ownOf([term]) });
        expect(rows.map(({ what, record }) => [what, record])).toEqual([['same', 'HK-T001']]);
      }),
      { seed: 30042, numRuns: 100 },
    );
  });
});
