// docs/spec/federation.md F100: credentials of authorities' own systems.
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { parseCaseMapping } from '../exchange/case-mapping.ts';
import { randomBytes } from '../store/node-crypto.ts';
import { openCaseCredentials } from './case-credentials.ts';
import { caseCredentialsMax, requestListBytesMax } from './limits.ts';
import { openRequestList } from './request-list.ts';

const parsed = parseCaseMapping({
  ...{ format: 'comity-case-mapping/1', system: 'tracker', language: 'en', codes: {} },
});
if (!parsed.ok) throw new Error('a mapping');
const wish = { authority: 'NO-OR001', mapping: parsed.value };
const clock = () => Date.parse('2026-03-02T01:00:00Z');
let dir = '';
const file = () => join(dir, 'case-credentials.json');
const open = () =>
  openCaseCredentials(dir, { clock, random: randomBytes, sha256: testCrypto.sha256 });

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'comity-credentials-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('a credential', () => {
  it('is found by its token and by nothing else; the token is kept nowhere', async () => {
    const issued = await open().issue(wish);
    if (!issued.ok) throw new Error('issued');
    const { token, credential } = issued.value;
    expect(credential.id).toMatch(/^ce[0-9a-f]{12}$/);
    const other = open();
    expect(await other.find(token)).toEqual(credential);
    const kept = readFileSync(file(), 'utf8');
    expect(kept).not.toContain(token.slice(-43));
    expect(JSON.stringify(await other.all())).not.toMatch(/hash/);
    expect(statSync(file()).mode & 0o077).toBe(0);
    const last = token.endsWith('A') ? 'B' : 'A';
    const wrong = [
      `${token.slice(0, -1)}${last}`,
      token.slice(0, -1),
      `${token}A`,
      '',
      credential.id,
    ];
    for (const one of wrong) expect(await other.find(one), one).toBeUndefined();
  });

  it('is over once it is revoked, at once and for good: server.case-events.no-credential for another', async () => {
    const credentials = open();
    const [a, b] = [await credentials.issue(wish), await credentials.issue(wish)];
    if (!a.ok || !b.ok) throw new Error('issued');
    const revoked = await open().revoke(a.value.credential.id);
    expect(revoked).toMatchObject({ ok: true, value: { revoked: '2026-03-02T01:00:00Z' } });
    expect(await credentials.find(a.value.token)).toBeUndefined();
    expect(await credentials.find(b.value.token)).toBeDefined();
    expect(await open().revoke(a.value.credential.id)).toEqual(revoked);
    expect(await open().revoke('ce000000000000')).toMatchObject({
      error: { code: 'server.case-events.no-credential' },
    });
  });

  it('is kept beside others that are made at the same time, up to the most: server.case-events.too-many-credentials', async () => {
    const credentials = open();
    await Promise.all([1, 2, 3].map(() => credentials.issue(wish)));
    expect(await credentials.all()).toHaveLength(3);
    const kept = JSON.parse(readFileSync(file(), 'utf8'));
    const many = Array.from({ length: caseCredentialsMax }, () => kept.credentials[0]);
    writeFileSync(file(), JSON.stringify({ ...kept, credentials: many }));
    expect(await credentials.issue(wish)).toMatchObject({
      error: { code: 'server.case-events.too-many-credentials' },
    });
  });

  it('is not looked for in a file that is not ours: server.case-events.store', async () => {
    for (const text of ['{', '[]', '{"format":"comity-case-credentials/1","credentials":[{}]}']) {
      writeFileSync(file(), text);
      await expect(open().find('x')).rejects.toMatchObject({ code: 'server.case-events.store' });
    }
  });
});

describe('the list of requests', () => {
  it('has a line for each, and is begun anew when it is long, the part before staying', async () => {
    const path = join(dir, 'case-events.log');
    const audit = openRequestList(path, clock);
    const line = { source: '127.0.0.1', refused: 'server.case-events.credential' };
    await Promise.all([audit.add(line), audit.add({ ...line, source: 'command' })]);
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((one) => JSON.parse(one));
    expect(lines).toEqual([
      { at: '2026-03-02T01:00:00Z', ...line },
      { at: '2026-03-02T01:00:00Z', ...line, source: 'command' },
    ]);
    writeFileSync(path, 'x'.repeat(requestListBytesMax + 1));
    await audit.add(line);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(2);
    expect(statSync(`${path}.1`).size).toBe(requestListBytesMax + 1);
  });
});
