// `comity export`: the public projects of a node as a package of OC4IDS 0.9.5 in one language, streamed so that no more than
// one project is in memory; its services as CPSV-AP 3.2.0 in all. To standard output or into a file.
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { type PackageHead, writePackage } from '../../exchange/oc4ids-package.ts';
import type { ProjectFile } from '../../projection/project-file.ts';
import type { ProjectLinesHead } from '../../server/project-file-lines.ts';
import { pickText } from '../../text/language-map.ts';
import {
  type Language,
  languageOfAddress,
  languageOfTag,
  languages,
} from '../../text/languages.ts';
import { type ServicesFile, servicesText } from '../../web/downloads/services.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { printPieces, writePieces } from '../pieces.ts';

/** Commands that put records into the formats of others. */
export const exportCommands: readonly Command[] = [
  {
    path: 'export oc4ids',
    usage: '[--language TAG] [--out FILE] [--data DIR] [--json]',
    options: { ...nodeOptions, language: { type: 'string' }, out: { type: 'string' } },
    run: runProjects,
  },
  {
    path: 'export services',
    usage: '[--out FILE] [--data DIR] [--json]',
    options: { ...nodeOptions, out: { type: 'string' } },
    run: runServices,
  },
];

async function runProjects(context: Context): Promise<ExitCode> {
  const { options, text } = context;
  const out = stringOption(options, 'out');
  const language = languageAsked(context);
  if (context.args.length > 0 || language === undefined || out === '') {
    const known = languages.map(({ tag }) => tag).join(', ');
    context.say(text('cli.export.usage', { languages: known }));
    return exitCodes.usage;
  }
  if (out === undefined && options.json === true) {
    context.say(text('cli.export.json'));
    return exitCodes.usage;
  }
  const folder = mkdtempSync(join(tmpdir(), 'comity-export-'));
  try {
    const path = join(folder, 'projects.jsonl');
    const called = await callNode(context, 'project-lines', { path });
    if (!called.ok) return sayRefusal(context, called.error);
    const { projects } = called.value as { readonly projects: number };
    if (projects === 0) {
      context.say(text('cli.export.empty'));
      return exitCodes.notFound;
    }
    const pieces = packageOf(context, { path, language });
    if (out === undefined) await printPieces(context, pieces);
    else await writePieces(resolve(out), pieces);
    if (out !== undefined) {
      const done = { file: resolve(out), projects, language: language.tag };
      printResult(context, done, [text('cli.export.done', { file: done.file, count: projects })]);
    }
    return exitCodes.ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function runServices(context: Context): Promise<ExitCode> {
  const { options, text } = context;
  const out = stringOption(options, 'out');
  if (context.args.length > 0 || out === '') {
    context.say(text('cli.export.services.usage'));
    return exitCodes.usage;
  }
  if (out === undefined && options.json === true) {
    context.say(text('cli.export.json'));
    return exitCodes.usage;
  }
  const folder = mkdtempSync(join(tmpdir(), 'comity-export-'));
  try {
    const path = join(folder, 'services.json');
    const called = await callNode(context, 'services-file', { path });
    if (!called.ok) return sayRefusal(context, called.error);
    const file = JSON.parse(readFileSync(path, 'utf8')) as ServicesFile;
    const pieces = servicesText(file, context.messages);
    if (out === undefined) await printPieces(context, pieces);
    else await writePieces(resolve(out), pieces);
    if (out !== undefined) {
      const done = { file: resolve(out), services: file.services.length };
      const params = { file: done.file, count: done.services };
      printResult(context, done, [text('cli.export.services.done', params)]);
    }
    return exitCodes.ok;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Undefined for a language that there is none of. */
function languageAsked(context: Context): Language | undefined {
  const asked = stringOption(context.options, 'language');
  if (asked === undefined) return context.language;
  return languageOfTag(asked) ?? languageOfAddress(asked);
}

async function* packageOf(
  context: Context,
  from: { readonly path: string; readonly language: Language },
): AsyncGenerator<string> {
  const { language } = from;
  const lines = createInterface({ input: createReadStream(from.path), crlfDelay: Infinity });
  const values = lines[Symbol.asyncIterator]();
  const first = await values.next();
  const { programme, organizations, base, party, textLanguages, changed } = JSON.parse(
    String(first.value),
  ) as ProjectLinesHead;
  const own = programme.parties.find((one) => one.party === party);
  const head: PackageHead = {
    uri: `${base}/${language.address}/data/oc4ids.json`,
    publisher: pickText(own?.name ?? programme.title, language, textLanguages).text,
    publishedDate: changed,
  };
  const setting = {
    ...{ language, base, programme, textLanguages },
    // As pages say it of their texts (decision 0038).
    ...(textLanguages[0] === undefined || textLanguages.includes(language.tag)
      ? {}
      : { usualLanguage: textLanguages[0] }),
    organizations: new Map(organizations.map((one) => [one.id, one])),
    text: (key: string, params = {}) => context.messages.text(language, key, params),
  };
  yield* writePackage(head, setting, filesOf(values));
}

async function* filesOf(lines: AsyncIterator<string>): AsyncGenerator<ProjectFile> {
  for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
    yield JSON.parse(next.value) as ProjectFile;
  }
}
