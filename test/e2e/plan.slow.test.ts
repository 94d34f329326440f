// One critical path across the boundary, from outside: what one side records moves the forecast on the other side's page
// and says why, both nodes have the same inputs to the byte, and the command line computes the same from them alone.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { civilDateIn } from '../../src/base/dates.ts';
import { fetchText, openStage, type Running, type Stage, until } from '../support/processes.ts';

const readyMillisecondsMax = 120_000;
const movedMillisecondsMax = 5_000;
const project = 'HK-P001';
const stoppedCase = 'SZ-K003';

let stage: Stage;
let data = '';
let demo: Running;
let urls: readonly string[] = [];

beforeAll(async () => {
  stage = openStage();
  data = stage.path('demo');
  demo = stage.start('demo', '--data', data, '--ports', '0,0,0', '--json');
  const line = await demo.firstLine(readyMillisecondsMax);
  urls = (line as { readonly nodes: readonly { readonly url: string }[] }).nodes.map(
    (node) => node.url,
  );
}, 150_000);
afterAll(() => stage?.[Symbol.asyncDispose]());

/** The page without its markup, spaces folded. */
async function pageText(node: number, path: string): Promise<string> {
  const { body } = await fetchText(`${urls[node]}${path}`);
  return body.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
}

/** The dates of the headline: P50 and P80. */
async function headline(node: number): Promise<string> {
  const { body } = await fetchText(`${urls[node]}/en/projects/${project}`);
  const sentence = body.split('class="lead headline"').find((part) => part.includes('(P80)')) ?? '';
  const dates = sentence.slice(0, sentence.indexOf('</p>')).matchAll(/datetime="([^"]+)"/g);
  return [...dates].map(([, date]) => date).join(' ');
}

async function inputs(node: number): Promise<string> {
  const { status, body } = await fetchText(`${urls[node]}/plan/${project}/inputs.json`);
  expect(status).toBe(200);
  return body;
}

/** Until neither node has anything that the other lacks. */
async function sameInputs(): Promise<string> {
  let ours = '';
  await until('both nodes have the same inputs', async () => {
    const both = await Promise.all([inputs(0), inputs(1)]);
    ours = both[0];
    return both[0] === both[1];
  });
  return ours;
}

describe('the joint forecast of a project', () => {
  it('is the same on both nodes to the byte, inputs and headline', async () => {
    const document = await sameInputs();
    expect(await headline(0)).toMatch(/^\d{4}-\d\d-\d\d \d{4}-\d\d-\d\d$/);
    expect(await headline(0)).toBe(await headline(1));
    const page = await pageText(0, `/en/projects/${project}`);
    expect(page).toContain(createHash('sha256').update(document).digest('hex'));
  });

  it('is computed again by the command that the page shows, from the published inputs alone', async () => {
    const document = await sameInputs();
    const page = await pageText(0, `/en/projects/${project}`);
    const shown = /--runs (\d+) --seed (\d+)/.exec(page);
    const file = stage.path('inputs.json');
    writeFileSync(file, document);
    const [, runs, seed] = shown ?? [];
    const args = [file, '--runs', runs ?? '', '--seed', seed ?? '', '--json'];
    const ended = await stage.run('plan', 'forecast', ...args);
    expect(ended.code).toBe(0);
    const answer = JSON.parse(ended.stdout);
    expect(answer.inputsHash).toBe(createHash('sha256').update(document).digest('hex'));
    const record = await stage.run('forecast', 'list', '--data', `${data}/hong-kong`, '--json');
    const made = JSON.parse(record.stdout).find(
      (one: { state: { project: string } }) => one.state.project === project,
    ).state.makes;
    expect(made.at(-1)).toMatchObject({
      inputsHash: answer.inputsHash,
      p10: answer.p10,
      p50: answer.p50,
      p80: answer.p80,
      p90: answer.p90,
    });
  });

  it('moves on the other side’s page within five seconds of a resumed case, and says why', async () => {
    const before = await headline(0);
    const day = civilDateIn('Asia/Shanghai', new Date().toISOString());
    const resumed = await stage.run(
      ...['case', 'resume', stoppedCase, '--happened', day, '--data', `${data}/shenzhen`],
    );
    expect(resumed.stderr + resumed.stdout).toContain(stoppedCase);
    expect(resumed.code).toBe(0);
    const moved = async () => (await headline(0)) !== before;
    const milliseconds = await until('the forecast moves', moved, movedMillisecondsMax);
    const page = await pageText(0, `/en/projects/${project}`);
    expect(page).toMatch(
      /The forecast last moved on .*? P50 (came \d+ days? (earlier|later)|did not move)\. P80 (came|did)/,
    );
    expect(page).toContain(stoppedCase);
    expect(page).toContain('Shenzhen');
    await sameInputs();
    console.log(JSON.stringify({ movedAfterMilliseconds: milliseconds, before }));
  });

  it('is put on record by the party that leads the project, once, with its inputs', async () => {
    const document = await sameInputs();
    const hash = createHash('sha256').update(document).digest('hex');
    await until('the forecast is on record', async () => {
      const { stdout } = await stage.run(
        ...['forecast', 'list', '--data', `${data}/hong-kong`, '--json'],
      );
      return stdout.includes(hash);
    });
    const own = await fetchText(`${urls[0]}/log/shenzhen-hong-kong/blob/${hash}`);
    expect(own.status).toBe(200);
    expect(own.body).toBe(document);
  });
});
