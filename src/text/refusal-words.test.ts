// What a parser expected of a command, in each language.
import { expect, it } from 'vitest';
import { readCatalogue } from '../../test/support/locales.ts';
import { ofPattern, oneOf, shapeWords } from '../base/shape-words.ts';
import { languages } from './languages.ts';
import { createMessages } from './messages.ts';
import { sentenceOf } from './refusal-words.ts';

const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
const say = (path: string, expected: string) =>
  languages.map((language) =>
    sentenceOf(messages, language, {
      ...{ code: 'programme.command.malformed', params: { path, expected } },
    }),
  );

it('what is expected of a command is said in the reader’s language, field by field', () => {
  const expected = `${shapeWords.missing}; type: ${oneOf}a, b; x.y: ${shapeWords.unknown}; z: ${ofPattern}/q/`;
  expect(say('title', expected)).toEqual([
    'The field “title” is not as expected: missing; type: one of a, b; x.y: no such field here; z: must match the pattern /q/.',
    '欄位「title」不符合要求：欠缺；type：須為以下之一：a, b；x.y：沒有此欄位；z：須符合格式 /q/。',
    '字段“title”不符合要求：缺失；type：应为以下之一：a, b；x.y：没有此字段；z：应符合格式 /q/。',
  ]);
});

it('what is no command at all is no field without a name', () => {
  expect(say('', '{kind}').map((one) => one.includes('“”') || one.includes('「」'))).toEqual([
    ...[false, false, false],
  ]);
});
