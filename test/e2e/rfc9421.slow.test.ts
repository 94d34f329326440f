// Payloads of scope programme are for the parties: a node serves them on a signed request (RFC 9421) of a trusted
// party, and to nobody else. What is internal is served to nobody at all.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex, utf8ToString } from '../../src/base/bytes.ts';
import type { Origin } from '../../src/base/ids.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { readConfig, stateDirOf } from '../../src/server/config.ts';
import { type KeyPair, readKeys } from '../../src/server/keys.ts';
import { originHash } from '../../src/server/logs.ts';
import { decodePayloadBundle } from '../../src/server/payload-bundle.ts';
import { signRequest } from '../../src/server/request-signature.ts';
import { openFilesLog } from '../../src/store/files-log.ts';
import { generateSigner, randomBytes } from '../../src/store/node-crypto.ts';
import { testCrypto } from '../support/crypto.ts';
import { call, fetchText, until } from '../support/processes.ts';
import {
  type Answer,
  askAsStranger,
  crawl,
  everythingOfEntry,
  everythingOfLog,
  holding,
} from '../support/stranger.ts';
import {
  foundTwo,
  namesOf,
  type PartyNode,
  programme,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

const secret = 'Not for the public: the reserve price';
/** In the programme slot of an entry whose public slot shows the rest. */
const remark = 'For the parties only: the ground is unsound';
const shown = 'Two Towns Bridge';
const person = 'Wong Siu-ming, known to the north only';

let two: TwoNodes;
let ofB: KeyPair;
/** Where A serves the programme payloads of its first bundle, and B those of its mirror of A. */
let url = '';
let mirrorUrl = '';

const requestKeyOf = async (node: PartyNode): Promise<KeyPair> => {
  const config = readConfig(node.data);
  const keys = await readKeys(stateDirOf(node.data, config), config, testCrypto.sha256);
  return keys.request;
};
const nowSeconds = () => Math.floor(Date.now() / 1_000);
const signed = (uri: string, key: KeyPair, at = nowSeconds()) =>
  signRequest({ method: 'GET', uri, body: '' }, key, {
    sha256: testCrypto.sha256,
    nowSeconds: at,
    random: randomBytes,
  });
const ask = async (uri: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') => {
  const response = await fetch(uri, { method, headers, signal: AbortSignal.timeout(10_000) });
  return { status: response.status, bytes: new Uint8Array(await response.arrayBuffer()) };
};
const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

/** Paths of the files under a folder that hold some text. */
const filesHolding = (dir: string, text: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => readFileSync(path, 'latin1').includes(text));

beforeAll(async () => {
  two = await foundTwo();
  const { a, b } = two;
  const chairs = ['north', 'south'].map((party) => ({ party, name: namesOf('Chair') }));
  const opened: JsonObject = {
    act: 'open',
    scope: 'programme',
    title: namesOf(secret),
    date: '2026-01-15',
    place: namesOf('Town hall'),
    chairs,
    agenda: [{ id: '1', text: namesOf('Prices') }],
  };
  await call(a.data, 'command', { kind: 'meeting', command: opened });
  const appointed: JsonObject = {
    act: 'appoint',
    pseudonym: 'no7f3a9c2e',
    name: namesOf(person),
    post: namesOf('Clerk'),
    from: '2026-01-01',
  };
  await call(a.data, 'command', { kind: 'person-role', command: appointed });
  const opening: JsonObject = { act: 'open', scope: 'both', title: namesOf(shown) };
  await call(a.data, 'command', { kind: 'project', command: opening });
  const status: JsonObject = { act: 'status', status: 'implementation', note: namesOf(remark) };
  await call(a.data, 'command', {
    kind: 'project',
    about: 'NO-P001',
    command: { ...status, scope: 'both' },
  });
  await untilAgreed(two);
  ofB = await requestKeyOf(b);
  url = `${a.url}/log/${programme}/payloads/0?scope=programme`;
  const hash = originHash(testCrypto, a.origin);
  mirrorUrl = `${b.url}/mirror/${hash}/payloads/0?scope=programme`;
});
afterAll(() => two?.[Symbol.asyncDispose]());

describe('programme payloads', () => {
  it('are served to the trusted party, by the log and by a mirror', async () => {
    for (const uri of [url, mirrorUrl]) {
      const reader = uri === url ? ofB : await requestKeyOf(two.a);
      const answer = await ask(uri, await signed(uri, reader));
      expect(answer.status, uri).toBe(200);
      const slots = decodePayloadBundle(answer.bytes);
      const held = slots.ok ? slots.value.filter((slot) => slot.status === 'held') : [];
      expect(held.map((slot) => utf8ToString(slot.bytes)).join('\n')).toContain(secret);
    }
  });

  it('are served to nobody without a signature, or with half of one', async () => {
    const headers = await signed(url, ofB);
    const { signature: _1, ...unsigned } = headers;
    const { 'signature-input': _2, ...noInput } = headers;
    const { 'content-digest': _3, ...noDigest } = headers;
    for (const given of [{}, unsigned, noInput, noDigest]) {
      for (const uri of [url, mirrorUrl]) expect((await ask(uri, given)).status).toBe(403);
    }
  });

  it('are not served for a wrong key, whatever name it goes by', async () => {
    const stranger: KeyPair = { key: ofB.key, signer: await generateSigner() };
    const own = await requestKeyOf(two.a);
    const named: KeyPair = { key: { ...ofB.key, name: 'witness.invalid' }, signer: ofB.signer };
    for (const key of [stranger, { ...own, key: ofB.key }, named]) {
      expect((await ask(url, await signed(url, key))).status).toBe(403);
    }
  });

  it('are not served for a request of another time', async () => {
    for (const at of [nowSeconds() - 3_600, nowSeconds() - 200, nowSeconds() + 3_600]) {
      expect((await ask(url, await signed(url, ofB, at))).status, String(at)).toBe(403);
    }
    const early = await signed(url, ofB, nowSeconds() - 3_600);
    const input = early['signature-input'].replace(/expires=\d+/, `expires=${nowSeconds() + 60}`);
    expect((await ask(url, { ...early, 'signature-input': input })).status).toBe(403);
  });

  it('are not served twice for one request', async () => {
    const headers = await signed(url, ofB);
    expect((await ask(url, headers)).status).toBe(200);
    expect((await ask(url, headers)).status).toBe(403);
  });

  it('are not served for a request that was signed for another target', async () => {
    const elsewhere = [
      mirrorUrl,
      url.replace('scope=programme', 'scope=public'),
      url.replace('payloads/0', 'payloads/1'),
      `${url}&x=1`,
    ];
    for (const uri of elsewhere) {
      expect((await ask(url, await signed(uri, ofB))).status, uri).toBe(403);
    }
    const post = await signRequest({ method: 'POST', uri: url, body: '' }, ofB, {
      sha256: testCrypto.sha256,
      nowSeconds: nowSeconds(),
      random: randomBytes,
    });
    expect((await ask(url, post)).status).toBe(403);
  });

  it('are not in what everybody gets', async () => {
    const open = [
      url.replace('scope=programme', 'scope=public'),
      mirrorUrl.replace('scope=programme', 'scope=public'),
    ];
    for (const uri of open) {
      const answer = await ask(uri);
      expect(answer.status).toBe(200);
      expect(textOf(answer.bytes)).not.toContain(secret);
    }
    for (const node of [two.a, two.b]) {
      for (const path of ['', 'meetings', 'meetings/NO-G001', 'status', 'about']) {
        const page = await fetchText(`${node.url}/en/${path}`);
        expect(page.body.includes(secret), `${node.party} /en/${path}`).toBe(false);
      }
    }
  });
});

/** Everything that a stranger can get of both nodes, their mirrors of each other and their witnesses. */
async function everything(): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (const [node, other] of [
    [two.a, two.b],
    [two.b, two.a],
  ]) {
    const hash = originHash(testCrypto, other.origin);
    const starts = ['en', 'zh-hant', 'zh-hans'].map((language) => `/${language}/`);
    answers.push(...(await crawl(node.url, ['/', ...starts])));
    for (const log of [`${node.url}/log/${programme}`, `${node.url}/mirror/${hash}`]) {
      answers.push(...(await everythingOfLog(log)));
    }
    for (const path of [`witness/${hash}/checkpoint`, `evidence/${hash}/1.evidence`]) {
      answers.push(await askAsStranger(`${node.url}/${path}`));
    }
  }
  return answers;
}

