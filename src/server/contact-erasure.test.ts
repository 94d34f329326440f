// docs/spec/model.md M175: a contact that was erased is gone with every byte, and every page that names it says so.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBytes } from '../../test/support/byte-search.ts';
import { readCatalogue } from '../../test/support/locales.ts';
import { utf8 } from '../base/bytes.ts';
import type { Json } from '../base/json.ts';
import type { Result } from '../base/result.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import { createControl } from './control.ts';
import { initNode } from './init.ts';
import { type Node, openNode } from './node.ts';
import { type Serving, serveNode } from './serve.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-contact-'));
const dataDir = join(dir, 'data');
let node: Node;
let serving: Serving;
beforeAll(async () => {
  const own = {
    party: 'north',
    mark: 'NO',
    zone: 'Asia/Hong_Kong',
    origin: 'log.north.invalid/two',
  };
  const named = { name: { en: 'North' }, witnessName: 'log.north.invalid/witness' };
  const place = { port: 0, stateDir: '../state', programme: 'two' };
  const input = { ...place, ...named, own } as unknown as Parameters<typeof initNode>[1];
  await initNode(dataDir, input, { clock: Date.now, random: randomBytes, crypto: nodeCrypto });
  node = await openNode({ dataDir, network: 'off', startCheck: 'ask-witnesses' });
  serving = await serveNode({
    ...{ node, report: [], forecasts: 'held' },
    messages: createMessages(readCatalogue(languages.map(({ tag }) => tag))),
    onError: (error) => {
      throw error;
    },
  });
}, 60_000);
afterAll(async () => {
  await serving?.close();
  rmSync(dir, { recursive: true, force: true });
});

async function ask(method: string, params: Json) {
  return (await createControl(node)(method, params)) as Result<
    { readonly ids: readonly [string]; readonly leaves: readonly [string] },
    { readonly code: string }
  >;
}

async function act(kind: string, command: object) {
  const done = await ask('command', { kind, command: command as Json });
  if (!done.ok) return expect.fail(JSON.stringify(done.error));
  return done.value;
}

const page = async (path: string) => (await fetch(`${serving.url}${path}`)).text();

it('reads as erased in every language wherever it is named, and leaves no byte', async () => {
  const secret = `Ursula-${Buffer.from(randomBytes(9)).toString('hex')}`;
  const mail = `${secret.toLowerCase()}@people.example`;
  const channels = [{ type: 'email', value: mail }];
  const describeIt = { act: 'describe', name: { en: secret }, channels };
  const open = await act('contact', { ...describeIt, scope: 'both' });
  const closed = await act('contact', describeIt);
  const [openId, closedId] = [open.ids[0], closed.ids[0]];
  const office = { act: 'describe', name: { en: 'Office' }, contact: openId };
  const organization = (await act('organization', office)).ids[0];
  await act('organization', { ...office, contact: closedId });
  const common = { organization, contact: openId, field: 'trade', type: 'trade' };
  const offered = { title: { en: 'Rope' }, teaser: { en: 'Rope' }, validUntil: '2999-12-31' };
  for (const kind of ['offer', 'need']) await act(kind, { act: 'state', ...common, ...offered });
  const held = { title: { en: 'Held up' }, what: { en: 'Rope' }, flows: ['goods'] };
  await act('obstacle', { act: 'file', ...held, contact: openId });
  const given = {
    office: organization,
    contact: openId,
    url: 'https://rope.example/',
    need: 'rope',
  };
  const ways = { channels: ['counter'], languages: ['en'] };
  const service = await act('service', {
    act: 'describe',
    name: { en: 'Rope' },
    ...given,
    ...ways,
  });
  await node.party?.projector.caughtUp('all');

  const paths = ['/organizations', '/offers', '/obstacles', `/services/${service.ids[0]}`];
  for (const path of paths) expect(await page(`/en${path}`), path).toContain(mail);
  expect(await page('/en/organizations')).toContain(`known to the parties only (${closedId})`);
  // Only its own payloads hold it: nothing that names it copied it.
  const needles = [secret, mail].map((what) => ({ what, bytes: utf8(what) }));
  expect(findBytes([dataDir], needles)).not.toEqual([]);

  const ground = { en: 'Asked by the person named' };
  for (const { leaves } of [open, closed]) {
    expect(await ask('erase', { leaf: leaves[0], ground })).toMatchObject({ ok: true });
  }
  await node.party?.projector.caughtUp('all');
  expect(findBytes([dataDir], needles)).toEqual([]);
  const words = { en: 'erased', 'zh-hant': '已刪除', 'zh-hans': '已删除' } as const;
  for (const [language, word] of Object.entries(words)) {
    for (const path of paths) {
      const text = await page(`/${language}${path}`);
      expect(text, path).toMatch(new RegExp(`${word}\\s?[(（]${openId}`));
      expect(text, path).not.toContain(secret);
      expect(text, path).not.toContain(mail);
    }
    expect(await page(`/${language}/organizations`)).toMatch(
      new RegExp(`${word}\\s?[(（]${closedId}`),
    );
  }
  const then = await page('/en/organizations?asof=2999-12-31');
  expect(then).not.toContain(mail);
  expect(await (await fetch(`${serving.url}/api/v1/records/contact`)).text()).not.toContain(mail);
}, 120_000);
