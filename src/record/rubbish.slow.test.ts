// 50,000 texts for each parser that reads what a log or a witness sends, 10,000 for the others: samples and texts made by
// grammar, changed up to eight times, by line, by character and by byte. Spec: docs/spec/record.md R26. COMITY_FUZZ sets
// another count for all.
import { describe, expect, it } from 'vitest';
import {
  bundleFault,
  type ParserCase,
  parserCases,
  parserFault,
  sampleBundle,
} from '../../test/support/record-parsers.ts';
import { type Chance, seededChance } from '../../test/support/simulated-disk.ts';
import { toBase64, utf8 } from '../base/bytes.ts';

const often = new Set([
  'note',
  'checkpoint',
  'tile path',
  'tlog proof',
  'add-checkpoint',
  'bundle',
]);
const countOf = (name: string) =>
  Number(process.env.COMITY_FUZZ ?? (often.has(name) ? 50_000 : 10_000));
const changesMax = 8;
const samples = Object.values(parserCases).map((each) => each.sample);
const lenient = new TextDecoder();

const below = (chance: Chance, limit: number) => Math.floor(chance() * limit);
const pick = <Value>(chance: Chance, from: readonly Value[]): Value =>
  from[below(chance, from.length)];
const bytesOf = (chance: Chance, length: number) =>
  Uint8Array.from({ length }, () => below(chance, 256));

/** Pieces that formats are made of, right and nearly right. */
const pieces: readonly ((chance: Chance) => string)[] = [
  (chance) => toBase64(bytesOf(chance, 32)),
  (chance) => toBase64(bytesOf(chance, below(chance, 80))),
  (chance) => String(below(chance, 2 ** 31) * below(chance, 2 ** 24)),
  (chance) =>
    pick(chance, ['0', '00', '-1', '+1', '1e3', '9007199254740991', '9007199254740992', '0x1']),
  (chance) =>
    pick(chance, ['', ' ', '\n', '\n\n', '\r\n', '\t', '\u00a0', '\u2028', '\0', '\ufeff']),
  (chance) => pick(chance, ['—', '–', '-', '+', '=', '/', 'x001/', '.p/', '\ud800', '\u{1F600}']),
  (chance) =>
    `— ${pick(chance, ['a.example', 'b.example/w', ''])} ${toBase64(bytesOf(chance, 76))}\n`,
  (chance) =>
    pick(chance, ['old ', 'index ', 'extra ', 'log ', 'witness ', 'group ', 'quorum ', 'tile/']),
  (chance) => pick(chance, ['{"v":1}', '"at":', '[[[[', '}}', 'null', 'c2sp.org/tlog-proof@v1']),
];

const changes: readonly ((text: string, chance: Chance) => string)[] = [
  (text, chance) => splice(text, chance, pick(chance, pieces)(chance)),
  (text, chance) => splice(text, chance, ''),
  (text, chance) => text.slice(0, below(chance, text.length + 1)),
  (text, chance) => withLines(text, (lines) => lines.toSpliced(below(chance, lines.length), 1)),
  (text, chance) =>
    withLines(text, (lines) => {
      const line = pick(chance, lines);
      return lines.toSpliced(
        below(chance, lines.length),
        0,
        ...Array(1 + below(chance, 70)).fill(line),
      );
    }),
  (text, chance) =>
    withLines(text, (lines) => lines.with(below(chance, lines.length), pick(chance, lines))),
  (text, chance) =>
    withLines(text, (lines) =>
      lines.with(below(chance, lines.length), pick(chance, pieces)(chance)),
    ),
  (text, chance) => splice(text, chance, pick(chance, pick(chance, samples).split('\n'))),
  (text, chance) => {
    const bytes = utf8(text);
    if (bytes.length > 0) bytes[below(chance, bytes.length)] ^= 1 << below(chance, 8);
    return lenient.decode(bytes);
  },
];

function splice(text: string, chance: Chance, piece: string): string {
  const at = below(chance, text.length + 1);
  return text.slice(0, at) + piece + text.slice(at + below(chance, 6));
}

function withLines(text: string, change: (lines: string[]) => string[]): string {
  return change(text.split('\n')).join('\n');
}

/** A text: the parser's sample or one made of pieces, changed. */
function textFor({ sample }: ParserCase, chance: Chance): string {
  const isMade = chance() < 0.2;
  let text = isMade
    ? Array.from({ length: below(chance, 12) }, () => pick(chance, pieces)(chance)).join(
        pick(chance, ['', '\n']),
      )
    : sample;
  const changeCount = 1 + below(chance, changesMax);
  for (let i = 0; i < changeCount; i++) text = pick(chance, changes)(text, chance);
  return text;
}

describe.each(Object.entries(parserCases))('the parser of a %s, many times', (name, each) => {
  it('throws at nothing, names codes, and prints what it accepts to the same characters', () => {
    const chance = seededChance(26);
    let accepted = 0;
    for (let i = 0; i < countOf(name); i++) {
      const text = textFor(each, chance);
      const fault = parserFault(each, text);
      if (fault !== undefined) expect.fail(`${fault} at ${JSON.stringify(text)}`);
      if (i % 10 === 0) accepted += Number(each.parse(text).ok);
    }
    // Else nothing was asked about printing.
    expect(accepted).toBeGreaterThan(0);
  });
});

describe('decodeBundle, 50,000 times', () => {
  it('throws at nothing, and gives entries that encode to the same bytes', () => {
    const chance = seededChance(27);
    for (let i = 0; i < countOf('bundle'); i++) {
      const bytes = chance() < 0.3 ? bytesOf(chance, below(chance, 60)) : sampleBundle.slice();
      const changeCount = below(chance, 4);
      for (let k = 0; k < changeCount && bytes.length > 0; k++) {
        bytes[below(chance, bytes.length)] = pick(chance, [0, 1, 2, 255, below(chance, 256)]);
      }
      const cut = chance() < 0.2 ? bytes.slice(0, below(chance, bytes.length + 1)) : bytes;
      const fault = bundleFault(cut, below(chance, 9));
      if (fault !== undefined) expect.fail(`${fault} at ${[...cut].join(' ')}`);
    }
  });
});
