// Changing the keys of a node that is opened without a network: what is recorded, what signs, and what a kill at each
// step leaves.
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { codeOf } from '../base/errors.ts';
import type { Mark, Origin, PartyId, ProgrammeId } from '../base/ids.ts';
import { parseVerifierKey, printVerifierKey } from '../record/key.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { createControl } from './control.ts';
import { makeTemplate } from './demo-template.ts';
import { initNode } from './init.ts';
import { exportIdentity } from './introduce.ts';
import type { KeyLine } from './key-desk.ts';
import { keyOverlapDaysMax } from './limits.ts';
import { type Node, openNode } from './node.ts';
import { createRingKeeper, makeKeyFile, ownKeyFile, syncRing } from './own-keys.ts';
import { setUpSigner } from './signer-folder.ts';

const origin = 'log.north.invalid/joint' as Origin;
const own = { party: 'north' as PartyId, mark: 'NO' as Mark, zone: 'Asia/Hong_Kong', origin };
let dir = '';
let template = '';
let node: Node | undefined;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'comity-keys-template-'));
  await makeTemplate(template, undefined);
});
afterAll(() => rmSync(template, { recursive: true, force: true }));
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'comity-keys-'));
  const common = { programme: 'joint' as ProgrammeId, name: { en: 'North' }, port: 0 };
  const rest = { witnessName: 'witness.north.invalid', stateDir: '../state', own };
  const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
  await initNode(dataDir(), { ...common, ...rest }, world);
});
afterEach(async () => {
  await node?.close();
  node = undefined;
  rmSync(dir, { recursive: true, force: true });
});

const dataDir = () => join(dir, 'node');
const state = (file: string) => join(dir, 'state', file);
async function open(): Promise<Node> {
  node = await openNode({
    dataDir: dataDir(),
    network: 'off',
    startCheck: 'ask-witnesses',
    projectionTemplate: join(template, 'template'),
  });
  return node;
}
async function reopen(): Promise<Node> {
  await node?.close();
  return open();
}
async function change(params: object): Promise<string> {
  if (node === undefined) throw new Error('open it first');
  const changed = await createControl(node)('change-key', params as never);
  return changed.ok ? 'changed' : changed.error.code;
}
const lines = (of: Node) =>
  of.keys
    .ring()
    .map(({ use, file, until }) => `${use} ${file} ${until === undefined ? '' : 'ends'}`.trim());

