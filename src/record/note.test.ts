// Signed notes: docs/spec/record.md R4, and of limits docs/spec/record.md R20.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { codesOf } from '../../test/support/tree.ts';
import { utf8 } from '../base/bytes.ts';
import { cosignatureKeyType, noteKeyType, verifierKey } from './key.ts';
import { noteBytesMax, noteSignaturesMax } from './limits.ts';
import {
  type NoteSignature,
  parseNote,
  parseSignatures,
  printNote,
  printSignature,
  verifyNote,
} from './note.ts';

const signer = testSigner(3);
const { publicKey } = signer;
const key = verifierKey(testCrypto.sha256, { name: 'a.example', type: noteKeyType, publicKey });
const text = 'first\n\nafter a blank line\n';

async function signed(over = text): Promise<NoteSignature> {
  return { name: key.name, keyId: key.keyId, signature: await signer.sign(utf8(over)) };
}
const stranger: NoteSignature = {
  name: 'b.example',
  keyId: '01020304',
  signature: new Uint8Array(64),
};

describe('parseNote', () => {
  it('splits at the last blank line, so that a text may hold others', async () => {
    const note = { text, signatures: [await signed()] };
    expect(parseNote(printNote(note))).toEqual({ ok: true, value: note });
  });

  it.each([
    ['record.note.no-signatures', 'text\n'],
    ['record.note.no-signatures', 'text\n\n'],
    ['record.note.no-final-newline', 'text\n\n— a AAAAAAA='],
    ['record.note.control-character', 'te\rxt\n\n— a AAAAAAA=\n'],
    ['record.note.control-character', 'te\txt\n\n— a AAAAAAA=\n'],
    ['record.note.not-unicode', 'te\ud800xt\n\n— a AAAAAAA=\n'],
    ['record.note.signature-line', 'text\n\n- a AAAAAAA=\n'],
    ['record.note.signature-line', 'text\n\n— a b AAAAAAA=\n'],
    ['record.note.key-name', 'text\n\n— a+b AAAAAAA=\n'],
    ['record.note.key-name', 'text\n\n—  AAAAAAA=\n'],
    ['record.note.signature-base64', 'text\n\n— a AAAAAA==\n'],
    ['record.note.signature-base64', 'text\n\n— a AAAAAAB=\n'],
  ])('answers %s to %j', (code, note) => {
    expect(codesOf(parseNote(note))).toEqual([code]);
  });

  it('names the line of every signature that is not one', () => {
    const parsed = parseNote('one\ntwo\n\n— a AAAAAAA=\nbad\n— a AAAAAAA=\nworse\n');
    expect(!parsed.ok && parsed.error.map((found) => found.line)).toEqual([5, 7]);
  });

  it('reads a note of 64 KiB and refuses one byte more', () => {
    const tail = '\n— a AAAAAAA=\n';
    const room = noteBytesMax - utf8(tail).length - 1;
    expect(codesOf(parseNote(`${'x'.repeat(room)}\n${tail}`))).toEqual([]);
    expect(codesOf(parseNote(`${'x'.repeat(room + 1)}\n${tail}`))).toEqual([
      'record.note.too-long',
    ]);
    expect(codesOf(parseNote(`${'深'.repeat(room / 2)}\n${tail}`))).toEqual([
      'record.note.too-long',
    ]);
  });

  it('reads at least 16 signatures and refuses more than the limit', () => {
    const noteOf = (count: number) => printNote({ text, signatures: Array(count).fill(stranger) });
    expect(noteSignaturesMax).toBeGreaterThanOrEqual(16);
    expect(codesOf(parseNote(noteOf(noteSignaturesMax)))).toEqual([]);
    const codes = codesOf(parseNote(noteOf(noteSignaturesMax + 1)));
    expect(codes).toEqual(['record.note.too-many-signatures']);
  });
});

describe('parseSignatures', () => {
  it('reads lines alone, as a witness answers them', async () => {
    const line = await signed();
    const value = [line, stranger];
    expect(parseSignatures(value.map(printSignature).join(''))).toEqual({ ok: true, value });
    expect(codesOf(parseSignatures(''))).toEqual(['record.note.no-signatures']);
  });
});

describe('verifyNote', () => {
  it('ignores lines of keys that it does not know', async () => {
    const note = { text, signatures: [stranger, await signed(), stranger] };
    expect(await verifyNote(testCrypto, [key], note)).toBe('valid');
    expect(await verifyNote(testCrypto, [key], { text, signatures: [stranger] })).toBe('absent');
  });

  it('rejects the whole note for one wrong line of a known key, beside a right one', async () => {
    const wrong = await signed('another text\n');
    const note = { text, signatures: [await signed(), wrong] };
    expect(await verifyNote(testCrypto, [key], note)).toBe('invalid');
  });

  it('rejects a signature of another length and a key of another type', async () => {
    const short = { ...(await signed()), signature: new Uint8Array(63) };
    expect(await verifyNote(testCrypto, [key], { text, signatures: [short] })).toBe('invalid');
    const other = { ...key, type: cosignatureKeyType };
    expect(await verifyNote(testCrypto, [other], { text, signatures: [await signed()] })).toBe(
      'invalid',
    );
  });

  it('accepts any one of two keys while a log changes its key', async () => {
    const fresh = { ...key, keyId: '0a0b0c0d' };
    const note = { text, signatures: [await signed()] };
    expect(await verifyNote(testCrypto, [fresh, key], note)).toBe('valid');
  });
});
