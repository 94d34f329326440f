// Nodes that are away: one is down while the other signs, both restart, both start at once. What was waiting is
// confirmed by itself, within ten seconds of coming back.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, until } from '../support/processes.ts';
import {
  charterFile,
  describeOne,
  expectAccepted,
  foundTwo,
  logsOf,
  namesOf,
  type PartyNode,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

const healMillisecondsMax = 10_000;

interface Outcome {
  readonly ids: readonly string[];
}

interface Joint {
  readonly state: {
    readonly inForce?: string;
    readonly texts: readonly { readonly hash: string; readonly state: string }[];
  };
}

let two: TwoNodes;
let agreement = '';
let text = '';

beforeAll(async () => {
  two = await foundTwo();
});
afterAll(() => two?.[Symbol.asyncDispose]());

const content = {
  type: 'memorandum',
  title: namesOf('Memorandum'),
  authentic: ['en', 'zh-Hant', 'zh-Hans'],
  clauses: [{ id: '1', text: namesOf('Water is shared.') }],
  commitments: [],
};
const posts = charterFile.posts as Readonly<Record<string, Record<string, string>>>;
const signatories = ['north', 'south'].map((party) => ({ party, post: posts[party] }));

const sign = (node: PartyNode) =>
  call(node.data, 'command', {
    kind: 'agreement',
    about: agreement,
    command: { act: 'sign', text },
  });
const inForceOn = async (node: PartyNode) =>
  (await call<Joint>(node.data, 'show', { id: agreement })).state.inForce;

describe('a node that is down', () => {
  it('misses the signing of the other, and has it confirmed within ten seconds of coming back', async () => {
    const { a, b, stage } = two;
    const proposed = await call<Outcome>(a.data, 'command', {
      kind: 'agreement',
      command: { act: 'propose', signatories, content },
    });
    agreement = proposed.ids[0];
    await untilAgreed(two);
    text = (await call<Joint>(b.data, 'show', { id: agreement })).state.texts[0].hash;
    await sign(b);
    await untilAgreed(two);
    expect((await b.process?.stop())?.code).toBe(0);
    await sign(a);
    // Signed and published, but not confirmed: nobody else holds it.
    await until('it is published', async () => {
      const own = (await logsOf(a)).get(a.origin);
      return own !== undefined && own.publishedSize === own.recordedSize;
    });
    await new Promise((wait) => setTimeout(wait, 3_000));
    const own = (await logsOf(a)).get(a.origin);
    expect(own?.confirmedSize).toBeLessThan(own?.recordedSize ?? 0);
    b.process = await stage.serve(b.data);
    const took = await untilAgreed(two, healMillisecondsMax);
    console.info(`down during a signing: confirmed ${took} ms after the node was ready again`);
    for (const node of [a, b]) expect(await inForceOn(node)).toBe(text);
  });

  it('leaves the other able to record, and gets all of it', async () => {
    const { a, b, stage } = two;
    await a.process?.kill();
    for (let i = 0; i < 20; i++) await describeOne(b, `While away ${i}`);
    a.process = await stage.serve(a.data);
    const took = await untilAgreed(two, healMillisecondsMax);
    console.info(`down during 20 commands: confirmed ${took} ms after the node was ready again`);
  });
});

describe('both nodes', () => {
  it('agree after one restarted and then the other', async () => {
    const { a, b, stage } = two;
    for (const node of [a, b]) {
      await describeOne(node, `Before the restart of ${node.party}`);
      expect((await node.process?.stop())?.code).toBe(0);
      node.process = await stage.serve(node.data);
    }
    console.info(`after two restarts: agreed in ${await untilAgreed(two, healMillisecondsMax)} ms`);
  });

  it('agree after both were killed and started together', async () => {
    const { a, b, stage } = two;
    await Promise.all([a, b].map((node) => describeOne(node, `Before the end of ${node.party}`)));
    await Promise.all([a, b].map((node) => node.process?.kill()));
    const started = await Promise.all([a, b].map((node) => stage.serve(node.data)));
    [a.process, b.process] = started;
    console.info(`started together: agreed in ${await untilAgreed(two, healMillisecondsMax)} ms`);
    for (const node of [a, b]) expect(await inForceOn(node)).toBe(text);
    expectAccepted(two);
  });
});
