// docs/spec/exchange.md X93, X94, X95: TBX of both versions as others write it, and as nobody should.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tbxBytesMax, tbxConceptsMax, tbxIssuesMax, tbxTermsMax } from './limits.ts';
import { readTbx } from './tbx.ts';
import { createLanguageMatch } from './tbx-languages.ts';

const languages = ['en', 'zh-Hant', 'zh-Hans'];
const read = (text: string) => readTbx(new TextEncoder().encode(text), languages);

/** A document of v3 around entries. */
function v3(body: string, style = 'dca'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="https://schema.example/basic.rng" type="application/xml"?>
<tbx type="TBX-Basic" style="${style}" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
  xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>Office of words</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
${body}
</body></text></tbx>
`;
}

/** A document of v2 around entries. */
function v2(body: string): string {
  return `<?xml version="1.0"?>
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>Office of words</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body>
${body}
</body></text></martif>
`;
}

const section = (tag: string, ...terms: readonly string[]) =>
  `<langSec xml:lang="${tag}">${terms.map((one) => `<termSec>${one}</termSec>`).join('')}</langSec>`;
const term = (text: string, status = '') =>
  `<term>${text}</term>${status === '' ? '' : `<termNote type="administrativeStatus">${status}</termNote>`}`;
const entry = (id: string, ...parts: readonly string[]) =>
  `<conceptEntry id="${id}">${parts.join('')}</conceptEntry>`;
const definition = (text: string) => `<descrip type="definition">${text}</descrip>`;

const codesOf = (text: string) => read(text).issues.map(({ code }) => code);
const refusalOf = (text: string) => read(text).refused?.code;

const ferry = {
  term: { en: 'ferry pier', 'zh-Hant': '渡輪碼頭', 'zh-Hans': '渡轮码头' },
  definition: {
    en: 'A place where ferries take passengers.',
    'zh-Hant': '渡輪上落客的地方。',
    'zh-Hans': '渡轮上下客的地方。',
  },
  field: 'Transport',
  source: {
    ...{ url: 'https://words.example/ferry', title: 'Words of the port' },
    accessed: '2026-02-03',
  },
  status: 'approved',
  sample: false,
};

describe('a TBX file of version 3', () => {
  it('is read in style DCA: terms, definitions with source, field and status in three languages', () => {
    const { concepts, issues, refused } = read(
      v3(`<conceptEntry id="ferry-pier">
  <transacGrp><transac type="transactionType">origination</transac><date>2026-02-03</date></transacGrp>
  <descrip type="subjectField">Transport</descrip>
  <langSec xml:lang="en">
    <descripGrp>
      <descrip type="definition">A place where
        ferries take <hi type="italics">passengers</hi>.</descrip>
      <admin type="source">Words of the port, https://words.example/ferry (2026-02-03)</admin>
    </descripGrp>
    <termSec>
      <term>ferry pier</term>
      <termNote type="partOfSpeech">noun</termNote>
      <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <descripGrp><descrip type="context">At the ferry pier.</descrip><admin type="source">A guide</admin></descripGrp>
    </termSec>
  </langSec>
  <langSec xml:lang="zh-HK">
    <descrip type="definition">渡輪上落客的地方。</descrip>
    <termSec><term>渡輪碼頭</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  </langSec>
  <langSec xml:lang="zh-CN">
    <termSec><term>渡轮码头</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
      <descrip type="definition">渡轮上下客的地方。</descrip></termSec>
  </langSec>
</conceptEntry>`),
    );
    expect([refused, issues]).toEqual([undefined, []]);
    expect(concepts).toEqual([{ id: 'ferry-pier', line: 7, column: 30, ...ferry }]);
  });

  it('is read in style DCT, whatever the prefixes are', () => {
    const body = `<conceptEntry id="ferry-pier"><min:subjectField>Transport</min:subjectField>
<langSec xml:lang="en"><descripGrp><basic:definition>A place where ferries take passengers.</basic:definition>
<basic:source>Words of the port, https://words.example/ferry (2026-02-03)</basic:source></descripGrp>
<termSec><term>ferry pier</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="zh-Hant"><basic:definition>渡輪上落客的地方。</basic:definition>
<termSec><term>渡輪碼頭</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec>
<langSec xml:lang="zh-Hans"><basic:definition>渡轮上下客的地方。</basic:definition>
<termSec><term>渡轮码头</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry>`;
    const { concepts, issues } = read(v3(body, 'dct'));
    expect([concepts, issues]).toMatchObject([[{ id: 'ferry-pier', ...ferry }], []]);
    expect(read(v3(body.replaceAll(/(min|basic):/g, ''), 'dct')).concepts).toMatchObject([ferry]);
  });
});

describe('a TBX file of version 2', () => {
  it('is read with tig and ntig, with definitions at the concept, the language and the term', () => {
    const { concepts, issues, refused } = read(
      v2(`<termEntry id="ferry-pier">
  <descripGrp><descrip type="subjectField">Transport</descrip></descripGrp>
  <descripGrp><descrip type="definition">A place where ferries take passengers.</descrip>
    <admin type="source">Words of the port, https://words.example/ferry (2026-02-03)</admin></descripGrp>
  <langSet xml:lang="en"><tig><term id="t1">ferry pier</term>
    <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
  <langSet xml:lang="zh-TW"><descrip type="definition">渡輪上落客的地方。</descrip>
    <ntig><termGrp><term>渡輪碼頭</term>
    <termNote type="normativeAuthorization">standardizedTerm</termNote></termGrp></ntig></langSet>
  <langSet lang="zh_Hans_CN"><ntig><termGrp><term>渡轮码头</term></termGrp>
    <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
    <descrip type="definition">渡轮上下客的地方。</descrip></ntig></langSet>
</termEntry>`),
    );
    expect([refused, issues]).toEqual([undefined, []]);
    expect(concepts).toMatchObject([{ id: 'ferry-pier', ...ferry }]);
  });
});

describe('of a concept', () => {
  it('the preferred term of a language is taken, else the first in use; the others are told', () => {
    const taken = (...terms: readonly string[]) => {
      const { concepts, issues } = read(v3(entry('a', section('en', ...terms))));
      return [
        concepts[0]?.term.en,
        ...issues.map(({ code, params }) => [code.split('.')[1], params.term]),
      ];
    };
    const admitted = term('dock', 'admittedTerm-admn-sts');
    const old = term('jetty', 'supersededTerm-admn-sts');
    const best = term('pier', 'preferredTerm-admn-sts');
    expect(taken(old, admitted, best)).toEqual([
      ...['pier', ['tbx-other-term', 'jetty'], ['tbx-other-term', 'dock']],
    ]);
    expect(taken(old, admitted, term('quay'))).toEqual([
      ...['quay', ['tbx-other-term', 'jetty'], ['tbx-other-term', 'dock']],
    ]);
    expect(taken(term('quay'), term('quay'), term(''))).toEqual(['quay']);
  });

  it('the status is what all its terms have together', () => {
    const statusOf = (...sections: readonly string[]) =>
      read(v3(entry('a', ...sections))).concepts[0]?.status;
    const preferred = term('a', 'preferredTerm-admn-sts');
    const deprecated = term('b', 'deprecatedTerm-admn-sts');
    expect(statusOf(section('en', preferred), section('zh-Hant', preferred))).toBe('approved');
    expect(statusOf(section('en', preferred), section('zh-Hant', term('c')))).toBeUndefined();
    expect(statusOf(section('en', preferred), section('zh-Hant', deprecated))).toBeUndefined();
    expect(statusOf(section('en', deprecated), section('zh-Hant', deprecated))).toBe('retired');
    expect(statusOf(section('en', deprecated, preferred))).toBe('approved');
    expect(codesOf(v3(entry('a', section('en', term('a', 'nice')))))).toEqual([
      'exchange.tbx-status',
    ]);
  });

  it('the definition nearest to the term is taken, in the language that it says', () => {
    const body = entry(
      'a',
      definition('Of the concept.'),
      '<descrip type="definition" xml:lang="zh-Hant">概念的定義。</descrip>',
      '<descrip type="definition" xml:lang="pt">Do conceito.</descrip>',
      `<langSec xml:lang="en">${definition('Of the language.')}<termSec>${term('a')}${definition('Of the term.')}</termSec></langSec>`,
      section('zh-Hant', term('甲')),
    );
    const { concepts, issues } = read(v3(body));
    expect(concepts[0]?.definition).toEqual({ en: 'Of the language.', 'zh-Hant': '概念的定義。' });
    expect(issues.map(({ code }) => code).sort()).toEqual([
      ...['exchange.tbx-language', 'exchange.tbx-other-definition'],
      'exchange.tbx-other-definition',
    ]);
  });

  it('a source is taken with address and day; another one is told', () => {
    const from = (text: string, more = '') => {
      const said = `<descripGrp>${definition('x')}<admin type="source">${text}</admin>${more}</descripGrp>`;
      const { concepts, issues } = read(v3(entry('a', said, section('en', term('a')))));
      return concepts[0]?.source ?? issues.map(({ code, params }) => [code, params.given]);
    };
    const xref = '<xref type="externalCrossReference" target="https://a.example/">The list</xref>';
    expect(from('Anything (2026-11)', xref)).toEqual({
      ...{ url: 'https://a.example/', title: 'The list', accessed: '2026-11' },
    });
    expect(from('https://a.example/ (2026)')).toMatchObject({ title: 'https://a.example/' });
    expect(from('Oxford 2007')).toEqual([['exchange.tbx-source', 'Oxford 2007']]);
    expect(from('https://a.example/ (2026-13-01)')).toEqual([
      ['exchange.tbx-source', 'https://a.example/ (2026-13-01)'],
    ]);
  });

  it('without an id, with one that is there already, or without a term nothing is taken', () => {
    const body = [
      '<conceptEntry><langSec xml:lang="en"><termSec><term>a</term></termSec></langSec></conceptEntry>',
      entry('b', section('en', term('b'))),
      entry('b', section('en', term('c'))),
      entry('d', section('en', '<termNote type="partOfSpeech">noun</termNote>')),
      entry('e'),
    ].join('\n');
    const { concepts, issues } = read(v3(body));
    expect(concepts.map(({ id, term: words }) => [id, words.en])).toEqual([['b', 'b']]);
    expect(issues.map(({ code, line }) => [code, line])).toEqual([
      ...[['exchange.tbx-id', 7] as const, ['exchange.tbx-id-twice', 9] as const],
      ...[['exchange.tbx-no-term', 10] as const, ['exchange.tbx-no-term', 11] as const],
    ]);
  });

  it('what is too long for a record is left out and told', () => {
    const body = entry(
      'a',
      definition('x'.repeat(2_001)),
      section('en', term('y'.repeat(201)), term('short')),
      section('zh-Hant', ...Array.from({ length: tbxTermsMax }, () => term('甲'))),
    );
    const { concepts, issues } = read(v3(body));
    expect(concepts).toMatchObject([{ term: { en: 'short', 'zh-Hant': '甲' }, definition: {} }]);
    expect(issues.map(({ code }) => code)).toEqual([
      ...['exchange.tbx-definition-long', 'exchange.tbx-term-long', 'exchange.tbx-terms'],
    ]);
  });
});

describe('languages of a file', () => {
  it('are those of the programme by script and region, and none by guessing', () => {
    const match = createLanguageMatch(languages);
    const found = (...given: readonly string[]) => given.map((tag) => match(tag));
    expect(found('EN', 'en-GB', 'en_US', 'zh-hant', 'zh-TW', 'zh-HK', 'zh-Hant-MO')).toEqual([
      ...['en', 'en', 'en', 'zh-Hant', 'zh-Hant', 'zh-Hant', 'zh-Hant'],
    ]);
    expect(found('zh-CN', 'zh-SG', 'zh-Hans-HK')).toEqual(['zh-Hans', 'zh-Hans', 'zh-Hans']);
    expect(found('zh', 'pt', '', '*', 'i-klingon', 'x'.repeat(40))).toEqual(
      Array.from({ length: 6 }, () => undefined),
    );
    const others = createLanguageMatch(['zh-Hant', 'pt-BR']);
    expect(['zh', 'pt', 'pt-BR', 'pt-PT'].map(others)).toEqual([
      ...[undefined, 'pt-BR', 'pt-BR', undefined],
    ]);
  });

  it('that are none of the programme are told once each, where they come first', () => {
    const both = (id: string) => entry(id, section('pt', term('cais')), section('en', term('a')));
    const { issues } = read(v3(['a', 'b', 'c'].map(both).join('\n')));
    expect(issues).toEqual([
      {
        ...{ code: 'exchange.tbx-language', params: { language: 'pt', count: 3 } },
        ...{ line: 7, column: 44 },
      },
    ]);
  });
});

describe('a hostile TBX file', () => {
  const whole = v3(
    entry('a', definition('x'), section('en', term('pier', 'preferredTerm-admn-sts'))),
  );

  it('is refused as a whole where it is no TBX, with line and column', () => {
    expect(refusalOf('')).toBe('exchange.tbx-xml');
    expect(refusalOf('{}')).toBe('exchange.tbx-xml');
    const typed = whole.replace('pier', 'pier & quay');
    const line = typed.slice(0, typed.indexOf('&')).split('\n').length;
    expect(read(typed).refused).toMatchObject({
      ...{ code: 'exchange.tbx-ampersand', line },
    });
    expect(refusalOf('<tbx/>')).toBe('exchange.tbx-none');
    expect(refusalOf(`<x>${entry('a', section('en', term('a')))}</x>`)).toBe('exchange.tbx-root');
    expect(read(whole.replace('</termSec>', '')).refused).toMatchObject({
      ...{ code: 'exchange.tbx-xml', line: 7 },
      column: expect.any(Number) as number,
    });
    const utf16 = new Uint8Array([0xff, 0xfe, 0x00, 0xd8, 0x41]);
    expect(readTbx(utf16, languages).refused?.code).toBe('exchange.tbx-encoding');
  });

  it('has no document type and no entities', () => {
    const doctype = '<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">';
    expect(read(`${doctype}${v2('')}`.replace(/<\?xml[^>]*>/, '')).refused).toMatchObject({
      ...{ code: 'exchange.tbx-doctype', line: 1 },
    });
    expect(refusalOf(whole.replace('pier', '&outside;'))).toBe('exchange.tbx-xml');
  });

  it('is refused where it goes beyond a limit: bytes, depth, concepts, letters', () => {
    const long = new Uint8Array(tbxBytesMax + 1);
    expect(readTbx(long, languages).refused?.code).toBe('exchange.tbx-too-long');
    expect(refusalOf(v3('<a>'.repeat(100)))).toBe('exchange.tbx-too-large');
    const one = entry('a', section('en', term('a')));
    expect(refusalOf(v3(one.repeat(tbxConceptsMax + 1)))).toBe('exchange.tbx-too-many');
    expect(refusalOf(v3(entry('a', section('en', term('x'.repeat(70_000))))))).toBe(
      'exchange.tbx-too-large',
    );
  });

  it('is read in time that its size allows, and its problems are counted from some number on', () => {
    const begun = performance.now();
    const blank = `\n${' '.repeat(40)}`;
    const many = Array.from({ length: 5_000 }, (_, i) =>
      entry(`c${i}`, section('en', term('a'), term('b')), section(`x-${i}`, term('c'))),
    );
    const { concepts, issues } = read(v3(many.join(blank)));
    expect(concepts).toHaveLength(5_000);
    expect(issues).toHaveLength(tbxIssuesMax * 2 + 1);
    expect(issues.at(-1)).toEqual({ code: 'exchange.tbx-more', params: { count: 4_500 } });
    const items = `${definition('x')}<admin type="source">y</admin>`.repeat(100_000);
    const wide = `<langSec xml:lang="en">${items}<descripGrp>${items}</descripGrp><termSec>${term('a')}</termSec></langSec>`;
    expect(codesOf(v3(entry('a', wide)))).toEqual(['exchange.tbx-source']);
    expect(performance.now() - begun).toBeLessThan(15_000);
  });

  it('never breaks the reader: cut anywhere, any byte changed, any bytes at all', () => {
    const bytes = new TextEncoder().encode(whole);
    const isAnswer = (some: Uint8Array) => {
      const { concepts, refused } = readTbx(some, languages);
      return refused === undefined ? concepts.length <= 1 : concepts.length === 0;
    };
    for (let cut = 0; cut < bytes.length - 1; cut += 1) {
      expect(readTbx(bytes.subarray(0, cut), languages).refused).toBeDefined();
    }
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.nat(255));
    const changes = fc.array(change, { minLength: 1, maxLength: 8 });
    const property = fc.property(changes, fc.uint8Array({ maxLength: 80 }), (made, random) => {
      const changed = bytes.slice();
      for (const [at, byte] of made) changed[at] = byte;
      expect([changed, random].map(isAnswer)).toEqual([true, true]);
    });
    fc.assert(property, { seed: 31, numRuns: 300 });
  });

  it('is said in short plain lines, whatever it holds', () => {
    const { issues } = read(
      v3(entry('a', section('en', term('a'), term(`b&#10;${'c'.repeat(190)}`)))),
    );
    expect(issues[0]?.params.term).toMatch(/^b c{37}…$/);
  });
});
