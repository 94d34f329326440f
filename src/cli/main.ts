// The command line: finds the command, parses its options, runs it, and turns what went wrong into one clear
// sentence and an exit code (docs/manual/cli.md).
import { parseArgs } from 'node:util';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { type Language, languageOfAddress, languageOfTag, languages } from '../text/languages.ts';
import { type Command, type Context, type ExitCode, exitCodes, type Options } from './command.ts';
import { readMessages } from './locales.ts';

const commands = await commandsToLoad(process.argv[2]);

/**
 * Returns all commands; where the first word says that it is about schedules, those alone: the others take longer to
 * load than a schedule to compute. The thread that reads files starts meanwhile.
 */
async function commandsToLoad(word: string | undefined): Promise<readonly Command[]> {
  if (word !== 'plan') return (await import('./commands.ts')).commands;
  (await import('./plan-reader.ts')).planReader.start();
  return (await import('./commands/plan.ts')).planCommands;
}

const common = {
  help: { type: 'boolean', short: 'h' },
  quiet: { type: 'boolean', short: 'q' },
  lang: { type: 'string' },
} as const;

/** Runs the command line and ends the process with its exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  // Started by the launcher: when it is gone, however it ended, this process has no reason to stay.
  if (process.channel !== undefined && process.channel !== null) {
    process.once('disconnect', () => process.exit(exitCodes.failed));
    process.channel.unref();
  }
  const code = await run(argv);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(code);
}

/** Resolves once all that was written is handed over: a pipe takes 64 KiB at a time, and exit drops the rest. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    // A reader that has gone, such as head, wants no more.
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
}

async function run(argv: readonly string[]): Promise<ExitCode> {
  const messages = readMessages();
  const command = commandFor(argv);
  const words = command === undefined ? 0 : command.path.split(' ').length;
  const language = languageOf(argv);
  const say = (text: string) => void process.stderr.write(`${text}\n`);
  const text: Context['text'] = (key, params) => messages.text(language, key, params);
  if (command === undefined) return onUnknown(argv, { say, text });
  let parsed: { values: Options; positionals: string[] };
  try {
    const options = { ...common, ...command.options };
    parsed = parseArgs({
      args: [...argv.slice(words)],
      options,
      allowPositionals: true,
      strict: true,
    }) as typeof parsed;
  } catch (error) {
    say(optionFaultOf(error, text));
    say(usageOf(command));
    return exitCodes.usage;
  }
  if (parsed.values.help === true) return printHelp(command, text);
  const { lang } = parsed.values;
  if (typeof lang === 'string' && languageNamed(lang) === undefined) {
    say(text('cli.lang', { given: lang }));
    return exitCodes.usage;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => stop.abort(signal));
  try {
    return await command.run({
      args: parsed.positionals,
      options: parsed.values,
      messages,
      language,
      print: (line) => void process.stdout.write(`${line}\n`),
      say: parsed.values.quiet === true ? () => undefined : say,
      text,
      stop: stop.signal,
    });
  } catch (error) {
    return onFailure(error, say);
  }
}

/** The longest path that the words begin with: `demo cheat` before `demo`. */
function commandFor(argv: readonly string[]): Command | undefined {
  const line = `${argv.join(' ')} `;
  const found = commands.filter((command) => line.startsWith(`${command.path} `));
  return found.sort((a, b) => b.path.length - a.path.length)[0];
}

function onUnknown(argv: readonly string[], io: Pick<Context, 'say' | 'text'>): ExitCode {
  const asked = wordsOf(argv);
  const wantsHelp = argv.includes('--help') || argv.includes('-h');
  if (asked.length === 0 && (argv.length === 0 || wantsHelp)) {
    process.stdout.write(`${overview(io.text)}\n`);
    return argv.length === 0 ? exitCodes.usage : exitCodes.ok;
  }
  if (asked[0] === 'help') return onHelp(argv.slice(argv.indexOf('help') + 1), io);
  const group = commandsUnder(asked.join(' '));
  if (group.length > 0) {
    const lines = [io.text('cli.group', { command: asked.join(' ') }), '', ...linesOf(group, io)];
    if (wantsHelp) process.stdout.write(`${lines.join('\n')}\n`);
    else io.say(lines.join('\n'));
    return wantsHelp ? exitCodes.ok : exitCodes.usage;
  }
  const near = commands.filter(
    (command) => command.path.startsWith(asked[0] ?? '') || isNear(command.path, asked),
  );
  io.say(io.text('cli.unknown', { command: asked.join(' ') }));
  for (const command of near.slice(0, nearMax)) io.say(`  ${usageOf(command)}`);
  return exitCodes.usage;
}

/** `comity help`, and `comity help COMMAND`: a word that begins no command is unknown, as it is without `help`. */
function onHelp(argv: readonly string[], io: Pick<Context, 'say' | 'text'>): ExitCode {
  const command = commandFor(argv);
  if (command !== undefined) return printHelp(command, io.text);
  const asked = wordsOf(argv);
  if (asked.length > 0) return onUnknown([...asked, '--help'], io);
  process.stdout.write(`${overview(io.text)}\n`);
  return exitCodes.ok;
}

