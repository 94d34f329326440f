// A witness's second key: docs/spec/record.md R22.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf } from '../base/errors.ts';
import { mlDsaKeyType, parseVerifierKey } from '../record/key.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { openMlDsaWitness } from './ml-dsa-witness.ts';

const base = mkdtempSync(join(tmpdir(), 'comity-ml-dsa-'));
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('openMlDsaWitness', () => {
  it('makes a key once, and writes its verifier key beside it', async () => {
    const dir = join(base, 'state');
    const made = await openMlDsaWitness(dir, 'w.example/1', nodeCrypto);
    expect(made.key).toMatchObject({ name: 'w.example/1', type: mlDsaKeyType });
    const again = await openMlDsaWitness(dir, 'w.example/1', nodeCrypto);
    expect(again.key).toEqual(made.key);
    const line = readFileSync(join(dir, 'witness-ml-dsa.vkey'), 'utf8').trimEnd();
    expect(parseVerifierKey(nodeCrypto.sha256, line)).toEqual({ ok: true, value: made.key });
  });

  it('refuses where Node has no ML-DSA-44', async () => {
    const { sha256, ed25519 } = nodeCrypto;
    const opening = openMlDsaWitness(join(base, 'old'), 'w.example/1', { sha256, ed25519 });
    await expect(opening).rejects.toSatisfy((e) => codeOf(e) === 'server.witness.ml-dsa');
  });
});
