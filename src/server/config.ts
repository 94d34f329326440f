// A node's configuration: `comity.json` in its data folder, written by `init`, read once at start.
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { isZone } from '../base/dates.ts';
import { ComityError, messageOf } from '../base/errors.ts';
import {
  type Mark,
  type Origin,
  type PartyId,
  type ProgrammeId,
  parseMark,
  parseOrigin,
  parsePartyId,
  parseProgrammeId,
} from '../base/ids.ts';
import { languageMap } from '../programme/statement.ts';
import { writeDurably } from '../store/folder.ts';

const partyShape = z.object({
  party: z
    .string()
    .refine((text) => parsePartyId(text).ok)
    .transform((text) => text as PartyId),
  mark: z
    .string()
    .refine((text) => parseMark(text).ok)
    .transform((text) => text as Mark),
  zone: z.string().refine(isZone, 'expected an IANA time zone'),
  origin: z
    .string()
    .refine((text) => parseOrigin(text).ok)
    .transform((text) => text as Origin),
});

const configShape = z.strictObject({
  format: z.literal(1),
  programme: z
    .string()
    .refine((text) => parseProgrammeId(text).ok)
    .transform((text) => text as ProgrammeId),
  /** Absent on a witness, which keeps no log of its own. */
  own: partyShape.optional(),
  /** How pages name this node: the party's or the witness's name. */
  name: languageMap,
  /** Name of this node's witness key, a schema-less address. */
  witnessName: z.string().min(3).max(200),
  host: z.string().default('127.0.0.1'),
  port: z.number().int().min(0).max(65_535),
  /** The address that others use; without it, the address listened on. */
  url: z.url().optional(),
  /** Keys and last-signed state; relative to the data folder, outside it, so that no backup carries it. */
  stateDir: z.string().min(1),
  /** Peers at loopback and private addresses are refused unless this is set. */
  privateAddresses: z.boolean().default(false),
  /** Every page says "Demonstration. Not operated or endorsed by any government". */
  demonstration: z.boolean().default(false),
  /** Pseudonym under which commands are given when none is named; its person is in the private log. */
  operator: z
    .string()
    .regex(/^[a-z0-9]{8,40}$/)
    .optional(),
  pullSeconds: z.number().int().min(1).max(3_600).default(30),
  /** Bytes that the mirror of one peer may take. */
  mirrorBytesMax: z
    .number()
    .int()
    .positive()
    .default(4 * 1024 ** 3),
});

/** A node's configuration. */
export type Config = z.infer<typeof configShape>;
/** What `comity.json` may hold: defaults may be left out. */
export type ConfigInput = z.input<typeof configShape>;

/** Reads `comity.json`. Failures: server.config.absent, server.config.invalid (every fault with its path). */
export function readConfig(dataDir: string): Config {
  let text: string;
  try {
    text = readFileSync(join(dataDir, 'comity.json'), 'utf8');
  } catch (error) {
    const message = `no node in ${dataDir}: comity.json is not there; make one with "comity init"`;
    throw new ComityError('server.config.absent', message, error);
  }
  try {
    return configShape.parse(JSON.parse(text));
  } catch (error) {
    const faults =
      error instanceof z.ZodError
        ? error.issues.map((i) => `${i.path.join('.')}: ${i.message}`).join('; ')
        : messageOf(error);
    throw new ComityError(
      'server.config.invalid',
      `${join(dataDir, 'comity.json')}: ${faults}`,
      error,
    );
  }
}

/** Writes `comity.json` durably. */
export async function writeConfig(dataDir: string, input: ConfigInput): Promise<Config> {
  const config = configShape.parse(input);
  await writeDurably(
    join(dataDir, 'comity.json'),
    Buffer.from(`${JSON.stringify(config, null, 2)}\n`),
  );
  return config;
}

/** Returns the folder of keys and last-signed state. */
export function stateDirOf(dataDir: string, config: Config): string {
  return isAbsolute(config.stateDir) ? config.stateDir : resolve(dataDir, config.stateDir);
}
