// A demonstration that is stopped before it was ready: it ends soon, says nothing as if it were ready, and the
// next start completes the story.
import { afterAll, expect, it } from 'vitest';
import { openStage, until } from '../support/processes.ts';

const stage = openStage();
afterAll(() => stage[Symbol.asyncDispose]());

it('ends within five seconds of SIGTERM at any moment of its start, with an empty standard output', async () => {
  const data = stage.path('demo');
  for (const milliseconds of [100, 1_500, 3_000]) {
    const demo = stage.start('demo', '--data', data, '--ports', '0,0,0', '--json');
    const from = Date.now();
    await until('the moment to stop', () => Date.now() - from >= milliseconds, 5_000);
    const said = demo.stdout();
    const ended = await demo.stop(5_000);
    // Nothing is said after the signal: a stopped start never claims to be ready.
    expect(ended.stdout).toBe(said);
    expect(ended.stderr).not.toContain('    at ');
    // In its very first moments Node itself ends it, by the signal.
    if (ended.signal !== 'SIGTERM' || milliseconds > 1_000) expect(ended.code).toBe(0);
  }
  const demo = stage.start('demo', '--data', data, '--ports', '0,0,0', '--json');
  expect(await demo.firstLine(60_000)).toMatchObject({ ready: true });
  expect((await demo.stop(5_000)).code).toBe(0);
}, 120_000);
