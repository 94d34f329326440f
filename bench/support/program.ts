// Programs of a bench that run in processes of their own and say what they have found as one line of JSON.
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';

/** A program that runs. */
export interface Program {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  readonly ended: Promise<number | null>;
}

/** How `bin/comity.js` starts what runs for long. */
export const asServed = ['--max-semi-space-size=8'] as const;

/** Starts a program of TypeScript or JavaScript, with flags of Node if need be. */
export function runProgram(
  path: string,
  args: readonly string[],
  flags: readonly string[] = [],
): Program {
  const all = [...flags, path, ...args];
  const child = spawn(process.execPath, all, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  return { child, ended };
}

/** Returns the first line that a program prints; it runs on. */
export async function firstLine<Line>({ child }: Program): Promise<Line> {
  let text = '';
  for await (const piece of child.stdout.iterator({ destroyOnReturn: false })) {
    text += String(piece);
    const end = text.indexOf('\n');
    if (end >= 0) return JSON.parse(text.slice(0, end)) as Line;
  }
  throw new TypeError('the program printed nothing');
}

/** Returns the line of a program that ends by itself. */
export async function lineOf<Line>(program: Program): Promise<Line> {
  const line = await firstLine<Line>(program);
  if ((await program.ended) !== 0) throw new TypeError('the program failed');
  return line;
}
