// docs/spec/exchange.md X12, X13, X14: CSV, iCalendar and Atom as their standards have them.
import { describe, expect, it } from 'vitest';
import { writeFeed } from './atom.ts';
import { csvRow } from './csv.ts';
import { type CalendarEvent, writeCalendar } from './icalendar.ts';

describe('a row of CSV', () => {
  it('quotes what has to be quoted, and ends in CRLF', () => {
    expect(csvRow(['a', 'b,c', 'say "yes"', 'two\nlines', undefined, '中文'])).toBe(
      'a,"b,c","say ""yes""","two\nlines",,中文\r\n',
    );
  });

  it('lets no text begin as a formula, and leaves numbers as they are', () => {
    const hostile = ['=1+1', '+1', '-2+3', '@SUM(A1)', '\t=1', ' =1', '|cmd', '\r=1'];
    for (const text of hostile) expect(csvRow([text])).toMatch(/^"?'/);
    expect(csvRow(['-12.5', '7', 'a=1', '2026-01-01'])).toBe('-12.5,7,a=1,2026-01-01\r\n');
  });
});

const event: CalendarEvent = {
  uid: 'HK-G001-meeting@joint',
  day: '2026-11-26',
  title: `Meeting; of, all\\ ${'粵港合作聯席會議'.repeat(12)}`,
  description: `first\r\nsecond\u0007${'x'.repeat(200)}`,
  url: 'https://node.example/en/meetings/HK-G001',
  categories: ['meeting', 'sample, invented'],
  stamp: '2026-11-25T01:02:03.456Z',
};

describe('a calendar', () => {
  const text = [...writeCalendar({ name: 'Joint', lang: 'en-GB' }, [event])].join('');

  it('folds lines at 75 octets inside no character, and ends each in CRLF', () => {
    expect(text.endsWith('END:VCALENDAR\r\n')).toBe(true);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    const lines = text.split('\r\n');
    expect(Math.max(...lines.map((line) => Buffer.byteLength(line)))).toBe(75);
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).toContain(`Meeting\\; of\\, all\\\\ ${'粵港合作聯席會議'.repeat(12)}\r\n`);
  });

  it('has whole days, stamps in UTC, and texts that break out of no line', () => {
    const unfolded = text.replaceAll('\r\n ', '');
    expect(unfolded).toContain('\r\nDTSTART;VALUE=DATE:20261126\r\n');
    expect(unfolded).toContain('\r\nDTSTAMP:20261125T010203Z\r\n');
    expect(unfolded).toContain('DESCRIPTION;LANGUAGE=en-GB:first\\nsecond xxx');
    expect(unfolded).toContain('\r\nCATEGORIES:meeting,sample\\, invented\r\n');
  });
});

describe('a feed', () => {
  it('escapes what has a meaning in XML, and leaves out what XML cannot hold', () => {
    const head = {
      ...{ id: 'tag:a.example,2000-01-01:joint/feed/en', title: 'A & B', lang: 'en-GB' },
      ...{ self: 'https://a.example/en/feed.atom', page: 'https://a.example/en/' },
      updated: '2026-01-01T00:00:00Z',
    };
    const entry = {
      ...{ id: 'tag:a.example,2026-01-01:ab', title: '</title><script>\u0000\ud800', author: 'X' },
      ...{ url: 'https://a.example/?a=1&b="', updated: '2026-01-01T00:00:00Z' },
      categories: [{ term: 'sample', label: 'sample' }],
    };
    const text = [...writeFeed(head, [entry])].join('');
    expect(text).toContain('<title>A &amp; B</title>');
    expect(text).toContain('<title>&lt;/title&gt;&lt;script&gt;</title>');
    expect(text).toContain('href="https://a.example/?a=1&amp;b=&quot;"');
    expect(text.match(/<(id|updated|author|category|link|title)\b/g)).toHaveLength(11);
  });
});
