// Where a node's projection lives: in its data folder, or in the PostgreSQL that COMITY_DATABASE_URL names, in a
// schema of the node's own (docs/decisions/0025).
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toHex, utf8 } from '../base/bytes.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { Config } from './config.ts';

const hashBytes = 6;
const partyCharactersMax = 30;

/** Returns the address of the PostgreSQL to use, or undefined for PGlite. Not in `comity.json`: that is backed up. */
export function databaseUrl(): string | undefined {
  const url = process.env.COMITY_DATABASE_URL ?? '';
  return url === '' ? undefined : url;
}

/**
 * Returns the schema of a node: the party to be read by people, and a hash of programme, party and origin. A witness has a
 * name and no origin.
 */
export function schemaOf(config: Config): string {
  const { party, origin } = config.own ?? { party: config.witnessName, origin: '' };
  const digest = nodeCrypto.sha256(utf8(`${config.programme}\n${party}\n${origin}`));
  const readable = party.replaceAll(/[^a-z0-9]/g, '_').slice(0, partyCharactersMax);
  return `comity_${readable}_${toHex(digest.subarray(0, hashBytes))}`;
}

/**
 * Returns the mark of a data folder, kept in the folder `projection`: rows that carry another were made from other
 * files. Whoever deletes that folder therefore begins anew, here as with PGlite; and rows that PGlite left there
 * go, because nobody keeps them up.
 */
export function markOf(projectionDir: string): string {
  const path = join(projectionDir, 'postgres');
  if (existsSync(path)) return readFileSync(path, 'utf8');
  rmSync(projectionDir, { recursive: true, force: true });
  mkdirSync(projectionDir, { recursive: true });
  const mark = randomUUID();
  writeFileSync(path, mark);
  return mark;
}
