// Scripts of pages that are made of the sources themselves (link-script.ts): linked when first asked for, kept, and
// addressed by their own hash.
import { createHash } from 'node:crypto';
import { linkScript } from './link-script.ts';

/** Scripts by the name in their address, and the file of src that each begins with. */
const entries = {
  'verify.js': 'web/browser/verify-entry.ts',
  'log-worker.js': 'web/browser/log-worker.ts',
} as const;

/** A name of a script. */
export type ScriptName = keyof typeof entries;

/** A linked script. */
export interface Script {
  readonly text: string;
  /** SHA-256 of the text in hex: what it is called by, and what a reader can compare. */
  readonly sha256: string;
}

const linked = new Map<ScriptName, Script>();

/** Returns a script. The first call takes some 10 ms. */
export function scriptNamed(name: ScriptName): Script {
  const known = linked.get(name);
  if (known !== undefined) return known;
  const text = linkScript(entries[name]);
  const script = { text, sha256: createHash('sha256').update(text).digest('hex') };
  linked.set(name, script);
  return script;
}

/** Returns whether there is a script of that name. */
export function isScriptName(name: string): name is ScriptName {
  return Object.hasOwn(entries, name);
}

/** Returns the address of a script: `/assets/<hash>/verify.js`. It never changes its content. */
export function scriptPath(name: ScriptName): string {
  return `/assets/${scriptNamed(name).sha256.slice(0, 16)}/${name}`;
}
