// Private keys as files in the state folder, which lies outside the backed-up data folder: `<name>.key`, mode 0600,
// one line `comity-key/v1 <algorithm> <seed in base64>`. Keys are made once, never replaced and never sent anywhere.
import { mkdir, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fromBase64, toBase64, utf8ToString } from '../base/bytes.ts';
import { assert, ComityError, codeOf, messageOf } from '../base/errors.ts';
import type { Signer } from '../base/ports.ts';
import { nodeFiles } from './files.ts';
import {
  ed25519KeyBytes,
  mlDsaSignerFromSeed,
  randomBytes,
  signerFromSeed,
} from './node-crypto.ts';

const keyFileBytesMax = 256;
const keyLine = /^comity-key\/v1 (ed25519|ml-dsa-44) ([A-Za-z0-9+/]{43}=)\n$/;
const keyName = /^[a-z][a-z0-9-]{0,60}$/;
/** Permission bits of group and others. */
const othersBits = 0o077;

/** Both are made of a seed of 32 bytes. */
type KeyAlgorithm = 'ed25519' | 'ml-dsa-44';

/** The keys of one node. */
interface KeyStore {
  /**
   * Returns the signer of a key. Rejects with `store.key.missing`, `store.key.permissions` (group or others may
   * read the file), `store.key.malformed` and `store.key.unreadable`; no message holds any of the file's content.
   */
  signer(name: string): Promise<Signer>;
  /**
   * Makes a key, Ed25519 unless another algorithm is named, durable on return, and returns its signer. Rejects with
   * `store.key.exists`: none is replaced.
   */
  create(name: string, algorithm?: KeyAlgorithm): Promise<Signer>;
}

/** Returns the keys of a state folder. Names are lower-case words joined by hyphens: `log`, `witness`. */
export function openKeys(stateDir: string): KeyStore {
  const pathOf = (name: string) => {
    assert(keyName.test(name), `key name ${JSON.stringify(name)}`);
    return join(stateDir, `${name}.key`);
  };
  return {
    async signer(name) {
      const path = pathOf(name);
      const key = parseKey(await readPrivate(path));
      if (key !== undefined) return signerOf(key);
      const message = `${path}: expected one line "comity-key/v1 ed25519 …" or "… ml-dsa-44 …"`;
      throw new ComityError('store.key.malformed', message);
    },
    async create(name, algorithm = 'ed25519') {
      const path = pathOf(name);
      const key = { algorithm, seed: randomBytes(ed25519KeyBytes) };
      const signer = signerOf(key);
      let madeFolder = false;
      try {
        await mkdir(stateDir, { recursive: true, mode: 0o700 });
        madeFolder = true;
        await writeNew(path, printKey(key));
        await nodeFiles.syncFolder(stateDir);
      } catch (error) {
        if (codeOf(error) === 'EEXIST' && madeFolder) {
          throw new ComityError('store.key.exists', `${path} exists; a key is never replaced`);
        }
        const message = `${path} cannot be written: ${messageOf(error)}`;
        throw new ComityError('store.folder.unwritable', message, error);
      }
      return signer;
    },
  };
}

/** Returns whether a state folder has a key of that name, readable or not. */
export async function hasKey(stateDir: string, name: string): Promise<boolean> {
  return stat(join(stateDir, `${name}.key`)).then(
    () => true,
    () => false,
  );
}

interface PrivateKey {
  readonly algorithm: KeyAlgorithm;
  readonly seed: Uint8Array;
}

function signerOf({ algorithm, seed }: PrivateKey): Signer {
  return algorithm === 'ed25519' ? signerFromSeed(seed) : mlDsaSignerFromSeed(seed);
}

function printKey({ algorithm, seed }: PrivateKey): string {
  return `comity-key/v1 ${algorithm} ${toBase64(seed)}\n`;
}

function parseKey(text: string): PrivateKey | undefined {
  const [, algorithm, encoded] = keyLine.exec(text) ?? [];
  const seed = fromBase64(encoded ?? '');
  if (seed?.length !== ed25519KeyBytes) return undefined;
  return { algorithm: algorithm as KeyAlgorithm, seed };
}

async function writeNew(path: string, text: string): Promise<void> {
  // 'wx' refuses an existing file, a dangling link included.
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readPrivate(path: string): Promise<string> {
  try {
    const { mode } = await stat(path);
    if ((mode & othersBits) !== 0) {
      const found = (mode & 0o777).toString(8).padStart(4, '0');
      const message = `${path}: expected mode 0600, found ${found}: others may read the key`;
      throw new ComityError('store.key.permissions', message);
    }
    const file = await nodeFiles.open(path, 'read');
    try {
      return utf8ToString(await file.read(0, keyFileBytesMax)) ?? '';
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ComityError) throw error;
    if (codeOf(error) === 'ENOENT') {
      throw new ComityError('store.key.missing', `${path}: there is no such key`);
    }
    const message = `${path} cannot be read: ${messageOf(error)}`;
    throw new ComityError('store.key.unreadable', message, error);
  }
}