describe('what a stranger can get', () => {
  it('holds what is public, and no byte of a payload of the programme or of the internal log', async () => {
    const answers = await everything();
    // The crawl went everywhere: it has found what may be found, on pages and in the logs of both.
    const found = holding(answers, shown);
    for (const node of [two.a, two.b]) {
      expect(found.some((url) => url.startsWith(`${node.url}/en/projects/`))).toBe(true);
      expect(found.some((url) => url.startsWith(`${node.url}/zh-hans/`))).toBe(true);
    }
    expect(found.filter((url) => url.includes('/payload/')).length).toBeGreaterThan(1);
    for (const text of [secret, remark, person]) expect(holding(answers, text)).toEqual([]);
  });

  it('of one entry with a slot for each is the public one, and the parties hold both', async () => {
    const { a, b } = two;
    const uri = mirrorUrl;
    const answer = await ask(uri, await signed(uri, await requestKeyOf(a)));
    const slots = decodePayloadBundle(answer.bytes);
    const held = slots.ok ? slots.value.filter((slot) => slot.status === 'held') : [];
    expect(held.filter((slot) => utf8ToString(slot.bytes)?.includes(remark))).toHaveLength(1);
    for (const node of [a, b]) {
      const project = await call<JsonObject>(node.data, 'show', { id: 'NO-P001' });
      expect(JSON.stringify(project), node.party).toContain(remark);
    }
  });

  it('does not grow when a programme record is asked to be shown by a later command', async () => {
    const { a } = two;
    const again: JsonObject = { act: 'status', status: 'completion', note: namesOf(remark) };
    const asked = { kind: 'project', about: 'NO-P001', command: { ...again, scope: 'public' } };
    await expect(call(a.data, 'command', asked)).rejects.toThrow('programme.scope.bound');
  });
});