/** Commands shown for one that is not there: as many as the largest group has. */
const nearMax = 16;

/** The words before the first option: values of options are no part of a command. `--lang` may come before. */
function wordsOf(argv: readonly string[]): readonly string[] {
  const rest = argv.filter((word, i) => word !== '--lang' && argv[i - 1] !== '--lang');
  const first = rest.findIndex((word) => !word.startsWith('-'));
  const words = first < 0 ? [] : rest.slice(first);
  const end = words.findIndex((word) => word.startsWith('-'));
  return end < 0 ? words : words.slice(0, end);
}

/** Those whose path begins with these words and goes on. */
function commandsUnder(path: string): readonly Command[] {
  return commands.filter((command) => command.path.startsWith(`${path} `));
}

function linesOf(some: readonly Command[], { text }: Pick<Context, 'text'>): readonly string[] {
  return some.map(
    (command) =>
      `  ${command.path.padEnd(24)} ${text(`cli.help.${command.path.replaceAll(' ', '-')}`)}`,
  );
}

function overview(text: Context['text']): string {
  const lines = linesOf(commands, { text });
  return [text('cli.overview'), '', ...lines, '', text('cli.overview.more')].join('\n');
}

/** A command's own help, then the longer commands that begin with its words. */
function printHelp(command: Command, text: Context['text']): ExitCode {
  const longer = linesOf(commandsUnder(command.path), { text });
  const more =
    longer.length === 0 ? [] : ['', text('cli.group', { command: command.path }), ...longer];
  const lines = [usageOf(command), '', helpOf(command, text), ...more];
  process.stdout.write(`${lines.join('\n')}\n`);
  return exitCodes.ok;
}

/** What is wrong with an option, in the language chosen: Node says it in English, with its name in quotes. */
function optionFaultOf(error: unknown, text: Context['text']): string {
  const said = messageOf(error);
  const [, quoted = ''] = /'([^']+)'/.exec(said) ?? [];
  const option = quoted.replace(/ <value>$/, '').replace(/^-\w, /, '');
  switch (codeOf(error)) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION':
      return text('cli.args.unknown', { option });
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return said.includes('does not take an argument')
        ? text('cli.args.no-value', { option })
        : text('cli.args.value', { option });
    default:
      return said;
  }
}

function usageOf(command: Command): string {
  return `comity ${command.path} ${command.usage}`.trimEnd();
}

function helpOf(command: Command, text: Context['text']): string {
  const lines = Object.keys(command.options).map(
    (name) => `  --${name.padEnd(20)} ${text(`cli.option.${name}`)}`,
  );
  return [text(`cli.help.${command.path.replaceAll(' ', '-')}`), '', ...lines].join('\n');
}

/** Failures that a script may want to tell apart; every other is a plain 1. */
const failureCodes: Readonly<Record<string, ExitCode>> = {
  'cli.demo.not-running': exitCodes.unreachable,
  'cli.verify.http': exitCodes.unreachable,
  'cli.verify.no-log': exitCodes.notFound,
  'server.config.absent': exitCodes.notFound,
  'server.init.exists': exitCodes.conflict,
  'server.init.invalid': exitCodes.usage,
  'server.listen.port-taken': exitCodes.conflict,
  'server.peer.unreachable': exitCodes.unreachable,
  'server.restore.absent': exitCodes.notFound,
  'server.restore.not-empty': exitCodes.conflict,
  'store.folder.locked': exitCodes.conflict,
  'store.projection.in-use': exitCodes.conflict,
  'store.projection.unreachable': exitCodes.unreachable,
};

function onFailure(error: unknown, say: (text: string) => void): ExitCode {
  const code = codeOf(error);
  say(`${messageOf(error)} [${code}]`);
  if (error instanceof ComityError) {
    return failureCodes[code] ?? exitCodes.failed;
  }
  // A fault of ours: the stack is for a report.
  if (code === 'unknown' && error instanceof Error) say(error.stack ?? '');
  return exitCodes.failed;
}

function languageOf(argv: readonly string[]): Language {
  const given =
    argv.find((word) => word.startsWith('--lang='))?.slice(7) ??
    argv[argv.indexOf('--lang') + 1] ??
    '';
  return languageNamed(given) ?? languages[0];
}

function languageNamed(given: string): Language | undefined {
  return languageOfTag(given) ?? languageOfAddress(given);
}

/** Whether the words typed begin with something close to the command's own. */
function isNear(path: string, asked: readonly string[]): boolean {
  const words = asked.slice(0, path.split(' ').length).join(' ');
  return distance(path, words) <= 2;
}

/** Levenshtein distance, for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + cost));
    }
    row = next;
  }
  return row[b.length];
}
