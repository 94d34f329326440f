// A refusal as a sentence, for answers that carry its code and parameters beside it.
import type { Refusal } from '../base/result.ts';
import type { Language } from './languages.ts';
import type { Messages } from './messages.ts';

/** Returns a refusal in words, its code where it has none. */
export function sentenceOf(messages: Messages, language: Language, refusal: Refusal): string {
  const { code, params } = refusal;
  return messages.has(language, code) ? messages.text(language, code, params) : code;
}