describe('the internal log', () => {
  it('lies on the disk of its node', async () => {
    const { a } = two;
    const entries = await call<{ readonly logs: readonly { origin: string; entries: number }[] }>(
      a.data,
      'fsck',
    );
    const own = entries.logs.find((log) => log.origin === `${a.origin}/private`);
    expect(own?.entries).toBe(2);
  });

  it('is served nowhere, signed or not', async () => {
    const { a, b } = two;
    const hash = originHash(testCrypto, `${a.origin}/private`);
    const bases = [
      `/log/${programme}/private`,
      `/log/${programme}-private`,
      '/log/private',
      '/private',
      `/mirror/${hash}`,
      `/log/${programme}/..%2fprivate`,
      `/log/${programme}/tile/..%2f..%2fprivate`,
      `/log/${programme}/tile/../../private`,
    ];
    const rests = [
      'checkpoint',
      'checkpoint.pending',
      'journal',
      'tile/0/000.p/2',
      'tile/entries/000.p/2',
      'payloads/0?scope=public',
      'payloads/0?scope=programme',
      'payloads/0?scope=internal',
    ];
    for (const node of [a, b]) {
      for (const base of bases) {
        for (const rest of rests) {
          const uri = `${node.url}${base}/${rest}`;
          const answer = await ask(uri, await signed(uri, ofB));
          expect(answer.status, uri).not.toBe(200);
          expect(textOf(answer.bytes).includes(person), uri).toBe(false);
        }
      }
      for (const scope of ['internal', 'Programme', 'programme%00', '']) {
        const uri = `${node.url}/log/${programme}/payloads/0?scope=${scope}`;
        const answer = await ask(uri, await signed(uri, ofB));
        expect(answer.status, uri).not.toBe(200);
      }
    }
    for (const path of ['comity.json', 'socket', 'alarms.json', '..%2fnorth.state%2flog.key']) {
      expect((await ask(`${a.url}/${path}`)).status, path).not.toBe(200);
    }
    const witnessed = await ask(`${b.url}/witness/${hash}/checkpoint`);
    expect(witnessed.status).toBe(404);
  });

  it('answers to none of its leaves, under any log', async () => {
    const { a, b } = two;
    const copy = mkdtempSync(join(tmpdir(), 'comity-private-'));
    cpSync(join(a.data, 'private'), copy, { recursive: true });
    const origin = `${a.origin}/private` as Origin;
    const log = await openFilesLog({ dir: copy, origin, sha256: testCrypto.sha256 });
    const leaves = (await log.leaves(0, log.head().size)).map(toHex);
    await log.close();
    rmSync(copy, { recursive: true });
    expect(leaves.length).toBeGreaterThan(0);
    const hash = originHash(testCrypto, a.origin);
    const logs = [`${a.url}/log/${programme}`, `${b.url}/mirror/${hash}`];
    logs.push(`${a.url}/mirror/${originHash(testCrypto, origin)}`);
    for (const leaf of leaves) {
      for (const log of logs) {
        for (const answer of await everythingOfEntry(log, leaf)) {
          expect(answer.status, answer.url).toBe(404);
        }
      }
    }
  });

  it('never left its node', () => {
    expect(filesHolding(two.a.data, person)).not.toEqual([]);
    expect(filesHolding(two.b.data, person)).toEqual([]);
  });
});

describe('a record of the parties that is published later', () => {
  it('is public on both nodes by one command, but for the fields that stay', async () => {
    const { a, b, stage } = two;
    const [title, room] = ['Published after all', 'The room that nobody is told of'];
    const command: JsonObject = {
      ...{ act: 'open', scope: 'programme', title: namesOf(title), date: '2026-01-16' },
      ...{ place: namesOf(room), chairs: [{ party: 'north', name: namesOf('Chair') }] },
      agenda: [{ id: '1', text: namesOf('Prices') }],
    };
    const opened = await call<{ readonly ids: readonly string[] }>(a.data, 'command', {
      kind: 'meeting',
      command,
    });
    const [id = ''] = opened.ids;
    const page = (node: PartyNode) => fetchText(`${node.url}/en/meetings/${id}`);
    expect((await page(a)).status).toBe(404);
    const without = ['meeting', 'publish', id, '--without', 'place', '--data', a.data];
    const refused = await stage.run(...without.with(3, '--without').with(4, 'title'));
    expect([refused.code, refused.stderr]).toEqual([8, expect.stringContaining('title')]);
    const done = await stage.run(...without);
    expect(done.code, done.stderr).toBe(0);
    await untilAgreed(two);
    for (const node of [a, b]) {
      await until('the page is there', async () => (await page(node)).status === 200);
      const { body } = await page(node);
      expect(body).toContain(title);
      expect(body).not.toContain(room);
    }
    expect((await stage.run(...without)).stderr).toContain('programme.publish.nothing');
  });
});
