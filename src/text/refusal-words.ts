// A refusal as a sentence, for answers that carry its code and parameters beside it. What a parser expected of a command comes in short
// English words: those that are known are said in the reader's language.
import type { Refusal } from '../base/result.ts';
import { ofPattern, oneOf, shapeWords } from '../base/shape-words.ts';
import type { Language } from './languages.ts';
import type { Messages } from './messages.ts';

/** Returns a refusal in words, its code where it has none. */
export function sentenceOf(messages: Messages, language: Language, refusal: Refusal): string {
  const { code, params } = refusal;
  if (code === 'programme.command.malformed') return malformedOf(messages, language, params);
  return messages.has(language, code) ? messages.text(language, code, params) : code;
}

const shapeKeys: ReadonlyMap<string, string> = new Map([
  [shapeWords.missing, 'shape.missing'],
  [shapeWords.unknown, 'shape.unknown'],
  [shapeWords.text, 'shape.text'],
  [shapeWords.number, 'shape.number'],
  [shapeWords.list, 'shape.list'],
  [shapeWords.object, 'shape.object'],
  [shapeWords.boolean, 'shape.boolean'],
  [shapeWords.day, 'shape.day'],
]);

/** `expected` is that of the first field, then `; field: expected` of each other one. */
function malformedOf(messages: Messages, language: Language, params: Refusal['params']): string {
  const code = 'programme.command.malformed';
  const path = String(params.path ?? '');
  const [first = '', ...others] = String(params.expected ?? '').split('; ');
  const expected = others.reduce(
    (before, piece) => {
      const [, field, rest = ''] = /^([^:\s]*): (.*)$/s.exec(piece) ?? [];
      if (field === undefined) return `${before}; ${piece}`;
      const words = wordsOf(messages, language, rest);
      return messages.text(language, 'shape.other', { before, field, words });
    },
    wordsOf(messages, language, first),
  );
  if (!messages.has(language, code)) return code;
  return path === ''
    ? messages.text(language, 'shape.whole', { expected })
    : messages.text(language, code, { path, expected });
}

function wordsOf(messages: Messages, language: Language, words: string): string {
  const key = shapeKeys.get(words);
  if (key !== undefined) return messages.text(language, key, {});
  if (words.startsWith(oneOf)) {
    return messages.text(language, 'shape.one-of', { words: words.slice(oneOf.length) });
  }
  if (!words.startsWith(ofPattern)) return words;
  return messages.text(language, 'shape.pattern', { pattern: words.slice(ofPattern.length) });
}
