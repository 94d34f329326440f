// Founding a programme without the demonstration: two empty folders, two ports, the commands that people type,
// and an agreement drafted on one side, answered on the other, signed on both.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMessages } from '../../src/cli/locales.ts';
import { languageOfAddress } from '../../src/text/languages.ts';
import { fetchText, readRepositoryJson, type Stage, until } from '../support/processes.ts';
import {
  areAgreed,
  charterFile,
  describeOne,
  expectAccepted,
  exportTo,
  initTwo,
  logsOf,
  programme,
  type TwoNodes,
  untilAgreed,
} from '../support/two-nodes.ts';

let two: TwoNodes;
let stage: Stage;
const files = { a: '', b: '' };

beforeAll(async () => {
  two = await initTwo();
  stage = two.stage;
});
afterAll(() => two?.[Symbol.asyncDispose]());

const messages = readMessages();
const wordsFor = (address: string, key: string) =>
  messages.text(languageOfAddress(address) ?? expect.fail(address), key);
const languages = ['en', 'zh-hant', 'zh-hans'] as const;
const exitRefused = 8;

describe('party trust', () => {
  it('refuses an export whose words are not those that were heard', async () => {
    const { a, b } = two;
    files.a = await exportTo(stage, a);
    files.b = await exportTo(stage, b);
    expect(a.fingerprint).toMatch(/^([a-z]{5}-){7}[a-z]{5}$/);
    const wrong = ['--fingerprint', a.fingerprint, '--no-input', '--data', a.data];
    const refused = await stage.run('party', 'trust', files.b, ...wrong);
    expect(refused.code).toBe(exitRefused);
    expect(refused.stderr).toContain('[server.trust.fingerprint]');
    expect(refused.stderr).not.toContain('    at ');
    const none = await stage.run('party', 'trust', files.b, '--no-input', '--data', a.data);
    expect(none.code).toBe(exitRefused);
    // What could be copied would prove nothing.
    for (const answer of [refused, none]) expect(answer.stderr).not.toContain(b.fingerprint);
  });

  it('takes it with the right words, on both sides', async () => {
    const { a, b } = two;
    const ofB = [
      '--fingerprint',
      b.fingerprint.replaceAll('-', ' '),
      '--no-input',
      '--data',
      a.data,
    ];
    const trusted = await stage.run('party', 'trust', files.b, ...ofB);
    expect(trusted.code, trusted.stderr).toBe(0);
    a.process = await stage.serve(a.data);
    b.process = await stage.serve(b.data);
    const ofA = ['--fingerprint', a.fingerprint, '--no-input', '--data', b.data];
    const back = await stage.run('party', 'trust', files.a, ...ofA);
    expect(back.code, back.stderr).toBe(0);
  });
});

describe('programme propose and accept', () => {
  it('concludes the charter on both nodes, and refuses another programme', async () => {
    const { a, b } = two;
    const proposed = await stage.run(
      'programme',
      'propose',
      stage.json('charter.json', charterFile),
      '--data',
      a.data,
    );
    expect(proposed.code, proposed.stderr).toBe(0);
    await until('the charter reaches the other side', async () => {
      const mirror = (await logsOf(b)).get(a.origin);
      return mirror !== undefined && mirror.recordedSize > 1;
    });
    const again = stage.json('again.json', charterFile);
    const twice = await stage.run('programme', 'propose', again, '--data', a.data);
    expect(twice.code).toBe(exitRefused);
    expect(twice.stderr).toContain('[server.charter.exists]');
    const other = await stage.run('programme', 'accept', 'three-towns', '--data', b.data);
    expect(other.code).toBe(exitRefused);
    expect(other.stderr).toContain('[server.charter.other-programme]');
    const accepted = await stage.run('programme', 'accept', programme, '--data', b.data);
    expect(accepted.code, accepted.stderr).toBe(0);
    await untilAgreed(two);
    for (const node of [a, b]) {
      const shown = await stage.run('programme', 'show', '--json', '--data', node.data);
      const { charter } = JSON.parse(shown.stdout) as { charter: { concluded?: { on: string } } };
      expect(charter.concluded?.on).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    }
  });
});

