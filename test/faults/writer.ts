// A log-only node as a process of its own, for faults that only a process can meet. Arguments: folder, number of
// the first step, steps ('forever' or a number). It says `ready` when its code is loaded, waits for a line on standard input, and then
// tells on standard output what it acknowledges. After a failure it tries once more and reads everything back.
import { readSync, writeSync } from 'node:fs';
import { codeOf } from '../../src/base/errors.ts';
import { liveStep, openStory, type Say } from './story.ts';

const [dir, firstText, stepsText] = process.argv.slice(2);
const first = Number(firstText);
const end = stepsText === 'forever' ? Number.MAX_SAFE_INTEGER : first + Number(stepsText);
const tell = (line: string) => writeSync(1, `${line}\n`);
const say: Say = (word, value) => tell(`${word} ${value}`);

tell('ready');
readSync(0, new Uint8Array(1));
const story = await openStory(dir);
try {
  for (let step = first; step < end; step++) await liveStep(story, step, say);
  tell('done');
} catch (error) {
  say('failed', codeOf(error));
  // What is acknowledged after a failure must be as durable as anything before it.
  await liveStep(story, 0, say).catch((again: unknown) => tell(`refused ${codeOf(again)}`));
  const { size } = story.store.head();
  const read = await story.store.entries(0, size).catch((gone: unknown) => codeOf(gone));
  tell(`read ${typeof read === 'string' ? read : read.length} of ${size}`);
}
await story.store.close().catch(() => undefined);
