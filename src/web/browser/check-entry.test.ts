// What the page checks in the reader's browser, with WebCrypto as browsers have it: right as it is, wrong after any
// change of a byte, and honest about what this browser cannot do.
import { beforeAll, describe, expect, it } from 'vitest';
import { type RealEntry, realEntry } from '../../../test/support/kept-entry.ts';
import { toBase64 } from '../../base/bytes.ts';
import { printVerifierKey } from '../../record/key.ts';
import { parseTrust } from '../../record/trust.ts';
import { type Asked, checkEntry, type Material } from './check-entry.ts';
import { type BrowserCrypto, openBrowserCrypto } from './web-crypto.ts';

let crypto: BrowserCrypto;
let real: RealEntry;
let material: Material;

beforeAll(async () => {
  crypto = await openBrowserCrypto();
  real = await realEntry();
  const { proof, entry, payload } = real.kept;
  material = { proof, entry: toBase64(entry), payload: toBase64(payload) };
});

function trusting(lines: readonly string[]): Asked {
  const parsed = parseTrust(crypto.sha256, lines.join('\n'));
  if (!parsed.ok) throw new Error(parsed.error[0]?.code);
  return { trust: parsed.value, absent: 'absent' };
}

const keys = () => [real.logKey, ...real.witnesses].map(printVerifierKey);
const outcomes = (check: Awaited<ReturnType<typeof checkEntry>>) =>
  check.steps.map((step) => `${step.check} ${step.outcome}`);

describe('an entry in a browser', () => {
  it('passes step by step, and shows what was checked', async () => {
    const check = await checkEntry(crypto, material, trusting(keys()));
    expect(outcomes(check)).toEqual([
      'payload passed',
      'checkpoint passed',
      'inclusion passed',
      'cosignature passed',
      'cosignature passed',
    ]);
    expect(check.result).toBe('passed');
    expect(check.leaf).toBe(real.leaf);
    expect(check.content).toContain('No. 42');
    expect(check.steps[2]?.facts).toEqual({ index: real.index, size: real.size });
  });

  it('fails when any character of proof, entry or content is another', async () => {
    const strict = { ...trusting(keys()), absent: 'failed' } as const;
    const missed: string[] = [];
    for (const part of ['proof', 'entry', 'payload'] as const) {
      const text = material[part];
      for (let i = 0; i < text.length; i++) {
        const changed = `${text.slice(0, i)}${text[i] === 'A' ? 'B' : 'A'}${text.slice(i + 1)}`;
        const check = await checkEntry(crypto, { ...material, [part]: changed }, strict);
        if (check.result !== 'failed') missed.push(`${part} ${i}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('fails under another key of the log, and says why', async () => {
    const other = await realEntry('log.other.invalid/two');
    const check = await checkEntry(crypto, material, trusting([printVerifierKey(other.logKey)]));
    expect(outcomes(check)).toEqual(['payload passed', 'checkpoint failed']);
    expect(String(check.steps[1]?.facts.problem)).toContain('record.checkpoint.other-origin');
  });

  it('is incomplete while a witness that the keys name has not cosigned', async () => {
    const lone = await realEntry(undefined, ['witness.invalid']);
    const text = { ...material, proof: lone.kept.proof };
    expect((await checkEntry(crypto, text, trusting(keys()))).result).toBe('incomplete');
  });

  it('is decided by the quorum of a policy', async () => {
    const lone = {
      ...material,
      proof: (await realEntry(undefined, ['witness.invalid'])).kept.proof,
    };
    const [log, first, second] = keys();
    const policy = (threshold: string) => [
      `log ${log}`,
      `witness a ${first}`,
      `witness b ${second}`,
      `group g ${threshold} a b`,
      'quorum g',
    ];
    const any = await checkEntry(crypto, lone, trusting(policy('any')));
    expect([any.result, outcomes(any).at(-1)]).toEqual(['passed', 'quorum passed']);
    const all = await checkEntry(crypto, lone, trusting(policy('all')));
    expect([all.result, outcomes(all).at(-1)]).toEqual(['failed', 'quorum failed']);
  });

  it('without content says so, and goes on', async () => {
    const check = await checkEntry(crypto, { ...material, payload: '' }, trusting(keys()));
    expect([check.result, outcomes(check)[0]]).toEqual(['passed', 'payload not-given']);
  });
});

describe('a browser without Ed25519', () => {
  const without = {
    importKey: () => Promise.reject(new DOMException('no', 'NotSupportedError')),
  } as unknown as SubtleCrypto;

  it('says of each signature that it cannot be checked here, and of nothing that it holds', async () => {
    for (const subtle of [without, null]) {
      const poor = await openBrowserCrypto(subtle);
      const check = await checkEntry(poor, material, trusting(keys()));
      expect(check.result).toBe('incomplete');
      expect(outcomes(check)).toEqual([
        'payload passed',
        'checkpoint cannot',
        'inclusion passed',
        'cosignature cannot',
        'cosignature cannot',
      ]);
      expect(
        await poor.ed25519.verify(real.logKey.publicKey, new Uint8Array(), new Uint8Array(64)),
      ).toBe(false);
    }
  });

  it('still finds an entry that is not the one', async () => {
    const poor = await openBrowserCrypto(null);
    const entry = toBase64(new Uint8Array([...real.kept.entry, 32]));
    expect((await checkEntry(poor, { ...material, entry }, trusting(keys()))).result).toBe(
      'failed',
    );
  });
});

describe('Ed25519 of a browser', () => {
  it('takes a key that is no point, and one of another length, as keys that verify nothing', async () => {
    for (const bytes of [new Uint8Array(32).fill(0xff), new Uint8Array(31)]) {
      expect(await crypto.ed25519.verify(bytes, new Uint8Array(1), new Uint8Array(64))).toBe(false);
    }
  });
});
