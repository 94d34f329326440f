// Checkpoints: docs/spec/record.md R5.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { codesOf, leavesOf, testLog } from '../../test/support/tree.ts';
import { toBase64 } from '../base/bytes.ts';
import { openCheckpoint, parseCheckpoint, printCheckpoint } from './checkpoint.ts';
import { checkpointExtensionsMax } from './limits.ts';

const [root, otherRoot] = leavesOf(2);
const rootText = toBase64(root);
const log = testLog();

describe('parseCheckpoint', () => {
  it('reads what was printed, with a size beyond 2^32 and extension lines', () => {
    const checkpoint = { origin: log.origin, size: 2 ** 40 + 1, root, extensions: ['one', 'two'] };
    expect(parseCheckpoint(printCheckpoint(checkpoint))).toEqual({ ok: true, value: checkpoint });
  });

  it('refuses a checkpoint whose size has leading zeros', () => {
    for (const size of ['01', '00', '+1', '-1', '1.0', '1e3', ' 1', '', '9007199254740992']) {
      const codes = codesOf(parseCheckpoint(`a.example\n${size}\n${rootText}\n`));
      expect(codes, size).toEqual(['record.checkpoint.size-not-canonical']);
    }
    expect(codesOf(parseCheckpoint(`a.example\n9007199254740991\n${rootText}\n`))).toEqual([]);
  });

  it.each([
    ['record.checkpoint.no-final-newline', `a.example\n1\n${rootText}`],
    ['record.checkpoint.too-few-lines', 'a.example\n1\n'],
    ['record.checkpoint.origin', `A Example\n1\n${rootText}\n`],
    ['record.checkpoint.root', `a.example\n1\n${rootText.slice(0, 40)}\n`],
    ['record.checkpoint.root', `a.example\n1\n${rootText} \n`],
    ['record.checkpoint.extension-empty', `a.example\n1\n${rootText}\n\nx\n`],
    [
      'record.checkpoint.too-many-extensions',
      `a.example\n1\n${rootText}\n${'x\n'.repeat(checkpointExtensionsMax + 1)}`,
    ],
  ])('answers %s to %j', (code, text) => {
    expect(codesOf(parseCheckpoint(text))).toEqual([code]);
  });

  it('names every fault with its line, not only the first', () => {
    const parsed = parseCheckpoint('A\n01\nx\n');
    expect(!parsed.ok && parsed.error.map((found) => found.line)).toEqual([1, 2, 3]);
  });
});

describe('openCheckpoint', () => {
  it('opens what the log signed', async () => {
    const opened = await openCheckpoint(testCrypto, log.key, await log.note(5, root));
    expect(opened.ok && [opened.value.origin, opened.value.size, opened.value.root]).toEqual([
      log.origin,
      5,
      root,
    ]);
  });

  it('refuses the note of another log, even under our key', async () => {
    const other = testLog('b.example/comity');
    const codes = codesOf(await openCheckpoint(testCrypto, log.key, await other.note(5, root)));
    expect(codes).toEqual(['record.checkpoint.other-origin']);
  });

  it('refuses a note that only a stranger signed', async () => {
    const stranger = testLog(log.origin, 9);
    const codes = codesOf(await openCheckpoint(testCrypto, log.key, await stranger.note(5, root)));
    expect(codes).toEqual(['record.checkpoint.not-signed']);
  });

  it('refuses any change of the text under the signature', async () => {
    const note = await log.note(5, root);
    for (const changed of [
      note.replace('\n5\n', '\n6\n'),
      note.replace(rootText, toBase64(otherRoot)),
      note.replace(`${rootText}\n`, `${rootText}\nextension\n`),
    ]) {
      const codes = codesOf(await openCheckpoint(testCrypto, log.key, changed));
      expect(codes).toEqual(['record.checkpoint.signature-invalid']);
    }
  });

  it('answers a broken note or text with the issues of its parser', async () => {
    const open = async (text: string) => codesOf(await openCheckpoint(testCrypto, log.key, text));
    expect(await open('rubbish')).toEqual(['record.note.no-signatures']);
    expect(await open('rubbish\n\n— a AAAAAAA=\n')).toEqual(['record.checkpoint.too-few-lines']);
  });
});
