// How long until the demonstration is ready: three nodes founded, the whole story told and confirmed by all (first
// start), and started again over the same folder (second start)? Beside a Node process that does nothing.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answer, inFolder, secondsOf } from './support/answer.ts';

const launcher = fileURLToPath(new URL('../bin/comity.js', import.meta.url));

await inFolder(async (dir) => {
  const args = [launcher, 'demo', '--data', join(dir, 'demo'), '--ports', '0,0,0', '--json'];
  const of = {
    unit: 's',
    peer: 'a Node process that prints one line',
    peerValue: await secondsToLine(['-e', 'console.log("ready")']),
  };
  for (const which of ['first', 'second']) {
    const question = `${which} start of the demonstration to its ready line`;
    answer({ question, value: await secondsToLine(args), ...of });
  }
});

/** Starts Node and returns the seconds to its first line; stops it, which does not count. */
async function secondsToLine(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = new Promise((done) => child.once('exit', done));
  const seconds = await secondsOf(async () => {
    let text = '';
    for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
      text += String(piece);
      if (text.includes('\n')) return;
    }
    throw new TypeError(`ended before it was ready: ${args.join(' ')}`);
  });
  child.kill('SIGTERM');
  await ended;
  return seconds;
}
