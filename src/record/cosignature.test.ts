// Cosignatures: docs/spec/record.md R6, docs/spec/record.md R22.
import { describe, expect, it } from 'vitest';
import { testCrypto, testMlDsaSigner, testSigner } from '../../test/support/crypto.ts';
import { leavesOf, testLog } from '../../test/support/tree.ts';
import { concat, fromHex, toHex, uintToBytes, utf8 } from '../base/bytes.ts';
import { cosign, cosignatureMessage, subtreeMessage, verifyCosignature } from './cosignature.ts';
import { cosignatureKeyType, mlDsaKeyType, noteKeyType, verifierKey } from './key.ts';
import { noteBytesMax } from './limits.ts';
import { type Note, type NoteSignature, parseNote, printNote } from './note.ts';

const signer = testSigner(4);
const { publicKey } = signer;
const name = 'b.example/comity/witness';
const key = verifierKey(testCrypto.sha256, { name, type: cosignatureKeyType, publicKey });

async function noteWith(extensions: readonly string[] = []): Promise<Note> {
  const note = parseNote(await testLog().note(5, leavesOf(1)[0], extensions));
  if (!note.ok) throw new Error('a note');
  return note.value;
}

async function cosigned(timeSeconds: number, note: Note) {
  const line = await cosign({ key, signer, timeSeconds, checkpointText: note.text });
  return { ...note, signatures: [...note.signatures, line] };
}

describe('cosignatureMessage', () => {
  it('is the time and the whole text', () => {
    const message = cosignatureMessage(1767225600, 'a.example\n5\nroot\n');
    expect(new TextDecoder().decode(message)).toBe(
      'cosignature/v1\ntime 1767225600\na.example\n5\nroot\n',
    );
  });
});

describe('verifyCosignature', () => {
  it('returns the time of the witness', async () => {
    const note = await cosigned(1767225600, await noteWith());
    const result = await verifyCosignature(testCrypto, key, note);
    expect(result).toEqual({ status: 'valid', timeSeconds: 1767225600 });
  });

  it('is absent without a line of the witness', async () => {
    expect(await verifyCosignature(testCrypto, key, await noteWith())).toEqual({
      status: 'absent',
    });
  });

  it('covers the time, the root and the extension lines', async () => {
    const note = await cosigned(1767225600, await noteWith(['ext']));
    const [log, line] = note.signatures;
    const later = concat(uintToBytes(1767225601, 8), line.signature.slice(8));
    const changes = [
      { ...note, signatures: [log, { ...line, signature: later }] },
      { ...note, text: note.text.replace('\next\n', '\n') },
      { ...note, text: note.text.replace('\n5\n', '\n6\n') },
    ];
    for (const changed of changes) {
      expect(await verifyCosignature(testCrypto, key, changed)).toEqual({ status: 'invalid' });
    }
  });

  it('refuses time 0, times beyond 2^53 and other lengths, whatever signs them', async () => {
    const note = await noteWith();
    const zero = await signer.sign(cosignatureMessage(0, note.text));
    const signatures = [
      concat(new Uint8Array(8), zero),
      concat(new Uint8Array(8).fill(255), zero),
      zero,
    ];
    for (const signature of signatures) {
      const line = { name, keyId: key.keyId, signature };
      const result = await verifyCosignature(testCrypto, key, { ...note, signatures: [line] });
      expect(result).toEqual({ status: 'invalid' });
    }
  });

  it('takes the earliest of several right lines, and none when one is wrong', async () => {
    const twice = await cosigned(200, await cosigned(100, await cosigned(300, await noteWith())));
    expect(await verifyCosignature(testCrypto, key, twice)).toEqual({
      status: 'valid',
      timeSeconds: 100,
    });
    const wrong = { name, keyId: key.keyId, signature: new Uint8Array(72).fill(1) };
    const spoilt = { ...twice, signatures: [...twice.signatures, wrong] };
    expect(await verifyCosignature(testCrypto, key, spoilt)).toEqual({ status: 'invalid' });
  });

  it('never takes a key that is not a witness’s', async () => {
    const note = await cosigned(100, await noteWith());
    const posing = { ...key, type: noteKeyType };
    expect(await verifyCosignature(testCrypto, posing, note)).toEqual({ status: 'invalid' });
  });
});

