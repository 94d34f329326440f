// Spec: docs/spec/store.md S14.
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { utf8 } from '../base/bytes.ts';
import { openKeys } from './key-store.ts';
import { nodeCrypto } from './node-crypto.ts';

const base = await mkdtemp(join(tmpdir(), 'comity-keys-'));
afterAll(() => rm(base, { recursive: true, force: true }));
const keys = openKeys(join(base, 'state'));
const pathOf = (name: string) => join(base, 'state', `${name}.key`);

describe('openKeys', () => {
  it('makes a key that only its owner can read, and finds it again', async () => {
    const made = await keys.create('log');
    const found = await keys.signer('log');
    expect(found.publicKey).toEqual(made.publicKey);
    const signature = await found.sign(utf8('text'));
    expect(await nodeCrypto.ed25519.verify(made.publicKey, utf8('text'), signature)).toBe(true);
    expect((await stat(pathOf('log'))).mode & 0o777).toBe(0o600);
    expect((await stat(join(base, 'state'))).mode & 0o777).toBe(0o700);
  });

  it('keeps ML-DSA-44 keys under the same rules', async () => {
    const made = await keys.create('large', 'ml-dsa-44');
    const found = await keys.signer('large');
    expect(found.publicKey.length).toBe(1_312);
    expect(found.publicKey).toEqual(made.publicKey);
    expect(await readFile(pathOf('large'), 'utf8')).toMatch(/^comity-key\/v1 ml-dsa-44 \S{44}\n$/);
    const again = keys.create('large', 'ml-dsa-44');
    await expect(again).rejects.toMatchObject({ code: 'store.key.exists' });
  });

  it('never replaces a key', async () => {
    const made = await keys.create('witness');
    await expect(keys.create('witness')).rejects.toMatchObject({ code: 'store.key.exists' });
    expect((await keys.signer('witness')).publicKey).toEqual(made.publicKey);
  });

  it('refuses a key that others may read, and shows nothing of it', async () => {
    await keys.create('open');
    const content = await readFile(pathOf('open'), 'utf8');
    for (const mode of [0o640, 0o604, 0o620, 0o601]) {
      await chmod(pathOf('open'), mode);
      const error = await keys.signer('open').catch((e: unknown) => e);
      expect(error).toMatchObject({ code: 'store.key.permissions' });
      expect(String(error)).not.toContain(content.split(' ')[2].slice(0, 8));
    }
    await chmod(pathOf('open'), 0o400);
    await keys.signer('open');
  });

  it('tells a missing key from a malformed one', async () => {
    await expect(keys.signer('none')).rejects.toMatchObject({ code: 'store.key.missing' });
    const contents = [
      '',
      'rubbish',
      `comity-key/v1 ed25519 ${'A'.repeat(43)}`,
      'comity-key/v2 x y\n',
    ];
    for (const content of contents) {
      await writeFile(pathOf('bad'), content, { mode: 0o600 });
      await expect(keys.signer('bad')).rejects.toMatchObject({ code: 'store.key.malformed' });
    }
  });

  it('says that a folder cannot be written or a key not be read', async () => {
    await writeFile(join(base, 'file'), '');
    const refused = openKeys(join(base, 'file')).create('log');
    await expect(refused).rejects.toMatchObject({ code: 'store.folder.unwritable' });
    const unreadable = openKeys(join(base, 'file')).signer('log');
    await expect(unreadable).rejects.toMatchObject({ code: 'store.key.unreadable' });
  });

  it('takes no name that could be a path', async () => {
    await expect(keys.signer('../log')).rejects.toThrow('key name');
    await expect(keys.create('')).rejects.toThrow('key name');
  });
});
