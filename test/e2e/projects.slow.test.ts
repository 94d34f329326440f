// docs/manual/projects.md, done: every file of it written, every command run in its order on two nodes, until both compute
// the same forecast, and the one who leads has it on record.
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { sha256 } from '../support/given.ts';
import { until } from '../support/processes.ts';
import { foundTwo, type TwoNodes, untilAgreed } from '../support/two-nodes.ts';

/** The parties of the test stand for those of the manual. */
const manual = readFileSync(new URL('../../docs/manual/projects.md', import.meta.url), 'utf8')
  .replaceAll('NS-', 'NO-')
  .replaceAll('north-shore', 'north')
  .replaceAll('south-shore', 'south');

/** The files that the manual shows, by name. */
const files = [...manual.matchAll(/^`([a-z-]+\.json)`:\n\n```json\n([\s\S]*?)```/gm)];

const lines = [...manual.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap((block) =>
  (block[1] ?? '').replaceAll('\\\n', ' ').trim().split('\n'),
);

/** The words of a command line; quotes hold words together. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
}

async function fetchInputs(two: TwoNodes): Promise<Record<'a' | 'b', string>> {
  const textOf = async (url: string) => (await fetch(`${url}/plan/NO-P001/inputs.json`)).text();
  return { a: await textOf(two.a.url), b: await textOf(two.b.url) };
}

describe('the manual on projects', () => {
  it('leads from nothing to a forecast that both nodes compute alike', async () => {
    await using two = await foundTwo();
    const { stage, a, b } = two;
    for (const [, name, text] of files) writeFileSync(stage.path(name ?? ''), text ?? '');
    const printed: string[] = [];
    for (const line of lines) {
      if (line.includes('inputs.json')) {
        writeFileSync(stage.path('inputs.json'), (await fetchInputs(two)).a);
      }
      const folders: Readonly<Record<string, string>> = { mine: a.data, theirs: b.data };
      const words = wordsOf(line).map((word) => folders[word] ?? word);
      const [comity, ...args] = words.map((word) => {
        return word.endsWith('.json') ? stage.path(word) : word;
      });
      expect(comity).toBe('comity');
      const done = await stage.run(...args);
      expect(done.code, `${line}\n${done.stderr}`).toBe(0);
      printed.push(done.stdout);
      // The other side signs what it has got.
      await untilAgreed(two);
    }
    expect(lines.length).toBeGreaterThan(20);
    for (const id of [
      'NO-PR001',
      'NO-P002',
      'SO-P001',
      'SO-S001',
      'NO-K001',
      'NO-L001',
      'NO-FC001',
    ]) {
      expect(
        printed.some((text) => text.includes(id)),
        id,
      ).toBe(true);
    }

    let inputs = await fetchInputs(two);
    await until('both nodes compute of the same inputs', async () => {
      inputs = await fetchInputs(two);
      return inputs.a !== '' && inputs.a === inputs.b;
    });
    const document = JSON.parse(inputs.a);
    expect(document).toMatchObject({ project: 'NO-P001', target: 'SO-P001/OPEN' });
    const ends = document.schedule.projects[0].links.map((one: { from: string }) => one.from);
    expect(ends).toContain('NO-P002/PILES');
    const hash = toHex(sha256(new TextEncoder().encode(inputs.a)));
    await until('the forecast is on record', async () => {
      const listed = await stage.run('forecast', 'list', '--data', b.data, '--json');
      return listed.stdout.includes(hash);
    });
    for (const node of [a, b]) {
      const page = await (await fetch(`${node.url}/en/projects/NO-P001`)).text();
      expect(page).toContain(hash);
      const trial = await fetch(`${node.url}/en/projects/NO-P001/what-if?recognised.NO-K001=on`);
      expect(trial.status).toBe(200);
    }
  });
});
