// `comity KIND ACT`: wrong use is said at once, statements are named by `--of`, and after a proposal what to run next.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Json } from '../../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../../base/result.ts';
import { listenControl } from '../../server/control-socket.ts';
import { defaultLanguage, type Language, languages } from '../../text/languages.ts';
import { exitCodes, type Options } from '../command.ts';
import { readMessages } from '../locales.ts';
import { recordCommands } from './record.ts';

const messages = readMessages();
const leaf = 'ab'.repeat(32);
let data = '';
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'comity-record-'));
});
afterEach(() => {
  rmSync(data, { recursive: true, force: true });
});

/** Runs one command against a node that answers so. */
async function use(
  words: string,
  options: Options = {},
  more: { answer?: Result<unknown, Refusal>; language?: Language } = {},
) {
  const { answer = ok({ ids: ['HK-M002'], leaves: [leaf] }), language = defaultLanguage } = more;
  const [kind, ...args] = words.split(' ');
  const [said, asked]: [string[], Json[]] = [[], []];
  const socket = await listenControl(data, async (_method, params) => {
    asked.push(params);
    return answer;
  });
  const code = await recordCommands
    .find(({ path }) => path === kind)!
    .run({
      ...{ args, messages, language, options: { ...options, data } },
      print: (line) => void said.push(line),
      say: (line) => void said.push(line),
      text: (key, params) => messages.text(language, key, params),
      stop: new AbortController().signal,
    });
  await socket.close();
  return { code, said, asked };
}

describe('show without an id', () => {
  it('names the kind in the command to give', async () => {
    const { said } = await use('project show');
    expect(said.join()).toContain('comity project show ID');
  });
});

describe('a file given with --content', () => {
  it('is handed to the node, and named by the command as the node names it', async () => {
    const content = join(data, 'minutes.txt');
    writeFileSync(content, 'Minutes');
    const blob = { hash: leaf, bytes: 7 };
    const { code, asked } = await use('document issue', { content }, { answer: ok(put(blob)) });
    expect(code).toBe(exitCodes.ok);
    expect(asked).toEqual([
      { base64: Buffer.from('Minutes').toString('base64') },
      { kind: 'document', command: { act: 'issue', blob: put(blob) } },
    ]);
  });

  it('is refused at once where the act names none, in each language', async () => {
    for (const language of languages) {
      for (const words of ['document withdraw HK-DO001', 'term define']) {
        const { code, said, asked } = await use(words, { content: 'x.txt' }, { language });
        expect([code, asked]).toEqual([exitCodes.usage, []]);
        expect(said.join()).toContain('--content');
      }
    }
  });
});

/** One answer for both calls: where the blob lies, and what was recorded. */
function put(blob: { readonly hash: string; readonly bytes: number }) {
  return { ...blob, ids: ['HK-DO001'], leaves: [leaf] };
}

describe('wrong use of comity KIND ACT', () => {
  it('is said at once: what retract and rectify need, and where leaves are listed', async () => {
    for (const act of ['retract', 'rectify']) {
      const { code, said, asked } = await use(`approval-case ${act} HK-K001`, { why: ['en=No'] });
      expect([code, asked]).toEqual([exitCodes.usage, []]);
      expect(said.join()).toContain(`approval-case ${act} also needs --of`);
      expect(said.join()).toContain('comity approval-case show HK-K001');
    }
    const { code, said } = await use('approval-case retract HK-K001', { of: [leaf] });
    expect([code, said.length]).toEqual([exitCodes.usage, 1]);
    expect(said[0]).toContain('--why');
  });

  it('is said at once: a day that is none', async () => {
    const { code, said } = await use('meeting hold HK-M001', { happened: '2019-13' });
    expect(code).toBe(exitCodes.usage);
    expect(said[0]).toMatch(/--happened .*“2019-13”/);
  });

  it('is explained where the node misses the statement meant', async () => {
    const path = 'of';
    const answer = refuse('programme.command.malformed', { path, expected: 'a hash' });
    const { code, said } = await use('commitment accept HK-C001', {}, { answer });
    expect(code).toBe(exitCodes.refused);
    expect(said.at(-1)).toContain('comity commitment show HK-C001');
    const given = await use('commitment accept HK-C001', { of: ['x'] }, { answer });
    expect(given.said).toHaveLength(1);
  });
});

describe('--of', () => {
  it('names one statement, and several where a report is answered', async () => {
    const retract = await use('approval-case retract HK-K001', { of: [leaf], why: ['en=No'] });
    expect(retract.asked).toEqual([
      {
        ...{ kind: 'approval-case', about: 'HK-K001' },
        command: { act: 'retract', of: leaf, why: { en: 'No' } },
      },
    ]);
    const confirm = await use('report confirm HK-R001', { of: [leaf] });
    expect(confirm.asked).toMatchObject([{ command: { of: [leaf] } }]);
    const undo = await use('report retract HK-R001', { of: [leaf], why: ['No'] });
    expect(undo.asked).toMatchObject([{ command: { of: leaf } }]);
  });
});

describe('after a proposal', () => {
  it('comes what to run next: the proposer signs too, but for links', async () => {
    const proposed = await use('mechanism propose');
    expect(proposed.said.at(-1)).toContain('Proposing is not signing');
    expect(proposed.said.at(-1)).toContain('comity mechanism sign HK-M002');
    for (const tag of ['zh-Hant', 'zh-Hans']) {
      const language = languages.find((one) => one.tag === tag) ?? defaultLanguage;
      const { said } = await use('agreement amend HK-A001', {}, { language });
      expect(said.at(-1)).toMatch(/：comity agreement sign HK-M002$/);
    }
    const answer = ok({ ids: ['HK-L001'], leaves: [leaf, leaf] });
    const linked = await use('link propose', {}, { answer });
    expect(linked.said.at(-1)).toContain('The others sign with: comity link sign HK-L001');
  });

  it('comes nothing where nobody signs', async () => {
    expect((await use('approval-case amend HK-K001')).said).toHaveLength(1);
    expect((await use('mechanism decline HK-M002', { text: leaf })).said).toHaveLength(1);
  });
});
