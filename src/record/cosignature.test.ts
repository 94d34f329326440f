// Cosignatures: docs/spec/record.md R6.
import { describe, expect, it } from 'vitest';
import { testCrypto, testSigner } from '../../test/support/crypto.ts';
import { leavesOf, testLog } from '../../test/support/tree.ts';
import { concat, uintToBytes } from '../base/bytes.ts';
import { cosign, cosignatureMessage, verifyCosignature } from './cosignature.ts';
import { cosignatureKeyType, noteKeyType, verifierKey } from './key.ts';
import { type Note, parseNote } from './note.ts';

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