describe('changing a key', () => {
  it('makes a new one, records who signed it, and signs with both', async () => {
    const opened = await open();
    const before = opened.keys.log?.key;
    for (const key of ['log', 'request', 'witness']) expect(await change({ key })).toBe('changed');
    expect(lines(opened)).toEqual([
      'root root',
      'log log ends',
      'witness witness ends',
      'request request ends',
      'log log-2',
      'request request-2',
      'witness witness-2',
    ]);
    expect(opened.keys.signing('log', Date.now())).toHaveLength(2);
    expect(opened.keys.signing('log', Date.now() + 31 * 86_400_000)).toHaveLength(1);
    expect(opened.logs.own?.keys()[0]?.key).toEqual(before);
    expect(statSync(state('log-2.key')).mode & 0o777).toBe(0o600);
    expect((await ownKeyFile(opened)).match(/key-rotate/g)).toHaveLength(3);
    const { note } = await exportIdentity(opened);
    for (const use of ['log', 'request', 'witness'] as const)
      expect(note).toContain(
        printVerifierKey(opened.keys.ring().findLast((one) => one.use === use)!.key),
      );
    const shown = await createControl(opened)('keys', {});
    const keys = shown.ok ? (shown.value as readonly KeyLine[]) : [];
    expect(keys.at(-3)).toMatchObject({ use: 'log', kept: 'log-2.key', signs: true });
    expect(keys.at(-3)?.fingerprint).toMatch(/^([a-z]{5}-){7}[a-z]{5}$/);
  });

  it('leaves a node that starts, wherever it is killed, and is carried out or begun anew', async () => {
    await open();
    const ring = readFileSync(state('ring.json'), 'utf8');
    // Killed when the key was made and nothing recorded: the same key is used.
    const made = await makeKeyFile({ dir: state(''), file: 'log-2', name: origin, use: 'log' });
    const again = await reopen();
    expect(lines(again)).toHaveLength(4);
    expect(await change({ key: 'log' })).toBe('changed');
    expect(printVerifierKey(again.keys.log!.key)).toBe(made);
    // Killed when it was recorded and the ring not written: made up for at the start.
    writeFileSync(state('ring.json'), ring);
    const late = await reopen();
    expect(lines(late)).toHaveLength(4);
    await syncRing(late);
    expect(lines(late)).toEqual(lines(again));
    // A ring that was restored from an old backup cannot make it sign with a key that is over.
    writeFileSync(state('ring.json'), ring);
    const third = await reopen();
    expect(await change({ key: 'log' })).toBe('changed');
    expect(lines(third).filter((line) => line.startsWith('log'))).toEqual([
      'log log ends',
      'log log-2 ends',
      'log log-3',
    ]);
  });

  it('replaces a lost one: the node starts without it, and the old one signs no larger tree', async () => {
    await open();
    rmSync(state('log.key'));
    const opened = await reopen();
    expect(opened.keys.signing('log', Date.now())).toEqual([]);
    expect(await change({ key: 'log', why: { en: 'The disk is gone' } })).toBe('changed');
    expect(opened.keys.signing('log', Date.now())).toHaveLength(1);
    expect(opened.logs.own?.keys()[0]).toMatchObject({ sizeMax: 0 });
  });

  it('leaves a process that lacks the new private key with the old one, and takes no other key for it: server.keys.not-here', async () => {
    const opened = await open();
    const before = opened.keys.witness.key;
    expect(await change({ key: 'witness' })).toBe('changed');
    const after = opened.keys.witness.key;
    const ids = (of: Node) => of.keys.signing('witness', Date.now()).map(({ key }) => key.keyId);
    expect(ids(opened)).toEqual([before.keyId, after.keyId]);
    rmSync(state('witness-2.key'));
    const lacking = await reopen();
    expect(ids(lacking)).toEqual([before.keyId]);
    expect(lacking.keys.witness.key).toEqual(before);
    const { name } = after;
    await makeKeyFile({ dir: state(''), file: 'witness-2', name, use: 'witness' });
    const other = await reopen();
    expect(ids(other)).toEqual([before.keyId]);
    const told: string[] = [];
    const alarms = { refuse: ({ code }: { readonly code: string }) => void told.push(code) };
    await createRingKeeper({ ...other, alarms })();
    expect(told).toEqual(['server.keys.not-here']);
    await other.close();
    rmSync(state('witness.key'));
    rmSync(state('witness-2.key'));
    expect(await open().catch(codeOf)).toBe('store.key.missing');
    node = undefined;
  });

  it('is refused by a code: server.keys.*, and log/1 is said by these commands only', async () => {
    const opened = await open();
    expect(await change({ key: 'root' })).toBe('server.keys.which');
    for (const overlapDays of [-1, 0.5, keyOverlapDaysMax + 1, '30'])
      expect(await change({ key: 'log', overlapDays })).toBe('server.keys.overlap');
    const vkey = printVerifierKey(opened.keys.log!.key);
    expect(await change({ key: 'log', after: vkey })).toBe('server.keys.not-elsewhere');
    const command = { kind: 'log', about: origin, command: { act: 'freeze', why: { en: 'x' } } };
    const said = await createControl(opened)('command', command);
    expect(said.ok ? '' : said.error.code).toBe('server.command.kind');
    await opened.close();
    const socket = join(dir, 'socket');
    await setUpSigner({ dataDir: dataDir(), signerDir: join(dir, 'signer'), socket });
    await open();
    expect(await change({ key: 'log' })).toBe('server.keys.elsewhere');
    expect(await change({ key: 'log', after: 'x' })).toBe('server.keys.vkey');
  });

  it('records that the operator believes a clock that went back, and refuses when it did not', async () => {
    const opened = await open();
    const control = createControl(opened);
    const why = { en: 'The clock was an hour ahead since the move' };
    const codeFor = async (method: string, params: object, of = control) => {
      const done = await of(method, params as never);
      return done.ok ? 'done' : done.error.code;
    };
    expect(await codeFor('accept-clock', { why })).toBe('server.clock.not-behind');
    expect(await codeFor('accept-clock', {})).toBe('server.alarm.why');
    expect(await codeFor('resume', { why })).toBe('server.resume.not-waiting');
    await opened.close();
    node = await openNode({
      ...{ dataDir: dataDir(), network: 'off', startCheck: 'ask-witnesses' },
      clock: () => Date.now() - 3_600_000,
    });
    expect(await node.party?.clockGuard.held()).toBe('server.signing.clock');
    expect(await codeFor('accept-clock', { why }, createControl(node))).toBe('done');
    expect(await node.party?.clockGuard.held()).toBeUndefined();
  });

  it('is nothing for a witness, which keeps no log to say so in: server.keys.witness', async () => {
    const input = { programme: 'joint' as ProgrammeId, name: { en: 'Archive' }, port: 0 };
    const rest = { witnessName: 'archive.invalid/witness', stateDir: '../archive-state' };
    const world = { clock: Date.now, random: randomBytes, crypto: nodeCrypto };
    await initNode(join(dir, 'archive'), { ...input, ...rest }, world);
    const where = {
      dataDir: join(dir, 'archive'),
      network: 'off',
      startCheck: 'ask-witnesses',
    } as const;
    node = await openNode(where);
    const control = createControl(node);
    for (const method of ['freeze', 'resume', 'accept-clock']) {
      const done = await control(method, { why: { en: 'x' } });
      expect(done.ok ? '' : done.error.code).toBe('server.keys.witness');
    }
    expect(await change({ key: 'witness' })).toBe('server.keys.witness');
  });

  it('makes a key offline, in a file that nobody else can read', async () => {
    const given = { dir: join(dir, 'offline'), file: 'log-9', name: origin, use: 'log' } as const;
    const vkey = await makeKeyFile(given);
    expect(parseVerifierKey(nodeCrypto.sha256, vkey).ok).toBe(true);
    expect(statSync(join(dir, 'offline', 'log-9.key')).mode & 0o777).toBe(0o600);
    expect(await makeKeyFile(given).catch(codeOf)).toBe('store.key.exists');
    expect(await makeKeyFile({ ...given, name: 'a name' }).catch(codeOf)).toBe('server.keys.name');
    expect(existsSync(state('log-9.key'))).toBe(false);
  });
});
