// Words that another party chose, where pages look for a message.
import { describe, expect, it } from 'vitest';
import { createSite } from '../../../test/support/web-fixture.ts';
import { defaultLanguage } from '../../text/languages.ts';
import { clockName, dayName } from '../pages/approval/words.ts';
import type { View } from '../view.ts';
import { modeWord } from './modes.ts';
import { eventText, needText } from './services.ts';

const { messages } = createSite();
const text: View['text'] = (key, params) => messages.text(defaultLanguage, key, params);
const view = { text } as View;

describe('a word of a record', () => {
  it('is shown as it was recorded where it is no word that pages know, though every object has it', () => {
    for (const show of [needText, eventText, modeWord, clockName, dayName]) {
      for (const word of ['constructor', 'toString', 'valueOf']) {
        expect(show(view, word), show.name).toBe(word);
      }
    }
    expect(modeWord(view, 'goods')).toBe('goods');
    expect(eventText(view, 'falling-ill')).toBe('falling ill');
  });
});
