// docs/spec/access.md AC12 to AC14: commands of persons over the network, on a node in this process.
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCatalogue } from '../../test/support/locales.ts';
import { initNorth, openNorth } from '../../test/support/one-node.ts';
import type { Json, JsonObject } from '../base/json.ts';
import { refuse } from '../base/result.ts';
import { languages } from '../text/languages.ts';
import { createMessages } from '../text/messages.ts';
import { commandDesk } from './command-desk.ts';
import { createCommandRoutes } from './command-routes.ts';
import { stateDirOf } from './config.ts';
import { type Control, createControl } from './control.ts';
import { commandBytesMax, commandRate, personCredentialsMax, refusedLinesRate } from './limits.ts';
import type { Node } from './node.ts';

const dir = mkdtempSync(join(tmpdir(), 'comity-commands-api-'));
const data = join(dir, 'data');
const messages = createMessages(readCatalogue(languages.map(({ tag }) => tag)));
const failures: unknown[] = [];
const officer = 'no8b1e6f02';
let node: Node;
let control: Control;
let token = '';
let operator = '';

beforeAll(async () => {
  await initNorth(data);
  node = await openNorth(data);
  control = createControl(node);
  operator = node.config.operator ?? '';
}, 60_000);
afterAll(async () => {
  await node.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What a method of the operator's socket answers; a refusal as its code. */
async function ask<Value = string>(method: string, params: JsonObject): Promise<Value> {
  const done = await control(method, params);
  return (done.ok ? done.value : done.error.code) as Value;
}

async function appoint(pseudonym: string, ...roles: readonly string[]): Promise<string> {
  const words = { name: { en: 'A. Person' }, post: { en: 'Officer' } };
  const command = { act: 'appoint', pseudonym, ...words, from: '2020-01-01' };
  const opened = await ask<{ ids: [string] }>('command', { kind: 'person-role', command });
  const [about] = opened.ids;
  await ask('command', { kind: 'person-role', about, command: { act: 'grant', roles } });
  return about;
}

interface Made {
  readonly token: string;
  readonly credential: { readonly id: string };
}
const credentialFor = (person: string, more: JsonObject = {}) =>
  ask<Made>('person-credential-new', { person, ...more });

const appOf = () =>
  createCommandRoutes({
    ...{ desk: commandDesk(node, node.party!), messages, clock: node.clock },
    onError: (error) => failures.push(error),
  });

const describeOffice = (name = 'Harbour Office') => ({
  kind: 'organization',
  command: { act: 'describe', name: { en: name } },
});

async function post(
  body: Json | string,
  more: { readonly query?: string; readonly headers?: Record<string, string>; as?: string } = {},
) {
  const response = await appOf().request(`/api/v1/commands${more.query ?? ''}`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: {
      authorization: `Bearer ${more.as ?? token}`,
      'content-type': 'application/json',
      ...more.headers,
    },
  });
  const answer = (await response.json()) as JsonObject & {
    readonly ids?: readonly string[];
    readonly refused?: { readonly code: string; readonly sentence: string };
  };
  return { status: response.status, headers: response.headers, answer };
}
const codeOf = async (...given: Parameters<typeof post>) => {
  const { status, answer } = await post(...given);
  return [status, answer.refused?.code ?? answer.mode];
};
const sizeNow = () => node.logs.own?.store.head().size;

describe('a credential of a person', () => {
  it('is made for somebody with a role alone, up to a day to come: server.commands.person', async () => {
    expect(await credentialFor(officer)).toBe('server.commands.person');
    const about = await appoint(officer);
    expect(await credentialFor(officer)).toBe('server.commands.person');
    const grant = { act: 'grant', roles: ['services-officer'] };
    await ask('command', { kind: 'person-role', about, command: grant });
    for (const until of ['2020-01-01', 'tomorrow'])
      expect(await credentialFor(officer, { until })).toBe('programme.command.malformed');
    const made = await credentialFor(officer, { until: '2099-12-31' });
    expect(made.credential).toMatchObject({ person: officer, until: '2099-12-31' });
    expect(made.credential.id).toMatch(/^pe[0-9a-f]{12}$/);
    const gone = await appoint('no5f6a7b8c', 'editor');
    const end = { act: 'end', until: '2020-01-02' };
    await ask('command', { kind: 'person-role', about: gone, command: end });
    expect(await credentialFor('no5f6a7b8c')).toBe('server.commands.person');
    expect(JSON.stringify(await ask('person-credentials', {}))).not.toContain(
      made.token.slice(-43),
    );
    token = made.token;
  });

  it('is over when it is revoked, and after its last day; one answer for all of that: server.commands.credential', async () => {
    const made = await credentialFor(officer);
    expect(await codeOf(describeOffice(), { as: made.token, query: '?dry-run=1' })).toEqual([
      ...[200, 'preview'],
    ]);
    await ask('person-credential-revoke', { id: made.credential.id });
    expect(await ask('person-credential-revoke', { id: 'pe000000000000' })).toBe(
      'server.commands.no-credential',
    );
    const desk = commandDesk(node, node.party!);
    const late = await desk.credentials.issue({ person: officer, until: '2020-01-01' as never });
    if (!late.ok) throw new Error('issued');
    const size = sizeNow();
    // Of a credential that holds the id alone, which anybody may have seen.
    const guessed = `${token.slice(0, -43)}${'A'.repeat(43)}`;
    const cut = token.slice(0, -1);
    for (const as of ['', 'x', made.token, late.value.token, guessed, cut, `${token}A`])
      expect(await codeOf(describeOffice(), { as })).toEqual([401, 'server.commands.credential']);
    expect(sizeNow()).toBe(size);
  });
});

describe('POST /api/v1/commands', () => {
  it('records a command in the person’s name, and says what it came to', async () => {
    const { status, headers, answer } = await post(describeOffice(), {
      headers: { 'idempotency-key': 'first-office' },
    });
    expect([status, headers.get('cache-control'), answer]).toEqual([
      ...[201, 'no-store'],
      {
        mode: 'record',
        ids: ['NO-OR001'],
        leaves: [expect.any(String)],
        firstIndex: expect.any(Number),
        at: expect.any(String),
      },
    ]);
    const acts = await ask<readonly JsonObject[]>('acts', { person: officer });
    const [leaf] = answer.leaves as readonly string[];
    expect(acts).toEqual([
      {
        at: answer.at,
        person: officer,
        kind: 'organization',
        act: 'describe',
        id: 'NO-OR001',
        leaf,
      },
    ]);
    const again = await post(describeOffice(), { headers: { 'idempotency-key': 'first-office' } });
    expect([again.status, again.answer]).toEqual([200, { ...answer, mode: 'repeated' }]);
    const other = { headers: { 'idempotency-key': 'first-office' } };
    expect(await codeOf(describeOffice('Another'), other)).toEqual([
      ...[422, 'server.commands.key-reused'],
    ]);
    expect(await codeOf({ ...describeOffice(), about: 'NO-OR001' }, other)).toEqual([
      ...[422, 'server.commands.key-reused'],
    ]);
    expect(await ask<unknown[]>('acts', { person: officer })).toHaveLength(1);
  });

  it('records nothing where a preview is asked for, however that is spelled', async () => {
    const size = sizeNow();
    for (const query of ['?dry-run=1', '?dry-run', '?dry-run=true', '?dry-run=0&dry-run=1']) {
      const { status, answer } = await post(describeOffice(), { query });
      expect([status, answer]).toMatchObject([
        200,
        { mode: 'preview', statements: [{ public: { by: officer, act: 'describe' } }] },
      ]);
    }
    for (const query of ['?dryrun=1', '?preview=1', '?dry-run=1&x']) {
      const { status, answer } = await post(describeOffice(), { query });
      expect([status, answer.refused?.code]).toEqual([400, 'server.request.parameter']);
    }
    expect(sizeNow()).toBe(size);
  });

  it('gives what the person’s roles give and no more, with a sentence in the language asked for', async () => {
    const size = sizeNow();
    const charter = { kind: 'charter', command: { act: 'propose' } };
    const { status, headers, answer } = await post(charter, {
      headers: { 'accept-language': 'zh-HK' },
    });
    expect([status, headers.get('content-language')]).toEqual([403, 'zh-Hant-HK']);
    expect(answer.refused?.code).toBe('programme.access.act');
    expect(answer.refused?.sentence).toMatch(/角色/);
    const about = 'NO-OR099';
    expect(await codeOf({ ...describeOffice(), about })).toEqual([
      ...[404, 'server.command.not-found'],
    ]);
    const close = { act: 'close', happened: '2026-01-01' };
    const closed = { kind: 'organization', about: 'NO-OR001', command: close };
    expect(await codeOf(closed, { query: '?dry-run=1' })).toEqual([200, 'preview']);
    expect(sizeNow()).toBe(size);
  });

  it('is nobody’s who holds the machine: server.commands.kind', async () => {
    const { credentials } = commandDesk(node, node.party!);
    const [one] = await credentials.all();
    await appoint(operator, 'administrator');
    // All places are taken: one credential is made in another's stead for the operator.
    const desk = commandDesk(node, node.party!);
    const credential = { ...one!, person: operator };
    const take = (kind: string, command: JsonObject) =>
      desk.take({
        credential,
        mode: 'preview',
        source: 'x',
        text: JSON.stringify({ kind, command }),
      });
    const erase = await take('log', { act: 'erase-request' });
    expect(erase).toMatchObject({ error: { code: 'server.commands.kind' } });
    const appointed = { act: 'appoint', pseudonym: 'no1a2b3c4d', from: '2020-01-01' };
    const words = { name: { en: 'B' }, post: { en: 'B' } };
    expect(await take('person-role', { ...appointed, ...words })).toMatchObject({ ok: true });
    const taken = await ask<readonly { id: string; pseudonym: string }[]>('persons', {});
    const own = taken.find(({ pseudonym }) => pseudonym === operator)?.id ?? '';
    const none = { act: 'grant', roles: [] };
    await ask('command', { kind: 'person-role', about: own, command: none });
    // At the machine the operator still may; over the network the role is gone.
    expect(await take('person-role', { ...appointed, ...words })).toMatchObject({
      error: { code: 'programme.access.no-role' },
    });
  });

  it('says what is wrong with a request as a whole, and with which status', async () => {
    const size = sizeNow();
    const wrong: readonly (readonly [Parameters<typeof post>, number, string])[] = [
      [['{'], 400, 'programme.command.malformed'],
      [['[]'], 400, 'programme.command.malformed'],
      [[{ kind: 'organization' }], 400, 'programme.command.malformed'],
      [[{ ...describeOffice(), as: operator }], 400, 'programme.command.malformed'],
      [[{ ...describeOffice(), kind: 'x' }], 400, 'server.command.kind'],
      [[{ ...describeOffice(), kind: 'constructor' }], 400, 'server.command.kind'],
      [['['.repeat(commandBytesMax)], 400, 'programme.command.malformed'],
      [[`${'{"kind":'.repeat(9_000)}1${'}'.repeat(9_000)}`], 400, 'programme.command.malformed'],
      [
        ['{"kind":"organization","command":{"act":"describe"},"__proto__":{"isNode":true}}'],
        400,
        'programme.command.malformed',
      ],
      [
        [{ kind: 'organization', command: { act: 'Mrs. Smith is ill', name: { en: 'A' } } }],
        ...([400, 'programme.command.unknown'] as const),
      ],
      [
        [{ kind: 'organization', command: { act: 'describe' } }],
        400,
        'programme.command.malformed',
      ],
      [[{ kind: 'organization', command: { act: 'descrbe' } }], 400, 'programme.command.unknown'],
      [['x'.repeat(commandBytesMax + 1)], 413, 'server.commands.too-long'],
      [['x', { headers: { 'content-type': 'text/plain' } }], 415, 'server.commands.media'],
      [[describeOffice(), { headers: { 'idempotency-key': 'short' } }], 400, 'server.commands.key'],
    ];
    for (const [given, status, code] of wrong)
      expect(await codeOf(...given), JSON.stringify(given).slice(0, 80)).toEqual([status, code]);
    const got = await appOf().request('/api/v1/commands');
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST']);
    expect(await got.text()).toContain('server.commands.method');
    expect(sizeNow()).toBe(size);
  });

  it('has who floods wait before anything of it is read: server.commands.busy', async () => {
    const desk = commandDesk(node, node.party!);
    const app = createCommandRoutes({ desk, messages, clock: () => 0, onError: () => undefined });
    const statuses = [];
    for (let i = 0; i <= commandRate.burst; i++)
      statuses.push((await app.request('/api/v1/commands', { method: 'POST' })).status);
    expect(statuses).toEqual([...Array(commandRate.burst).fill(401), 429]);
    const before = readFileSync(join(data, 'commands.log'), 'utf8').length;
    // From many places: each is answered, and few of them are listed.
    for (let i = 0; i < 200; i++) {
      const env = { incoming: { socket: { remoteAddress: `2001:db8:${i}::1` } } };
      const one = await app.request('/api/v1/commands', { method: 'POST' }, env);
      expect(one.status).toBe(401);
    }
    const added = readFileSync(join(data, 'commands.log'), 'utf8').slice(before).trim();
    expect(added.split('\n')).toHaveLength(refusedLinesRate.burst - commandRate.burst);
    const waits = await app.request('/api/v1/commands', { method: 'POST' });
    expect([waits.headers.get('retry-after'), await waits.text()]).toEqual([
      ...['1', expect.stringContaining('server.commands.busy')],
    ]);
  });

  it('says no more than that the node failed: server.commands.failed', async () => {
    const desk = commandDesk(node, node.party!);
    const take = () => Promise.reject(new Error('disk of the node'));
    const world = {
      messages,
      clock: node.clock,
      onError: (error: unknown) => failures.push(error),
    };
    const app = createCommandRoutes({ ...world, desk: { ...desk, take } });
    const response = await app.request('/api/v1/commands', {
      ...{ method: 'POST', body: JSON.stringify(describeOffice()) },
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    const text = await response.text();
    expect([response.status, text.includes('server.commands.failed')]).toEqual([503, true]);
    expect(text).not.toContain('disk');
    expect(failures.map(String)).toEqual(['Error: disk of the node']);
  });

  it('says that it is recorded where the list of requests cannot be written', async () => {
    const list = join(data, 'commands.log');
    renameSync(list, `${list}.aside`);
    mkdirSync(list);
    const size = sizeNow() ?? 0;
    expect(await codeOf(describeOffice('Listed Nowhere'))).toEqual([201, 'record']);
    expect(await codeOf({ kind: 'charter', command: { act: 'propose' } })).toEqual([
      ...[403, 'programme.access.act'],
    ]);
    expect(sizeNow()).toBe(size + 1);
    rmdirSync(list);
    renameSync(`${list}.aside`, list);
  });

  it('is recorded once where this process stood by meanwhile, and another one recorded it', async () => {
    let isStandby = true;
    const standby = {
      ...node.standby,
      refusal: () => (isStandby ? refuse('server.command.standby', { sequencer: 'a' }) : undefined),
    };
    const other = commandDesk({ ...node, standby }, { ...node.party! });
    const [credential] = await other.credentials.all();
    const text = JSON.stringify(describeOffice('Once'));
    const sent = { credential: credential!, text, mode: 'record', source: 'x' } as const;
    const take = (desk: typeof other, key: string) => desk.take({ ...sent, key });
    const mode = (value: string) => ({ value: { mode: value } });
    isStandby = false;
    expect(await take(other, 'before-all')).toMatchObject(mode('record'));
    isStandby = true;
    const waits = { error: { code: 'server.command.standby' } };
    expect(await take(other, 'in-between')).toMatchObject(waits);
    const here = commandDesk(node, node.party!);
    expect(await take(here, 'in-between')).toMatchObject(mode('record'));
    isStandby = false;
    expect(await take(other, 'in-between')).toMatchObject(mode('repeated'));
    expect(await take(other, 'before-all')).toMatchObject(mode('repeated'));
  });

  it('has a line in the list of requests for each, without a word of what was sent', () => {
    const lines = readFileSync(join(data, 'commands.log'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
    expect(lines).toContainEqual({
      ...{ at: expect.any(String), source: 'unknown', credential: expect.stringMatching(/^pe/) },
      ...{
        person: officer,
        kind: 'organization',
        act: 'describe',
        mode: 'record',
        ids: ['NO-OR001'],
      },
    });
    expect(lines.some(({ refused }) => refused === 'programme.access.act')).toBe(true);
    expect(JSON.stringify(lines)).not.toContain('Harbour');
    expect(JSON.stringify(lines)).not.toContain('Smith');
    expect(JSON.stringify(lines)).not.toContain(token.slice(-43));
  });
});

describe('the file of credentials', () => {
  const fileOf = () => join(stateDirOf(data, node.config), 'person-credentials.json');

  it('holds so many: server.commands.too-many-credentials', async () => {
    const path = fileOf();
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    const many = Array.from({ length: personCredentialsMax }, () => kept.credentials[0]);
    writeFileSync(path, JSON.stringify({ ...kept, credentials: many }));
    expect(await credentialFor(officer)).toBe('server.commands.too-many-credentials');
  });

  it('is ours, or nothing is taken: server.commands.store', async () => {
    const one = { id: 'pe1', hash: '0'.repeat(64), created: 'x' };
    const of = (...credentials: readonly object[]) =>
      JSON.stringify({ format: 'comity-person-credentials/1', credentials });
    for (const text of [
      '{',
      '[]',
      of({}),
      of(one),
      of({ ...one, person: officer, until: 'x' }),
      of({ ...one, person: officer, more: 1 }),
    ]) {
      writeFileSync(fileOf(), text);
      const { credentials } = commandDesk(node, node.party!);
      await expect(credentials.all(), text).rejects.toMatchObject({
        code: 'server.commands.store',
      });
    }
    const other = JSON.stringify({ format: 'comity-case-credentials/1', credentials: [] });
    writeFileSync(fileOf(), other);
    await expect(commandDesk(node, node.party!).find(token)).rejects.toMatchObject({
      code: 'server.commands.store',
    });
    expect(await codeOf(describeOffice())).toEqual([503, 'server.commands.failed']);
  });
});