describe('cosignatures with ML-DSA-44', () => {
  const large = testMlDsaSigner();
  const largeKey = verifierKey(testCrypto.sha256, {
    name,
    type: mlDsaKeyType,
    publicKey: large.publicKey,
  });
  const lineAt = async (timeSeconds: number, note: Note): Promise<NoteSignature> => {
    const request = { key: largeKey, signer: large, timeSeconds, checkpointText: note.text };
    return cosign(request);
  };
  const withLines = (note: Note, ...lines: readonly NoteSignature[]): Note => ({
    ...note,
    signatures: [...note.signatures, ...lines],
  });

  it('sign the bytes of the specification: label, name, time, origin, start, end, root', () => {
    const message = subtreeMessage({
      cosigner: 'w.example/1',
      timeSeconds: 1_767_225_600,
      origin: 'a.example',
      start: 0,
      end: 2 ** 40 + 5,
      hash: new Uint8Array(32).fill(0xab),
    });
    const expected = [
      '737562747265652f76310a00',
      `0b${toHex(utf8('w.example/1'))}`,
      '000000006955b900',
      `09${toHex(utf8('a.example'))}`,
      '0000000000000000',
      '0000010000000005',
      'ab'.repeat(32),
    ];
    expect(toHex(message)).toBe(expected.join(''));
    expect(fromHex(expected.join(''))).toEqual(message);
  });

  it('return the time of the witness, and stand beside its Ed25519 line under one name', async () => {
    const both = withLines(
      await cosigned(100, await noteWith()),
      await lineAt(200, await noteWith()),
    );
    const printed = parseNote(printNote(both));
    expect(printed.ok && printed.value).toEqual(both);
    const valid = (timeSeconds: number) => ({ status: 'valid', timeSeconds });
    expect(await verifyCosignature(testCrypto, largeKey, both)).toEqual(valid(200));
    expect(await verifyCosignature(testCrypto, key, both)).toEqual(valid(100));
  });

  it('cover name, time, origin, size and root, and not extension lines', async () => {
    const note = await noteWith(['ext']);
    const line = await lineAt(200, note);
    const later = concat(uintToBytes(201, 8), line.signature.slice(8));
    const renamed = verifierKey(testCrypto.sha256, { ...largeKey, name: 'c.example/witness' });
    const change = (text: string) => ({ ...withLines(note, line), text });
    const wrong: readonly [typeof key, Note][] = [
      [largeKey, withLines(note, { ...line, signature: later })],
      [largeKey, change(note.text.replace('a.example', 'b.example'))],
      [largeKey, change(note.text.replace('\n5\n', '\n6\n'))],
      [largeKey, change(note.text.replace(/\n[^\n]{44}\n/, `\n${'A'.repeat(43)}=\n`))],
      [renamed, withLines(note, { ...line, name: renamed.name, keyId: renamed.keyId })],
    ];
    for (const [by, changed] of wrong) {
      expect(await verifyCosignature(testCrypto, by, changed)).toEqual({ status: 'invalid' });
    }
    const unextended = change(note.text.replace('\next\n', '\n'));
    expect((await verifyCosignature(testCrypto, largeKey, unextended)).status).toBe('valid');
  });

  it('pass over a right line without a time, and refuse other lengths and texts that are no checkpoint', async () => {
    const note = await noteWith();
    const root = leavesOf(1)[0];
    const origin = testLog().origin;
    const timeless = { cosigner: name, timeSeconds: 0, origin, start: 0, end: 5, hash: root };
    const signature = concat(new Uint8Array(8), await large.sign(subtreeMessage(timeless)));
    const { keyId } = largeKey;
    const status = async (bytes: Uint8Array, text = note.text) => {
      const lines = withLines({ ...note, text }, { name, keyId, signature: bytes });
      return (await verifyCosignature(testCrypto, largeKey, lines)).status;
    };
    expect(await status(signature)).toBe('absent');
    expect(await status(signature.slice(1))).toBe('invalid');
    expect(await status(signature.slice(0, 5))).toBe('invalid');
    expect(await status(signature, 'no checkpoint\n')).toBe('invalid');
  });

  it('are not looked at without the algorithm', async () => {
    const { sha256, ed25519 } = testCrypto;
    const note = withLines(await noteWith(), await lineAt(200, await noteWith()));
    expect(await verifyCosignature({ sha256, ed25519 }, largeKey, note)).toEqual({
      status: 'absent',
    });
  });

  it('fit sixteen times into a note', async () => {
    const note = await noteWith();
    const line = { ...(await lineAt(200, note)), name: 'w.example/'.padEnd(200, 'x') };
    const full = printNote(withLines(note, ...Array(16).fill(line)));
    expect(utf8(full).length).toBeLessThanOrEqual(noteBytesMax);
    expect(parseNote(full).ok).toBe(true);
  });
});
