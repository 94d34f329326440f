// Exports: signed by the root key, refused for every other reason by code.
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { keyPair, peerIdentity, peerKeys } from '../../test/support/peer.ts';
import { utf8 } from '../base/bytes.ts';
import { canonicalJson, type Json } from '../base/json.ts';
import { cosignatureKeyType, printVerifierKey } from '../record/key.ts';
import { printNote } from '../record/note.ts';
import { type Identity, parseIdentity, printIdentity } from './identity.ts';

const keys = peerKeys('north', 10);
const said = peerIdentity(keys, { party: 'north', mark: 'NO', url: 'https://north.invalid' });

async function firstIssue(note: string) {
  const parsed = await parseIdentity(testCrypto, note);
  return parsed.ok ? 'ok' : `${parsed.error[0]?.code} ${parsed.error[0]?.path}`.trim();
}

async function signedText(text: string) {
  const signature = await keys.root.signer.sign(utf8(text));
  const { name, keyId } = keys.root.key;
  return printNote({ text, signatures: [{ name, keyId, signature }] });
}

const claiming = (change: Record<string, unknown>) =>
  printIdentity({ ...said, ...change } as unknown as Identity, keys.root);

describe('printIdentity and parseIdentity', () => {
  it('come back the same, with keys parsed and words to read aloud', async () => {
    const note = await printIdentity(said, keys.root);
    const parsed = await parseIdentity(testCrypto, note);
    if (!parsed.ok) return expect.fail(JSON.stringify(parsed.error));
    expect(parsed.value.identity).toEqual(said);
    expect(printVerifierKey(parsed.value.witnessKey)).toBe(said.witnessKey);
    expect(parsed.value.logKey?.name).toBe(said.own?.origin);
    expect(parsed.value.fingerprint).toMatch(/^([a-z]{5}-){7}[a-z]{5}$/);
  });

  it('keep fields that are not known yet', async () => {
    const parsed = await parseIdentity(testCrypto, await claiming({ later: { x: 1 } }));
    expect(parsed.ok && parsed.value.identity).toMatchObject({ later: { x: 1 } });
  });

  it('take a witness, which keeps no log', async () => {
    const { own: _own, ...rest } = said;
    const witness = { ...rest, kind: 'witness' } as Identity;
    const parsed = await parseIdentity(testCrypto, await printIdentity(witness, keys.root));
    expect(parsed.ok && parsed.value.logKey).toBeUndefined();
    expect(parsed.ok).toBe(true);
  });

  it('refuse what is no export', async () => {
    expect(await firstIssue('')).toMatch(/^record\.note\./);
    const body = canonicalJson(said as Json);
    for (const text of [`comity-party/v2\n${body}\n`, `${body}\n`, 'comity-party/v1\n'])
      expect(await firstIssue(await signedText(text))).toMatch(
        /^(server\.identity\.format|base\.)/,
      );
    const more = `comity-party/v1\n${body}\nmore\n`;
    expect(await firstIssue(await signedText(more))).toBe('server.identity.format');
    expect(await firstIssue(await signedText('comity-party/v1\n{"a":1\n'))).toMatch(/json/);
  });

  it.each([
    ['kind', { kind: 'ministry' }],
    ['name', { name: {} }],
    ['programme', { programme: 'No Such' }],
    ['url', { url: 'file:///etc/passwd' }],
    ['url', { url: `https://${'x'.repeat(600)}.invalid` }],
    ['own.party', { own: { ...said.own, party: '../x' } }],
    ['own.mark', { own: { ...said.own, mark: 'x' } }],
    ['own.zone', { own: { ...said.own, zone: 'Mars/Olympus' } }],
    ['own.origin', { own: { ...said.own, origin: 'a b' } }],
    ['own.logKey', { own: { ...said.own, logKey: 7 } }],
    ['rootKey', { rootKey: 'x'.repeat(5_000) }],
  ])('name the field that is wrong: %s', async (path, change) => {
    expect(await firstIssue(await claiming(change))).toBe(`server.identity.field ${path}`);
  });

  it('name the key that is none', async () => {
    expect(await firstIssue(await claiming({ requestKey: 'x' }))).toMatch(
      /^record\.key.* requestKey$/,
    );
  });

  it('refuse an export that its root key has not signed', async () => {
    const other = keyPair(99, keys.root.key.name);
    expect(await firstIssue(await printIdentity(said, other))).toBe('server.identity.signature');
    const note = await printIdentity(said, keys.root);
    const altered = note.replace('https://north.invalid', 'https://south.invalid');
    expect(await firstIssue(altered)).toBe('server.identity.signature');
    const witness = keyPair(12, keys.witness.key.name, cosignatureKeyType);
    expect(await firstIssue(await printIdentity(said, witness))).toBe('server.identity.signature');
  });
});
