// Puts a finished folder in the place of another by renames that can be resumed after a crash at any point.
//
//   DIR.new       being written; worth nothing
//   DIR.ready     finished: from this rename on the swap will be completed
//   DIR.replaced-1, -2, …   what stood there before
import type { Files } from './files.ts';
import { parentOf } from './files.ts';

/** Returns where the new folder is written. */
export function newFolderOf(dir: string): string {
  return `${dir}.new`;
}

/** Puts `DIR.new` in the place of `DIR` and returns where the old one is kept, if there was one. */
export async function swapFolder(files: Files, dir: string): Promise<string | undefined> {
  await files.rename(newFolderOf(dir), `${dir}.ready`);
  await files.syncFolder(parentOf(dir));
  return finishSwap(files, dir);
}

/** Completes a swap that a crash interrupted; does nothing otherwise. */
export async function finishSwap(files: Files, dir: string): Promise<string | undefined> {
  const parent = parentOf(dir);
  const base = dir.slice(parent.length).replace(/^\//, '');
  const names = await files.list(parent);
  if (!names.includes(`${base}.ready`)) return undefined;
  let kept: string | undefined;
  if (names.includes(base)) {
    kept = `${dir}.replaced-${nextNumber(names, `${base}.replaced-`)}`;
    await files.rename(dir, kept);
    await files.syncFolder(parent);
  }
  await files.rename(`${dir}.ready`, dir);
  await files.syncFolder(parent);
  return kept;
}

function nextNumber(names: readonly string[], prefix: string): number {
  const numbers = names
    .filter((name) => name.startsWith(prefix))
    .map((name) => Number(name.slice(prefix.length)))
    .filter((number) => Number.isSafeInteger(number));
  return Math.max(0, ...numbers) + 1;
}
