// One command run inside the test's own process: what it printed, what it said, how it ended.
import type { Command, Context, Options } from '../../src/cli/command.ts';
import { readMessages } from '../../src/cli/locales.ts';
import { defaultLanguage } from '../../src/text/languages.ts';

/** Says a text by its key alone, and the code it was given. */
const sayCode: Context['text'] = (key, params) =>
  params?.code === undefined ? key : `${key} ${params.code}`;

/** Runs a command; texts are said by their keys. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  options: Options,
  text = sayCode,
  stop = new AbortController().signal,
) {
  const out: string[] = [];
  const said: string[] = [];
  const code = await command.run({
    args,
    options,
    messages: readMessages(),
    language: defaultLanguage,
    print: (line) => void out.push(line),
    say: (line) => void said.push(line),
    text,
    stop,
  });
  return { code, out, said };
}
