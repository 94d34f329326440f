// docs/spec/federation.md F33, F34: what one party erases leaves every file of both nodes, byte for byte, while
// every proof still verifies; a node that was away, or comes back from an older backup, ends at the same.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import type { ErasureStatus } from '../../src/projection/queries.ts';
import { originHash } from '../../src/server/logs.ts';
import { findBytes, type Sought } from '../support/byte-search.ts';
import { testCrypto } from '../support/crypto.ts';
import { call, fetchText, until } from '../support/processes.ts';
import {
  expectAccepted,
  foundTwo,
  namesOf,
  type PartyNode,
  programme,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

let two: TwoNodes;
beforeAll(async () => {
  two = await foundTwo();
});
const backups = mkdtempSync(join(tmpdir(), 'comity-backups-'));
afterAll(async () => {
  await two?.[Symbol.asyncDispose]();
  rmSync(backups, { recursive: true, force: true });
});

/** A word that stands nowhere else, with characters of which JSON and base64 make others. */
const secret = () => `陳“${randomBytes(12).toString('hex')}”小姐`;
const ofText = (what: string, text: string): Sought => ({ what, bytes: Buffer.from(text) });
const folders = () => [two.stage.dir];
const found = (sought: readonly Sought[]) => findBytes(folders(), sought);
const own = (node: PartyNode) => `${node.url}/log/${programme}`;
const mirror = (holder: PartyNode, writer: PartyNode) =>
  `${holder.url}/mirror/${originHash(testCrypto, writer.origin)}`;
const comity = (node: PartyNode, ...words: readonly string[]) =>
  two.stage.run(...words, '--data', node.data);
const erasuresOf = (node: PartyNode) => call<readonly ErasureStatus[]>(node.data, 'erasures');
const untilDone = (node: PartyNode, leaf: string, parties: number) =>
  until(`${node.party} counts ${parties} parties`, async () => {
    const one = (await erasuresOf(node)).find((erasure) => erasure.leaf === leaf);
    return one?.done.length === parties;
  });

async function saltOf(node: PartyNode, leaf: string): Promise<Sought> {
  const answer = await fetch(`${own(node)}/payload/${leaf}`);
  return { what: 'the salt', bytes: new Uint8Array(await answer.arrayBuffer()).slice(0, 32) };
}

async function record(node: PartyNode, kind: string, command: object, about?: string) {
  type Done = { readonly ids: readonly [string]; readonly leaves: readonly [string] };
  const given = { kind, command: command as never, ...(about && { about }) };
  const { ids, leaves } = await call<Done>(node.data, 'command', given);
  return { id: ids[0], leaf: leaves[0] };
}

/** Hands over a schedule and adopts it. */
async function adopt(node: PartyNode, name: string, more: object = {}) {
  const activities = [{ id: 'A', durationMinutes: 60 }];
  const project = { code: 'PIER', name, dataDate: '2026-03-31T08:00', activities };
  const text = JSON.stringify({ schema: 'comity-schedule/1', projects: [project] });
  const base64 = Buffer.from(text).toString('base64');
  const blob = await call<{ hash: string; bytes: number }>(node.data, 'put-blob', { base64 });
  const fields = { project: 'NO-P001', blob, format: 'comity-schedule/1', dataDate: '2026-03-31' };
  return {
    ...(await record(node, 'schedule', { act: 'adopt', ...fields, ...more })),
    hash: toHex(testCrypto.sha256(Buffer.from(text))),
  };
}
const holdsBlob = (node: PartyNode, hash: string) => existsSync(join(node.data, 'blobs', hash));

/** Each of them is somewhere in the folder: else that none is found later would say nothing. */
function expectFound(node: PartyNode, sought: readonly [Sought, ...Sought[]]) {
  for (const one of sought) {
    expect(findBytes([node.data], [one]), `${one.what} at ${node.party} before`).not.toEqual([]);
  }
  // Rows, or the write-ahead log of rows, included.
  expect(findBytes([join(node.data, 'projection')], [sought[0]])).not.toEqual([]);
}

describe('a content that its owner erases', () => {
  it('leaves every file of both nodes, with its salt and its blob, and every proof still verifies', async () => {
    const { a, b } = two;
    await record(a, 'project', { act: 'open', title: namesOf('Pier') });
    const [name, inside, drawing] = [secret(), secret(), secret()];
    const person = await record(a, 'organization', { act: 'describe', name: namesOf(name) });
    const closed = { act: 'describe', name: namesOf(inside), scope: 'programme' };
    const quiet = await record(a, 'organization', closed);
    const plan = await adopt(a, drawing);
    const shared = await adopt(a, 'Shared');
    const again = await adopt(a, 'Shared', { format: 'comity-schedule/1' });
    for (const { hash } of [plan, shared])
      await until('the other party has the blob', async () => holdsBlob(b, hash));
    await untilAgreed(two);
    const salt = await saltOf(a, person.leaf);
    const sought: readonly [Sought, ...Sought[]] = [
      ofText('a public name', name),
      ofText('a name for the parties', inside),
      ofText('a schedule', drawing),
      salt,
    ];
    for (const node of [a, b]) expectFound(node, sought);
    const erased = [person, quiet, plan, shared];
    const asked = await comity(
      a,
      'erase',
      person.leaf,
      '--ground',
      'Asked by the person',
      '--json',
    );
    expect(asked.code, asked.stderr).toBe(0);
    for (const { leaf } of erased.slice(1))
      await call(a.data, 'erase', { leaf, ground: { en: 'Asked by the person' } });
    for (const { leaf } of erased) for (const node of [a, b]) await untilDone(node, leaf, 2);
    expect(found(sought)).toEqual([]);
    expect([a, b].map((node) => holdsBlob(node, plan.hash))).toEqual([false, false]);
    expect([a, b].map((node) => holdsBlob(node, again.hash))).toEqual([true, true]);
    for (const base of [own(a), mirror(b, a)]) {
      const { status, body } = await fetchText(`${base}/payload/${person.leaf}`);
      expect([status, body]).toEqual([
        410,
        expect.stringMatching(/^server\.payload\.erased \d+\n$/),
      ]);
      expect((await fetchText(`${base}/blob/${plan.hash}`)).status).toBe(404);
    }
    for (const node of [a, b]) {
      const page = await fetchText(`${node.url}/en/status`);
      expect(page.body).toContain('Erased, 2 of 2 parties confirmed');
      const fsck = await call<{ readonly issues: readonly object[] }>(node.data, 'fsck');
      expect(fsck.issues).toEqual([]);
    }
    const verified = await comity(b, 'log', 'verify', person.leaf);
    expect([verified.code, verified.stdout]).toEqual([
      0,
      expect.stringMatching(/payload erased .*"index":\d+/),
    ]);
    await until('everything is confirmed', async () => {
      const { confirmed, recorded } = await call<{ confirmed: number; recorded: number }>(
        a.data,
        'head',
      );
      return confirmed === recorded;
    });
    expectAccepted(two);
  });

  it('stays away from nodes that were away, or come back from older backups, before they show anything', async () => {
    const { a, b, stage } = two;
    const name = secret();
    const person = await record(a, 'organization', { act: 'describe', name: namesOf(name) });
    await untilAgreed(two);
    const sought = [ofText('a public name', name), await saltOf(a, person.leaf)];
    for (const node of [a, b]) expect((await node.process?.stop())?.code).toBe(0);
    const held = join(b.data, 'mirrors', originHash(testCrypto, a.origin), 'private', 'payloads');
    cpSync(a.data, join(backups, 'north'), { recursive: true });
    cpSync(held, join(backups, 'payloads'), { recursive: true });

    a.process = await stage.serve(a.data);
    const asked = await comity(a, 'erase', person.leaf, '--ground', 'zh-Hant=應當事人要求');
    expect([asked.code, asked.stdout]).toEqual([0, expect.stringContaining('1 of 2')]);
    expect(findBytes([a.data], sought)).toEqual([]);
    expect(findBytes([b.data], sought)).not.toEqual([]);
    b.process = await stage.serve(b.data);
    for (const node of [a, b]) await untilDone(node, person.leaf, 2);
    expect(findBytes([a.data, b.data], sought)).toEqual([]);

    // A whole folder from before the request: only the other party's node knows of it.
    for (const node of [b, a]) expect((await node.process?.stop())?.code).toBe(0);
    rmSync(a.data, { recursive: true });
    cpSync(join(backups, 'north'), a.data, { recursive: true });
    a.process = await stage.serve(a.data);
    const answers = async () => {
      const paths = [`/payload/${person.leaf}`, '/payloads/0?scope=public', '/checkpoint.pending'];
      const ofLog = paths.map((path) => fetchText(`${own(a)}${path}`));
      const pages = ['/en/organizations', '/en/status'].map((path) => fetchText(`${a.url}${path}`));
      const all = await Promise.all([...ofLog, ...pages]);
      const shown = all.filter(({ body }) => body.includes(name));
      expect(shown).toEqual([]);
      return all.map(({ status }) => status);
    };
    expect(await answers()).toEqual([503, 503, 200, 503, 200]);
    b.process = await stage.serve(b.data);
    await until('the log is whole', async () => (await answers())[0] !== 503);
    expect(await answers()).toEqual([410, 200, 200, 200, 200]);
    expect(findBytes([a.data, b.data], sought)).toEqual([]);
    const gone = await fetchText(`${a.url}/zh-hant/organizations`);
    expect(gone.body).not.toContain(name);
    for (const node of [a, b]) await untilDone(node, person.leaf, 2);
    const dones = (await erasuresOf(b)).find(({ leaf }) => leaf === person.leaf);
    expect(dones?.done).toEqual(['north', 'south']);
    await untilAgreed(two);

    // An older payload file under a newer log: gone before anything is shown, and what it lacks comes again.
    expect((await b.process.stop()).code).toBe(0);
    cpSync(join(backups, 'payloads'), held, { recursive: true });
    expect(findBytes([b.data], sought)).not.toEqual([]);
    b.process = await stage.serve(b.data);
    expect((await fetchText(`${mirror(b, a)}/payload/${person.leaf}`)).status).toBe(410);
    expect(findBytes([b.data], sought)).toEqual([]);
    await untilAgreed(two);
    expectAccepted(two);
  });
});
