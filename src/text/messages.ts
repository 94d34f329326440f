// Looks up messages: whole sentences with named parameters `{name}`, plural forms only where a language has
// them (English). Files are read by the server; what a missing message looks like is decided here: a fault.
import { assert } from '../base/errors.ts';
import { formatNumber } from './formats.ts';
import type { Language } from './languages.ts';

/** A text, or one per plural category of its parameter `count`. */
export type MessageText = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

/** One message as its file has it: the text, and a note for translators. */
export interface MessageEntry {
  readonly text: MessageText;
  readonly note?: string;
}

/** Every message of every language: by charter tag, then by key. */
export type Catalogue = Readonly<Record<string, Readonly<Record<string, MessageEntry>>>>;

/** Values for the named parameters of a message. */
export type MessageParams = Readonly<Record<string, string | number>>;

/** A message taken apart: text as it stands, and names of parameters. */
export type MessagePart = { readonly text: string } | { readonly param: string };

/** Messages of all languages. Total over the catalogue; an unknown key is a fault of ours, found by the tests. */
export interface Messages {
  has(language: Language, key: string): boolean;
  /** Returns the message with its parameters filled in; numbers are grouped as the language does. */
  text(language: Language, key: string, params?: MessageParams): string;
  /** Returns the message in parts, for a caller that fills parameters with more than text. `count` picks the plural form. */
  parts(language: Language, key: string, count?: number): readonly MessagePart[];
}

/** Returns the messages of a catalogue. */
export function createMessages(catalogue: Catalogue): Messages {
  const entryOf = (language: Language, key: string) => catalogue[language.tag]?.[key];
  const template = (language: Language, key: string, count: number | undefined) => {
    const entry = entryOf(language, key);
    assert(entry !== undefined, `a message ${key} in ${language.tag}`);
    return templateOf(entry.text, language, count);
  };
  return {
    has: (language, key) => entryOf(language, key) !== undefined,
    text: (language, key, params = {}) => {
      const count = typeof params.count === 'number' ? params.count : undefined;
      return splitMessage(template(language, key, count))
        .map((part) =>
          'text' in part ? part.text : print(language, params[part.param], part.param),
        )
        .join('');
    },
    parts: (language, key, count) => splitMessage(template(language, key, count)),
  };
}

/** Returns a template as text and parameters, in order. Braces that enclose no name stay text. */
export function splitMessage(template: string): readonly MessagePart[] {
  return template
    .split(/(\{[a-zA-Z][a-zA-Z0-9]*\})/)
    .filter((piece) => piece !== '')
    .map((piece) =>
      /^\{[a-zA-Z][a-zA-Z0-9]*\}$/.test(piece) ? { param: piece.slice(1, -1) } : { text: piece },
    );
}

function templateOf(text: MessageText, language: Language, count: number | undefined): string {
  if (typeof text === 'string') return text;
  const category = pluralRulesOf(language).select(count ?? 0);
  const template = text[category] ?? text.other;
  assert(template !== undefined, `a plural form ${category} or other`);
  return template;
}

function print(language: Language, value: string | number | undefined, name: string): string {
  assert(value !== undefined, `a value for the parameter ${name}`);
  return typeof value === 'number' ? formatNumber(language, value) : value;
}

const pluralRules = new Map<string, Intl.PluralRules>();

function pluralRulesOf(language: Language): Intl.PluralRules {
  const known = pluralRules.get(language.lang);
  if (known !== undefined) return known;
  const made = new Intl.PluralRules(language.lang);
  pluralRules.set(language.lang, made);
  return made;
}
