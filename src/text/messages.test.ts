// Messages: parameters, plural forms, and keys that do not exist.
import { describe, expect, it } from 'vitest';
import { pickText } from './language-map.ts';
import { languageOfTag, setTitle } from './languages.ts';
import { createMessages, splitMessage } from './messages.ts';

const en = languageOfTag('en')!;
const hant = languageOfTag('zh-Hant')!;
const messages = createMessages({
  en: {
    late: { text: { one: '{count} day late', other: '{count} days late' } },
    by: { text: 'Signed by {party}.' },
  },
  'zh-Hant': { late: { text: '逾期{count}日' } },
});

describe('createMessages', () => {
  it('picks the plural form in English and groups figures', () => {
    expect(messages.text(en, 'late', { count: 1 })).toBe('1 day late');
    expect(messages.text(en, 'late', { count: 1200 })).toBe('1,200 days late');
    expect(messages.text(hant, 'late', { count: 1 })).toBe('逾期1日');
  });

  it('gives the parts to a caller that fills them with more than text', () => {
    expect(messages.parts(en, 'by')).toEqual([
      { text: 'Signed by ' },
      { param: 'party' },
      { text: '.' },
    ]);
  });

  it('knows which keys it has', () => {
    expect(messages.has(hant, 'late')).toBe(true);
    expect(messages.has(hant, 'by')).toBe(false);
  });

  it('takes a missing key or value for a fault', () => {
    expect(() => messages.text(hant, 'by', { party: 'x' })).toThrow(/message by in zh-Hant/);
    expect(() => messages.text(en, 'by')).toThrow(/parameter party/);
  });

  it('fills in no text that comes in a parameter', () => {
    expect(messages.text(en, 'by', { party: '{party} {x}' })).toBe('Signed by {party} {x}.');
  });
});

describe('splitMessage', () => {
  it('keeps braces without a name as text', () => {
    expect(splitMessage('{} {a b}')).toEqual([{ text: '{} {a b}' }]);
  });
});

describe('pickText', () => {
  it('takes the own language, else its other script, else the first of an order, else the first', () => {
    expect(pickText({ en: 'a', 'zh-Hant': 'b' }, hant)).toEqual({
      text: 'b',
      tag: 'zh-Hant',
      own: true,
    });
    expect(pickText({ en: 'a', 'zh-Hans': 'c' }, hant, ['en']).tag).toBe('zh-Hans');
    expect(pickText({ cs: 'a', de: 'b', pl: 'c' }, hant, ['fr', 'pl', 'de']).tag).toBe('pl');
    expect(pickText({ en: 'a', 'zh-Hans': 'c' }, hant)).toEqual({
      text: 'c',
      tag: 'zh-Hans',
      own: false,
    });
    expect(pickText({ pt: 'd' }, hant).tag).toBe('pt');
    expect(pickText({}, hant)).toEqual({ text: '', tag: 'zh-Hant', own: true });
  });
});

describe('setTitle', () => {
  it('puts Chinese titles in their marks, once', () => {
    expect(setTitle('zh-Hant', '框架協議')).toBe('《框架協議》');
    expect(setTitle('zh-Hans', '《框架协议》')).toBe('《框架协议》');
    expect(setTitle('en', 'Framework')).toBe('Framework');
    expect(setTitle('zh-Hant', '')).toBe('');
  });
});
