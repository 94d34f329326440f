// Words in drawings: widths, cuts, lines, and positions that keep apart.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitText, spreadApart, stackSpans, textWidth, wrapText } from './text-fit.ts';

describe('textWidth', () => {
  it('takes a Chinese character as wide as it is high, and Latin as about half', () => {
    expect(textWidth('皇崗口岸', 12)).toBe(48);
    expect(textWidth('port', 12)).toBeLessThan(30);
    expect(textWidth('', 12)).toBe(0);
  });
});

describe('fitText', () => {
  it('leaves what fits as it is, and cuts the rest with an ellipsis', () => {
    expect(fitText('皇崗', 24, 12)).toEqual({ text: '皇崗', isCut: false });
    expect(fitText('皇崗口岸啟用', 48, 12)).toEqual({ text: '皇崗口…', isCut: true });
    expect(fitText('Huanggang', 0, 12)).toEqual({ text: '', isCut: true });
  });

  it('never takes more room than there is', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.integer({ min: 0, max: 300 }),
        (text, room) => {
          expect(textWidth(fitText(text, room, 12).text, 12)).toBeLessThanOrEqual(room);
        },
      ),
      { seed: 20261124 },
    );
  });
});

describe('wrapText', () => {
  const box = { widthPx: 60, sizePx: 12, linesMax: 2 };

  it('breaks Latin at spaces and Chinese between characters', () => {
    expect(wrapText('Joint trial run', box).lines).toEqual(['Joint trial', 'run']);
    expect(wrapText('聯檢大樓主體結構', box).lines).toEqual(['聯檢大樓主', '體結構']);
  });

  it('begins no line with closing punctuation', () => {
    const { lines } = wrapText('聯檢大樓，主體結構', { ...box, widthPx: 48, linesMax: 3 });
    expect(lines).toEqual(['聯檢大', '樓，主體', '結構']);
  });

  it('cuts the last line where there are too few, and says so', () => {
    expect(wrapText('聯檢大樓主體結構及外牆工程', box)).toEqual({
      lines: ['聯檢大樓主', '體結構及…'],
      isCut: true,
    });
  });

  it('cuts a word that is wider than a line', () => {
    expect(wrapText('Donaudampfschifffahrt', box).isCut).toBe(true);
  });
});

describe('spreadApart', () => {
  it('moves neighbours apart, in their order, within the range', () => {
    expect(spreadApart([50, 52, 10], { gap: 20, from: 0, to: 100 })).toEqual([50, 70, 10]);
    expect(spreadApart([98, 99], { gap: 20, from: 0, to: 100 })).toEqual([80, 100]);
  });

  it('shrinks the gap where there is no room for all', () => {
    expect(spreadApart([5, 5, 5], { gap: 50, from: 0, to: 20 })).toEqual([0, 10, 20]);
    expect(spreadApart([], { gap: 5, from: 0, to: 9 })).toEqual([]);
  });
});

describe('stackSpans', () => {
  it('puts what touches on another line, and comes back to the first when it is free', () => {
    const spans = [
      { from: 0, to: 10 },
      { from: 5, to: 20 },
      { from: 10, to: 15 },
      { from: 12, to: 30 },
    ];
    expect(stackSpans(spans)).toEqual([0, 1, 0, 2]);
  });
});
