// What a log's signer signs: every step of growth, and no other pair of trees.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { utf8 } from '../base/bytes.ts';
import type { Origin } from '../base/ids.ts';
import { printCheckpoint } from './checkpoint.ts';
import { consistencyProof, emptyRoot, leafHash, rootOf } from './merkle.ts';
import { judgeSignRequest } from './sign-request.ts';
import { printAddCheckpoint } from './witness.ts';

const { sha256 } = testCrypto;
const origin = 'log.south.invalid/joint' as Origin;
const leaves = Array.from({ length: 20 }, (_, i) => leafHash(sha256, utf8(`entry ${i}`)));
/** The same but for the first leaf. */
const others = [leafHash(sha256, utf8('forged')), ...leaves.slice(1)];
const rootAt = (of: readonly Uint8Array[], size: number) =>
  size === 0 ? emptyRoot(sha256) : rootOf(sha256, of.slice(0, size));

async function bodyOf(of: readonly Uint8Array[], from: number, to: number) {
  const reader = async (level: number, index: number) =>
    rootOf(sha256, of.slice(index * 2 ** level, (index + 1) * 2 ** level));
  const proof = from <= to ? await consistencyProof(sha256, { from, to }, reader) : [];
  const note = printCheckpoint({ origin, size: to, root: rootAt(of, to), extensions: [] });
  return printAddCheckpoint({ oldSize: from, proof, note });
}

describe('judgeSignRequest', () => {
  it('signs growth from what was signed last, and nothing else, at every pair of sizes to 20', async () => {
    for (let last = 0; last <= 20; last++) {
      const state = last === 0 ? undefined : { size: last, root: rootAt(leaves, last) };
      for (let to = 0; to <= 20; to++) {
        const body = await bodyOf(leaves, last, to);
        const judged = judgeSignRequest(sha256, { body, origin, last: state });
        expect(judged.ok, `${last} to ${to}`).toBe(to >= last);
        const forged = await bodyOf(others, last, to);
        // Before anything was signed, any tree may be the first.
        const isFirst = last === 0 && to > 0;
        const answer = judgeSignRequest(sha256, { body: forged, origin, last: state });
        expect(answer.ok, `forged ${last} to ${to}`).toBe(isFirst || to + last === 0);
        const stale = judgeSignRequest(sha256, {
          body: await bodyOf(leaves, last + 1, Math.max(to, last + 1)).catch(() => ''),
          origin,
          last: state,
        });
        expect(stale.ok).toBe(false);
      }
    }
  });

  it('names the cause: record.signing.old-size, .other-origin, .extensions', async () => {
    const last = { size: 3, root: rootAt(leaves, 3) };
    const codeOf = (body: string, of = origin) => {
      const judged = judgeSignRequest(sha256, { body, origin: of, last });
      return judged.ok ? 'signed' : judged.error;
    };
    const good = await bodyOf(leaves, 3, 9);
    expect(codeOf(good)).toBe('signed');
    expect(codeOf(await bodyOf(leaves, 4, 9))).toBe('record.signing.old-size');
    expect(codeOf(good, 'log.north.invalid/joint' as Origin)).toBe('record.signing.other-origin');
    expect(codeOf(`${good}more\n`)).toBe('record.signing.extensions');
  });
});
