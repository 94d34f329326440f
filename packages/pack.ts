// Makes npm packages: `comity-record` and `comity-plan`, each one public face of src with the files below it as plain
// ES2022 JavaScript with types and no dependency, and `comity` itself, in which the same JavaScript stands behind
// `comity/record` and `comity/plan` (Node strips no types below node_modules). `npm run pack -- [record|plan|comity …]`
// Equal sources give equal bytes: the compiler writes no dates, and npm sets those in the archive.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The faces of src that are packed alone: what each is, for its package.json. */
const faces = {
  record:
    'Transparency logs of C2SP: notes, checkpoints, tiles, proofs, witnesses. Pure and without dependencies',
  plan: 'Working calendars, the critical path, forecasts and what a change is worth. Pure and without dependencies',
} as const;

/** What can be packed. */
export type PackageName = keyof typeof faces | 'comity';

/** Whether a word names a package. */
function isPackage(word: string): word is PackageName {
  return word === 'comity' || word in faces;
}

/** Compiles the faces into a folder: `record.js`, `record.d.ts`, and below `record/` and `base/` what they need. */
function compile(into: string, names: readonly (keyof typeof faces)[]): void {
  const options = {
    target: 'es2022',
    // What Node 20 and browsers of its age have is ES2023; well-formed strings came a little before the rest of 2024.
    lib: 'es2024,dom',
    module: 'nodenext',
    rootDir: join(root, 'src'),
    outDir: into,
    types: '',
  };
  const flags = ['ignoreConfig', 'declaration', 'strict', 'verbatimModuleSyntax'];
  const moreFlags = [
    'erasableSyntaxOnly',
    'allowImportingTsExtensions',
    'rewriteRelativeImportExtensions',
  ];
  const words = [
    ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]),
    ...[...flags, ...moreFlags].map((flag) => `--${flag}`),
    ...names.map((name) => join(root, `src/${name}.ts`)),
  ];
  execFileSync(join(root, 'node_modules/.bin/tsc'), words, {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  for (const file of readdirSync(into, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.d.ts')) continue;
    // The compiler rewrites extensions in JavaScript only.
    const text = readFileSync(join(into, file), 'utf8');
    writeFileSync(
      join(into, file),
      text.replaceAll(/(from |import\()'(\.[^']*)\.ts'/g, "$1'$2.js'"),
    );
  }
}

/** Makes one archive in a folder. Returns its path. */
export function pack(name: PackageName, into: string): string {
  mkdirSync(into, { recursive: true });
  if (name !== 'comity') return packFace(name, into);
  rmSync(join(root, 'dist/faces'), { recursive: true, force: true });
  compile(join(root, 'dist/faces'), ['record', 'plan']);
  return npmPack(root, into);
}

function packFace(name: keyof typeof faces, into: string): string {
  const stage = mkdtempSync(join(tmpdir(), `comity-pack-${name}-`));
  try {
    compile(join(stage, 'lib'), [name]);
    cpSync(join(root, 'LICENSE'), join(stage, 'LICENSE'));
    // The part on other packages does not concern one that has none.
    const notice = readFileSync(join(root, 'NOTICE'), 'utf8').replace(/^Third-party [\s\S]*/m, '');
    writeFileSync(join(stage, 'NOTICE'), notice);
    cpSync(join(root, 'packages', name, 'README.md'), join(stage, 'README.md'));
    const described = {
      name: `comity-${name}`,
      version: manifest.version,
      description: faces[name],
      license: manifest.license,
      type: 'module',
      sideEffects: false,
      engines: { node: '>=20' },
      exports: { '.': { types: `./lib/${name}.d.ts`, default: `./lib/${name}.js` } },
      files: ['lib', 'NOTICE'],
    };
    writeFileSync(join(stage, 'package.json'), `${JSON.stringify(described, null, 2)}\n`);
    return npmPack(stage, into);
  } finally {
    rmSync(stage, { recursive: true, force: true });
  }
}

function npmPack(dir: string, into: string): string {
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', into];
  const [{ filename }] = JSON.parse(execFileSync('npm', words, { cwd: dir, encoding: 'utf8' }));
  return join(into, basename(filename));
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const words = process.argv.slice(2);
  const unknown = words.find((word) => !isPackage(word));
  if (unknown !== undefined) {
    process.stderr.write(`expected record, plan or comity, got ${unknown}\n`);
    process.exit(2);
  }
  const names =
    words.length === 0 ? (['record', 'plan', 'comity'] as const) : words.filter(isPackage);
  for (const name of names) process.stdout.write(`${pack(name, join(root, 'dist'))}\n`);
}
