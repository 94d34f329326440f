// Files that statements name: handed over and adopted by the command line, fetched by the other party, served to whom
// the statement is for, through restarts, and healed where a disk has changed them.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { originHash } from '../../src/server/logs.ts';
import { testCrypto } from '../support/crypto.ts';
import { call, fetchText, until } from '../support/processes.ts';
import {
  foundTwo,
  logsOf,
  type PartyNode,
  programme,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

let two: TwoNodes;
const hashOf = (text: string) => toHex(testCrypto.sha256(Buffer.from(text)));
/** With spaces at its end: white space is part of the bytes. */
const scheduleText = (n: number, padding = 0) =>
  `${JSON.stringify({
    schema: 'comity-schedule/1',
    projects: [
      {
        code: 'PIER',
        name: `Pier ${n}`,
        dataDate: '2026-03-31T08:00',
        activities: [{ id: 'A', durationMinutes: 60 * n }],
      },
    ],
  })}${' '.repeat(padding)}`;

beforeAll(async () => {
  two = await foundTwo();
  // Schedules hang on projects that are there.
  for (const node of [two.a, two.a, two.b]) {
    const command = { act: 'open', title: { en: 'Pier' } };
    await call(node.data, 'command', { kind: 'project', command });
  }
});
afterAll(async () => {
  await two?.[Symbol.asyncDispose]();
});

interface Adopted {
  readonly ids: readonly string[];
  readonly blob: { readonly hash: string; readonly bytes: number };
}

async function adopt(node: PartyNode, text: string, ...words: readonly string[]): Promise<Adopted> {
  const file = two.stage.path(`${hashOf(text).slice(0, 12)}.json`);
  writeFileSync(file, text);
  const common = ['--schedule', file, '--data-date', '2026-03-31', '--data', node.data, '--json'];
  const done = await two.stage.run('schedule', 'adopt', ...words, ...common);
  expect(done.code, done.stderr).toBe(0);
  return JSON.parse(done.stdout) as Adopted;
}

const fileOf = (node: PartyNode, hash: string) => join(node.data, 'blobs', hash);
/** Whole files only: one that is being fetched still has another name. */
const filesOf = (node: PartyNode): readonly string[] => {
  try {
    return readdirSync(join(node.data, 'blobs')).filter((name) => /^[0-9a-f]{64}$/.test(name));
  } catch {
    return [];
  }
};
const untilHeld = (node: PartyNode, hash: string) =>
  until(`${node.party} holds ${hash}`, async () => filesOf(node).includes(hash));
const own = (node: PartyNode, hash: string) => `${node.url}/log/${programme}/blob/${hash}`;
const mirrored = (holder: PartyNode, writer: PartyNode, hash: string) =>
  `${holder.url}/mirror/${originHash(testCrypto, writer.origin)}/blob/${hash}`;
/** Whether somebody without a key gets it. */
const statusOf = async (url: string) => (await fetchText(url)).status;

describe('a schedule that is adopted', () => {
  it('is handed over, reaches the other party, and is served by both as it was', async () => {
    const { a, b } = two;
    const text = scheduleText(1, 200_000);
    const { ids, blob } = await adopt(a, text, '--project', 'NO-P001');
    expect(ids).toEqual(['NO-S001']);
    expect(blob).toEqual({ hash: hashOf(text), bytes: text.length });
    await untilHeld(b, blob.hash);
    expect(readFileSync(fileOf(b, blob.hash), 'utf8')).toBe(text);
    for (const url of [own(a, blob.hash), mirrored(b, a, blob.hash)]) {
      expect(await fetchText(url)).toEqual({ status: 200, body: text });
    }
    // B holds it under A's log only.
    expect(await statusOf(own(b, blob.hash))).toBe(404);
    const later = await adopt(a, scheduleText(2), 'NO-S001');
    expect(later.ids).toEqual(['NO-S001']);
    await untilHeld(b, later.blob.hash);
    await untilAgreed(two);
    const { state } = await call<{ readonly state: { readonly versions: readonly object[] } }>(
      b.data,
      'show',
      { id: 'NO-S001' },
    );
    expect(state.versions).toMatchObject([{ hash: blob.hash }, { hash: later.blob.hash }]);
  });

  it('for the parties only reaches the other party and nobody else', async () => {
    const { a, b } = two;
    const text = scheduleText(3);
    const { blob } = await adopt(b, text, '--project', 'SO-P001', '--scope', 'programme');
    await untilHeld(a, blob.hash);
    for (const url of [own(b, blob.hash), mirrored(a, b, blob.hash)]) {
      expect(await statusOf(url)).toBe(404);
      expect(await statusOf(`${url}?scope=programme`)).toBe(403);
    }
    expect(await call(a.data, 'get-blob', { hash: blob.hash })).toMatchObject({
      base64: Buffer.from(text).toString('base64'),
    });
  });

  it('is refused where the file is not here, and nothing is recorded', async () => {
    const { a } = two;
    const before = (await logsOf(a)).get(a.origin)?.recordedSize;
    const text = scheduleText(4);
    const command = {
      act: 'adopt',
      project: 'NO-P001',
      blob: { hash: hashOf(text), bytes: text.length },
      format: 'comity-schedule/1',
      dataDate: '2026-03-31',
    };
    const refusalOf = async (given: object) => {
      const asked = call(a.data, 'command', {
        kind: 'schedule',
        command: { ...command, ...given },
      });
      return asked.then(
        () => 'recorded',
        (error: unknown) => String(error),
      );
    };
    expect(await refusalOf({})).toContain('server.blob.missing');
    await call(a.data, 'put-blob', { base64: Buffer.from(text).toString('base64') });
    const wrong = { blob: { ...command.blob, bytes: text.length + 1 } };
    expect(await refusalOf(wrong)).toContain('server.blob.length');
    for (const base64 of ['', 'no base64', 'YQ']) {
      const asked = call(a.data, 'put-blob', { base64 });
      await expect(asked).rejects.toThrow('server.blob.unreadable');
    }
    expect((await logsOf(a)).get(a.origin)?.recordedSize).toBe(before);
    expect(await refusalOf({})).toBe('recorded');
  });
});

describe('a file that has changed on the disk', () => {
  it('is never served, is found by fsck, and of another party is fetched again after a restart', async () => {
    const { a, b, stage } = two;
    const text = scheduleText(5);
    const { blob } = await adopt(a, text, '--project', 'NO-P002');
    await untilHeld(b, blob.hash);
    await untilAgreed(two);
    writeFileSync(fileOf(b, blob.hash), text.replace('PIER', 'PEAR'));
    const answer = await fetchText(mirrored(b, a, blob.hash));
    expect(answer).toEqual({ status: 500, body: 'store.blob.changed\n' });
    const report = await call<{ readonly issues: readonly object[] }>(b.data, 'fsck');
    expect(report.issues).toMatchObject([{ code: 'server.fsck.blob', path: `blobs/${blob.hash}` }]);
    await b.process?.stop();
    b.process = await stage.serve(b.data);
    await until(
      'it is whole again',
      async () => readFileSync(fileOf(b, blob.hash), 'utf8') === text,
    );
    expect(await statusOf(mirrored(b, a, blob.hash))).toBe(200);
  });

  it('or is gone altogether comes back as well, and after a rebuild is served as before', async () => {
    const { a, b, stage } = two;
    const hashes = filesOf(b);
    expect(hashes.length).toBeGreaterThan(3);
    await b.process?.kill();
    const ofA = hashes.filter((hash) => !readFileSync(fileOf(b, hash), 'utf8').includes('Pier 3'));
    for (const hash of ofA) rmSync(fileOf(b, hash));
    b.process = await stage.serve(b.data);
    for (const hash of ofA) await untilHeld(b, hash);
    await call(b.data, 'rebuild');
    for (const hash of ofA) expect(await statusOf(mirrored(b, a, hash))).toBe(200);
  });
});
