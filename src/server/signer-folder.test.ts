// Taking the log's keys out of a node: whole or not at all, and the node knows where its signer is.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toBase64 } from '../base/bytes.ts';
import { codeOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import { emptyRoot } from '../record/merkle.ts';
import { lockFolder } from '../store/folder.ts';
import { openLastSigned } from '../store/last-signed.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { readConfig } from './config.ts';
import { initNode } from './init.ts';
import { readKeys } from './keys.ts';
import { openSignerDesk, rotateInSigner, setUpSigner } from './signer-folder.ts';

const origin = 'log.north.invalid/joint' as Origin;
const own = { party: 'north' as PartyId, mark: 'NO' as Mark, zone: 'Asia/Hong_Kong', origin };
const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-signer-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const dataDir = () => join(dir, 'node');
const state = (file: string) => join(dir, 'state', file);
const signerDir = () => join(dir, 'signer');
const setting = () => ({ dataDir: dataDir(), signerDir: signerDir(), socket: join(dir, 'socket') });

async function init(party: boolean): Promise<void> {
  const common = { programme: 'joint' as ProgrammeId, name: { en: 'North' }, port: 0 };
  const rest = { ...common, witnessName: 'witness.north.invalid', stateDir: '../state' };
  await initNode(dataDir(), party ? { ...rest, own } : rest, world);
}

describe('setUpSigner', () => {
  it('moves the keys and what was signed last, and the node keeps the public half', async () => {
    await init(true);
    const tree = { size: 1, root: new Uint8Array(32).fill(7) };
    await openLastSigned(state('')).set(origin, tree);
    const before = await readKeys(state(''), readConfig(dataDir()), nodeCrypto.sha256);
    await setUpSigner(setting());
    expect([existsSync(state('log.key')), existsSync(state('root.key'))]).toEqual([false, true]);
    expect(statSync(join(signerDir(), 'log.key')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(signerDir(), 'root.key'))).toBe(false);
    expect(await openLastSigned(state('')).get(origin)).toBeUndefined();
    const config = readConfig(dataDir());
    const after = await readKeys(state(''), config, nodeCrypto.sha256);
    expect([config.signer, after.log?.key]).toEqual([setting().socket, before.log?.key]);
    expect(after.signing('log', Date.now())).toEqual([]);
    const desk = await openSignerDesk(signerDir(), Date.now);
    expect([desk.origin, await desk.last()]).toEqual([origin, tree]);
  });

  it('begins anew when it was cut off before the node was told, and finishes when after', async () => {
    await init(true);
    const key = readFileSync(state('log.key'), 'utf8');
    // As left by a kill between the copies and the configuration: an older state, a key that is there.
    await openLastSigned(signerDir()).set(origin, { size: 1, root: new Uint8Array(32).fill(1) });
    await openLastSigned(state('')).set(origin, { size: 2, root: new Uint8Array(32).fill(2) });
    await setUpSigner(setting());
    expect((await (await openSignerDesk(signerDir(), Date.now)).last())?.size).toBe(2);
    // As left by a kill before the originals were removed: what has been signed since must stay.
    writeFileSync(state('log.key'), key, { mode: 0o600 });
    await openLastSigned(state('')).set(origin, { size: 2, root: new Uint8Array(32).fill(2) });
    await openLastSigned(signerDir()).set(origin, { size: 3, root: new Uint8Array(32).fill(3) });
    await setUpSigner(setting());
    expect(existsSync(state('log.key'))).toBe(false);
    expect((await openLastSigned(signerDir()).get(origin))?.size).toBe(3);
  });

  it('makes the next key while the signer runs, and no third before the first is over', async () => {
    await init(true);
    const none = { overlapDays: 30, now: Date.now() };
    expect(await rotateInSigner(signerDir(), none).catch(codeOf)).toBe('server.signer.no-key');
    await setUpSigner(setting());
    const desk = await openSignerDesk(signerDir(), Date.now);
    const vkey = await rotateInSigner(signerDir(), none);
    const text = `${origin}\n0\n${toBase64(emptyRoot(nodeCrypto.sha256))}\n`;
    const signed = await desk.sign(`old 0\n\n${text}`);
    expect(signed.ok && signed.value.map(({ keyId }) => keyId)).toContain(vkey.split('+')[1]);
    expect(signed.ok && signed.value).toHaveLength(2);
    expect(await rotateInSigner(signerDir(), none).catch(codeOf)).toBe('server.signer.rotating');
    const over = { ...none, now: none.now + 31 * 86_400_000 };
    expect(await rotateInSigner(signerDir(), over)).not.toBe(vkey);
  });

  it('refuses a second socket, a running signer and a witness', async () => {
    await init(true);
    await using lock = await lockFolder(signerDir());
    expect(await setUpSigner(setting()).catch(codeOf)).toBe('store.folder.locked');
    await lock.release();
    await setUpSigner(setting());
    const other = { ...setting(), socket: join(dir, 'other') };
    expect(await setUpSigner(other).catch(codeOf)).toBe('server.signer.exists');
    rmSync(dataDir(), { recursive: true });
    rmSync(state(''), { recursive: true });
    await init(false);
    expect(await setUpSigner(setting()).catch(codeOf)).toBe('server.signer.no-log');
    const none = await openSignerDesk(join(dir, 'empty'), Date.now).catch(codeOf);
    expect(none).toBe('server.signer.no-key');
  });
});
