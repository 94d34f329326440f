#!/usr/bin/env node
// Finds a Node that runs TypeScript as it is (22.18 or newer) and starts Comity with it. Plain JavaScript for any
// Node: on an older one it hands over to the Node 24 that comes with the package.

const { spawn } = await import('node:child_process');
const { existsSync } = await import('node:fs');
const { fileURLToPath } = await import('node:url');

// What runs for long keeps its young generation small: left alone it grows with what is allocated a second, and a node
// that takes over a large log held 389 MiB where 282 did, at the same speed (bench/cold-sync.ts).
const youngGeneration = '--max-semi-space-size';
const runsForLong = ['serve', 'demo', 'witness', 'export'].includes(process.argv[2] ?? '');
const flags = runsForLong && !isChosen() ? [`${youngGeneration}=8`] : [];
const here = fileURLToPath(import.meta.url);
const rest = [here, ...process.argv.slice(2)];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 18)) {
  // In the place of this process, under its number. Its channel to a parent would not outlive that.
  if (flags.length > 0 && process.execve !== undefined && process.channel === undefined)
    process.execve(process.execPath, [process.execPath, ...process.execArgv, ...flags, ...rest]);
  await keepCompiled();
  const { main } = await import('../src/cli/main.ts');
  await main(process.argv.slice(2));
} else {
  const candidates = ['../node_modules/.bin/node', '../../.bin/node', '../../../.bin/node'];
  const node = candidates
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync);
  if (node === undefined) {
    process.stderr.write(
      `comity needs Node 22.18 or newer, this is ${process.versions.node}; run "npm ci" first\n`,
    );
    process.exit(1);
  }
  // The channel tells the child when this process is gone, however it ended.
  const child = spawn(node, [...flags, ...rest], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}

/** Keeps what Node makes of the sources beside the package, for the next start; not where nothing can be written. */
async function keepCompiled() {
  const { enableCompileCache } = await import('node:module');
  const folders = ['../node_modules', '../..'];
  const modules = folders
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => /node_modules[/\\]?$/.test(path) && existsSync(path));
  if (modules === undefined || process.env.NODE_COMPILE_CACHE !== undefined) return;
  const { directory } = enableCompileCache(`${modules}/.cache/comity`);
  // Threads and processes that this one starts do the same.
  if (directory !== undefined) process.env.NODE_COMPILE_CACHE = `${modules}/.cache/comity`;
}

/** Whether somebody has set that size, or this process has. */
function isChosen() {
  return [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((option) =>
    option.includes(youngGeneration),
  );
}
