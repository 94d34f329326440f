// docs/spec/federation.md F102: a node is killed in the middle of what an authority's system hands in, again and again; the
// system sends all of it once more each time. At the end every event is on record once.
import { afterAll, describe, expect, it } from 'vitest';
import { caseSetting, trackerMapping } from '../support/case-node.ts';
import { call, openStage } from '../support/processes.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());

const data = stage.path('node');
const cases = 40;
const acts = [
  ['1', 'RCV', '02'],
  ['2', 'ACC', '03'],
  ['3', 'RFI', '05'],
  ['4', 'ANS', '09'],
  ['5', 'DEC', '20'],
];
const rows = Array.from({ length: cases }, (_, i) =>
  acts.map(([event, code, day]) => ({ case: `W/${i}`, event, code, day: `2026-03-${day}` })),
).flat();

interface Answer {
  readonly recorded: readonly { readonly leaf: string }[];
  readonly known: readonly unknown[];
  readonly rejected: readonly unknown[];
  readonly left: readonly unknown[];
}

interface Case {
  readonly id: string;
  readonly state: {
    readonly events: readonly { readonly external?: object; readonly code: string }[];
  };
}

describe('a system that sends again what it sent', () => {
  it('has each event recorded once, although the node was killed in the middle of it', async () => {
    const place = ['--zone', 'Asia/Hong_Kong', '--port', '0', '--data', data];
    const made = await stage.run(
      'init',
      '--party',
      'north',
      '--mark',
      'NO',
      '--programme',
      'towns',
      ...place,
    );
    expect(made.code, made.stderr).toBe(0);
    let serving = await stage.serve(data);
    for (const [kind, command] of caseSetting) {
      await call(data, 'command', { kind, command: { ...command, sample: true } });
    }
    const { token } = await call<{ readonly token: string }>(data, 'case-credential-new', {
      ...{ authority: 'NO-OR001', mapping: trackerMapping },
    });
    const send = async () => {
      const { url } = JSON.parse(serving.stdout().split('\n')[0] ?? '{}') as { url: string };
      const response = await fetch(`${url}/api/v1/case-events`, {
        ...{ method: 'POST', body: JSON.stringify(rows) },
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      });
      expect(response.status).toBe(200);
      return (await response.json()) as Answer;
    };
    const recorded = async () =>
      (await call<{ readonly recorded: number }>(data, 'head', {})).recorded;

    const kills: number[] = [];
    for (let round = 1; round <= 3; round++) {
      const before = await recorded();
      const sending = send().then(
        () => 'answered',
        () => 'broken',
      );
      const wanted = before + 10 * round;
      while ((await recorded()) < wanted);
      await serving.kill();
      expect(await sending).toBe('broken');
      serving = await stage.serve(data);
      kills.push((await recorded()) - before);
    }
    // Killed in the middle: something was recorded each time, and never all of it.
    expect(kills.every((one) => one >= 10)).toBe(true);
    const sum = kills.reduce((total, one) => total + one, 0);
    expect(sum).toBeLessThan(rows.length);

    const last = await send();
    expect(last).toMatchObject({ rejected: [], left: [] });
    expect([last.known.length, last.recorded.length]).toEqual([sum, rows.length - sum]);
    const again = await send();
    expect([again.known.length, again.recorded.length]).toEqual([rows.length, 0]);

    const listed = await call<readonly Case[]>(data, 'list', { kind: 'approval-case' });
    const keys = listed.flatMap(({ state }) =>
      state.events.map(({ external }) => JSON.stringify(external)),
    );
    expect(listed).toHaveLength(cases);
    expect(keys).toHaveLength(rows.length);
    expect(new Set(keys).size).toBe(rows.length);
    await serving.stop();
  }, 60_000);
});
