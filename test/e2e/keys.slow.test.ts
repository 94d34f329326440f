// The log key of a running node is changed, twice, and its signer becomes a process of its own that is killed: the
// other node, a stranger's verifier and the pages go on.
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printVerifierKey } from '../../src/record/key.ts';
import { parseTrust } from '../../src/record/trust.ts';
import { nodeCrypto } from '../../src/store/node-crypto.ts';
import { checkEntry } from '../../src/web/browser/check-entry.ts';
import { call, type Running, tlogcheckRefusal, until } from '../support/processes.ts';
import {
  describeOne,
  foundTwo,
  logsOf,
  type PartyNode,
  placesOf,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

let two: TwoNodes;
beforeAll(async () => {
  two = await foundTwo();
}, 60_000);
afterAll(() => two[Symbol.asyncDispose]());

/** Runs `comity … --json` on a node and returns what it printed. */
async function run<Value>(node: PartyNode, ...args: readonly string[]): Promise<Value> {
  const done = await two.stage.run(...args, '--json', '--data', node.data);
  expect(done.code, done.stderr).toBe(0);
  return JSON.parse(done.stdout) as Value;
}
interface Changed {
  readonly before: string;
  readonly after: string;
}
interface Shown {
  readonly use: string;
  readonly vkey: string;
  readonly until?: string;
}
interface Audited {
  readonly logs: readonly {
    readonly origin: string;
    readonly passed: boolean;
    readonly history: { readonly cosigned: number };
  }[];
}
interface Head {
  readonly checkpoint: string;
}
const rotate = (...args: readonly string[]) => run<Changed>(two.a, 'key', 'rotate', 'log', ...args);
/** How many lines of the log's own name the confirmed note has. */
const ownLines = async () => {
  const { checkpoint } = await call<Head>(two.a.data, 'head');
  return checkpoint.split('\n').filter((line) => line.startsWith(`— ${two.a.origin} `)).length;
};
function expectAcceptedBy(vkey: string): void {
  for (const place of placesOf(two).slice(0, 4))
    expect(tlogcheckRefusal({ ...place, vkey }), place.log).toBeUndefined();
}

describe('the log key of a running node', () => {
  it('is rotated: both keys sign, and everybody accepts either', async () => {
    const { a, b } = two;
    const { before, after } = await rotate();
    expect(before).toBe(a.vkey);
    await describeOne(a, 'Recorded after the change');
    await untilAgreed(two);
    expect(await ownLines()).toBe(2);
    expectAcceptedBy(before);
    expectAcceptedBy(after);
    await until('the other node believes it', () => existsSync(`${b.data}/trust/party-north.keys`));
    expect(readFileSync(`${b.data}/trust/party-north.keys`, 'utf8')).toContain(after);
    const exported = await run<{ readonly note: string }>(a, 'party', 'export');
    expect(exported.note).toContain(after);
  });

  it('signs alone once the overlap is over: the other node takes it over by itself', async () => {
    const { a, b } = two;
    const { after } = await rotate('--overlap-days', '0');
    await describeOne(a, 'Signed by the third key alone');
    await until('the third key signs alone', async () => (await ownLines()) < 3);
    await describeOne(a, 'And another');
    await untilAgreed(two);
    expectAcceptedBy(after);
    // What was believed is kept: a node that starts again knows the keys.
    await b.process?.stop();
    b.process = await two.stage.serve(b.data);
    await describeOne(a, 'After the other node has started again');
    await untilAgreed(two);
    const shown = await run<readonly Shown[]>(a, 'key', 'show');
    expect(
      shown.map(({ use, until: end }) => `${use} ${end === undefined ? 'signs' : 'ends'}`),
    ).toEqual([
      'root signs',
      'log ends',
      'witness signs',
      'request signs',
      'log ends',
      'log signs',
    ]);
  });

  it('is on the verify page and in saved files, which check it', async () => {
    const { a, b } = two;
    const { leaves } = await describeOne(a, 'To be verified by a reader');
    await untilAgreed(two);
    const third = (await run<readonly Shown[]>(a, 'key', 'show')).findLast(
      ({ use }) => use === 'log',
    );
    for (const node of [a, b]) {
      for (const path of [`verify?entry=${leaves[0]}`, `verify/${leaves[0]}.html`]) {
        const page = await (await fetch(`${node.url}/en/${path}`)).text();
        const trust = parseTrust(nodeCrypto.sha256, inElement(page, /<textarea[^>]*>/));
        if (!trust.ok) throw new Error(page);
        expect(trust.value.logs.map(printVerifierKey)).toEqual([third?.vkey]);
        const material = {
          proof: inElement(page, /<pre id="check-proof"[^>]*>/),
          entry: inElement(page, /<pre id="check-entry"[^>]*>/),
          payload: inElement(page, /<pre id="check-payload"[^>]*>/),
        };
        const asked = { trust: trust.value, absent: 'failed' } as const;
        const crypto = { ...nodeCrypto, canVerify: true };
        expect((await checkEntry(crypto, material, asked)).result, path).toBe('passed');
      }
    }
  });

  it('passes the audit of either node’s folder, whose older notes older keys signed', async () => {
    for (const node of [two.a, two.b]) {
      const { logs } = await run<Audited>(node, 'log', 'audit');
      const north = logs.find(({ origin }) => origin === two.a.origin);
      expect(north).toMatchObject({ passed: true, issues: [] });
      expect(north?.history.cosigned).toBeGreaterThan(0);
    }
  });

  it('moves to a signer of its own, which may be killed at any time', async () => {
    const { a, stage } = two;
    await a.process?.stop();
    const place = ['--state-dir', stage.path('signer')];
    await run(a, 'signer', 'setup', ...place);
    const startSigner = async (): Promise<Running> => {
      const started = stage.start('signer', 'run', ...place, '--json');
      await started.firstLine(20_000);
      return started;
    };
    a.process = await stage.serve(a.data);
    await until(
      'the node misses it',
      async () => (await signing(a)).reason === 'server.signer.away',
    );
    await describeOne(a, 'Recorded without a signer');
    expect((await logsOf(a)).get(a.origin)?.publishedSize).toBeLessThan(await sizeOf(a));
    const signer = await startSigner();
    await untilAgreed(two);
    await signer.kill();
    await describeOne(a, 'Recorded while it was dead');
    await startSigner();
    await untilAgreed(two);
    expect((await signing(a)).allowed).toBe(true);
  });
});

describe('what an operator decides of the log', () => {
  it('lets a node sign that starts alone: log resume, on record', async () => {
    const { a, b, stage } = two;
    await Promise.all([a.process?.stop(), b.process?.stop()]);
    b.process = await stage.serve(b.data);
    await until('it waits', async () => (await signing(b)).reason === 'server.signing.no-witness');
    await describeOne(b, 'Recorded while nobody answers');
    const before = (await logsOf(b)).get(b.origin)?.publishedSize ?? 0;
    await run(b, 'log', 'resume', '--why', 'The other node is down until Monday');
    await until(
      'it signs',
      async () => ((await logsOf(b)).get(b.origin)?.publishedSize ?? 0) > before,
    );
    const again = await stage.run('log', 'resume', '--why', 'x', '--data', b.data);
    expect([again.code, again.stderr]).toEqual([
      8,
      expect.stringContaining('server.resume.not-waiting'),
    ]);
    a.process = await stage.serve(a.data);
    await untilAgreed(two);
  });

  it('closes a log: the last checkpoint is cosigned, nothing follows, and both nodes say so', async () => {
    const { a, b, stage } = two;
    const frozen = await run<{ confirmed: boolean }>(
      b,
      'log',
      'freeze',
      '--reason',
      'Moved elsewhere',
    );
    expect(frozen.confirmed).toBe(true);
    const size = await sizeOf(b);
    const late = await stage.run(
      'organization',
      'describe',
      '--file',
      stage.json('o.json', { name: { en: 'X' } }),
      '--data',
      b.data,
    );
    expect([late.code, late.stderr]).toEqual([8, expect.stringContaining('programme.log.frozen')]);
    await untilAgreed(two);
    for (const node of [a, b]) {
      const status = await call<{
        readonly logs: readonly { readonly origin: string; readonly frozen: boolean }[];
        readonly alarms: readonly unknown[];
      }>(node.data, 'status');
      expect(status.logs.map((log) => [log.origin, log.frozen]).sort()).toEqual([
        [a.origin, false],
        [b.origin, true],
      ]);
      expect(status.alarms).toEqual([]);
    }
    expect(await sizeOf(b)).toBe(size);
    for (const place of placesOf(two).slice(4))
      expect(tlogcheckRefusal(place), place.log).toBeUndefined();
  });
});

async function signing(node: PartyNode) {
  const status = await call(node.data, 'status');
  return status.signing as unknown as { readonly allowed: boolean; readonly reason?: string };
}

async function sizeOf(node: PartyNode): Promise<number> {
  return (await logsOf(node)).get(node.origin)?.recordedSize ?? 0;
}

/** The text of the first element that begins so. */
function inElement(page: string, start: RegExp): string {
  const at = start.exec(page);
  const text = page.slice((at?.index ?? 0) + (at?.[0].length ?? 0)).split('</', 1)[0] ?? '';
  return text.replaceAll('&#39;', "'").replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