describe('an agreement', () => {
  const content = readRepositoryJson('examples/shenzhen-hong-kong/texts/agreement-innovation.json');
  const draft = { ...content, fields: ['water'], commitments: [], meeting: undefined };
  const signatories = ['north', 'south'].map((party) => ({
    party,
    post: (charterFile.posts as Record<string, unknown>)[party],
  }));
  let id = '';

  const textsOf = async (data: string) => {
    const shown = await stage.run('agreement', 'show', id, '--json', '--data', data);
    const { state } = JSON.parse(shown.stdout) as {
      state: { inForce?: string; texts: { hash: string; state: string; signedOn?: string }[] };
    };
    return state;
  };

  it('is refused when the text lacks a language of the programme', async () => {
    const clauses = [{ id: '1', text: { en: 'Water is shared.' } }];
    const file = stage.json('english.json', { signatories, content: { ...draft, clauses } });
    const refused = await stage.run('agreement', 'propose', '--file', file, '--data', two.a.data);
    expect(refused.code, refused.stderr).toBe(exitRefused);
    expect(refused.stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('is drafted on one side, counter-proposed on the other and signed on both', async () => {
    const { a, b } = two;
    const file = stage.json('draft.json', { signatories, content: draft });
    const proposed = await stage.run(
      'agreement',
      'propose',
      '--file',
      file,
      '--json',
      '--data',
      a.data,
    );
    expect(proposed.code, proposed.stderr).toBe(0);
    id = (JSON.parse(proposed.stdout) as { ids: string[] }).ids[0];
    expect(id).toBe('NO-A001');
    await untilAgreed(two);
    const first = (await textsOf(b.data)).texts[0].hash;
    const title = { en: 'Arrangement on Water', 'zh-Hant': '供水安排', 'zh-Hans': '供水安排书' };
    const counter = stage.json('counter.json', { signatories, content: { ...draft, title } });
    const words = ['--file', counter, '--answers', first, '--data', b.data];
    const answered = await stage.run('agreement', 'counter-propose', id, ...words);
    expect(answered.code, answered.stderr).toBe(0);
    await untilAgreed(two);
    const { texts } = await textsOf(a.data);
    expect(texts).toHaveLength(2);
    const chosen = texts[1].hash;
    expect(chosen).not.toBe(first);
    for (const node of [a, b]) {
      const signed = await stage.run(
        'agreement',
        'sign',
        id,
        '--text',
        chosen,
        '--data',
        node.data,
      );
      expect(signed.code, signed.stderr).toBe(0);
    }
    await untilAgreed(two);
    for (const node of [a, b]) expect((await textsOf(node.data)).inForce).toBe(chosen);
  });

  it('is shown as concluded on both nodes in three languages', async () => {
    const titles = { en: 'Arrangement on Water', 'zh-hant': '供水安排', 'zh-hans': '供水安排书' };
    for (const node of [two.a, two.b]) {
      for (const language of languages) {
        const page = await fetchText(`${node.url}/${language}/agreements/${id}`);
        expect(page.status, `${node.party} ${language}`).toBe(200);
        expect(page.body.includes(titles[language]), `${node.party} ${language} title`).toBe(true);
        const concluded = wordsFor(language, 'agreement.status.concluded');
        expect(page.body.includes(concluded), `${node.party} ${language} ${concluded}`).toBe(true);
      }
    }
  });

  it('lies in logs that a verifier of others accepts, over HTTP and in the folders', () => {
    expectAccepted(two);
  });
});

describe('commands while no node runs', () => {
  it('are recorded under the lock, and published and confirmed after serve', async () => {
    const { a } = two;
    expect((await a.process?.stop())?.code).toBe(0);
    const name = { en: 'Water Board', 'zh-Hant': '水務局', 'zh-Hans': '水务局' };
    const file = stage.json('board.json', { name });
    const described = await stage.run(
      'organization',
      'describe',
      '--file',
      file,
      '--json',
      '--data',
      a.data,
    );
    expect(described.code, described.stderr).toBe(0);
    const head = JSON.parse(
      (await stage.run('log', 'head', '--json', '--data', a.data)).stdout,
    ) as {
      recorded: number;
      published: number;
    };
    expect(head.recorded).toBe(head.published + 1);
    a.process = await stage.serve(a.data);
    await untilAgreed(two);
    expect((await logsOf(a)).get(a.origin)?.confirmedSize).toBe(head.recorded);
    await describeOne(two.b, 'Reservoir');
    await untilAgreed(two);
    expect(await areAgreed(two)).toBe(true);
    expectAccepted(two);
  });
});
