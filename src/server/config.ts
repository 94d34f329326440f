// A node's configuration: `comity.json` in its data folder, written by `init`, read once at start.
import { readFileSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { z } from 'zod';
import { isZone } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { parseMark, parseOrigin, parsePartyId, parseProgrammeId } from '../base/ids.ts';
import { parseJson } from '../base/json.ts';
import { type Issue, issuesToText, type Result } from '../base/result.ts';
import { languageMap, pseudonym } from '../programme/statement.ts';
import { writeDurably } from '../store/folder.ts';

/** A text that a parser of ids takes; the fault is in that parser's words. */
function idText<Id extends string>(parse: (text: string) => Result<Id, readonly Issue[]>) {
  return z.string().transform((text, context): Id => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue(parsed.error[0]?.message ?? 'not an id');
    return z.NEVER;
  });
}

const partyShape = z.object({
  party: idText(parsePartyId),
  mark: idText(parseMark),
  zone: z.string().refine(isZone, 'expected an IANA time zone'),
  origin: idText(parseOrigin),
});

const configShape = z.strictObject({
  format: z.literal(1),
  programme: idText(parseProgrammeId),
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
  /** Cosign with ML-DSA-44 too, by a key made at the next start; its verifier key lies in the state folder. */
  mlDsaWitness: z.boolean().default(false),
  /** Socket of a signer of its own (`comity signer run`), relative to the data folder; without it the node signs. */
  signer: z.string().min(1).optional(),
  /** Peers at loopback and private addresses are refused unless this is set. */
  privateAddresses: z.boolean().default(false),
  /** Every page says "Demonstration. Not operated or endorsed by any government". */
  demonstration: z.boolean().default(false),
  /** Pseudonym under which commands are given when none is named; its person is in the private log. */
  operator: pseudonym.optional(),
  /** Where logs, and what belongs to them, are kept: in the data folder, or in the PostgreSQL of COMITY_LOG_DATABASE_URL. */
  logStore: z.enum(['files', 'postgres']).default('files'),
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
  const path = join(dataDir, 'comity.json');
  const parsed = parseJson(text);
  if (!parsed.ok) {
    throw new ComityError('server.config.invalid', `${path}: ${issuesToText(parsed.error)}`);
  }
  const checked = configShape.safeParse(parsed.value);
  if (checked.success) return checked.data;
  throw new ComityError('server.config.invalid', `${path}: ${faultsOf(checked.error)}`);
}

/** Fills in the defaults of a configuration that is about to be written. Failure: server.init.invalid. */
export function checkConfig(input: ConfigInput): Config {
  const checked = configShape.safeParse(input);
  if (checked.success) return checked.data;
  throw new ComityError('server.init.invalid', faultsOf(checked.error));
}

/** Every fault with its place: `own.mark: expected two to six capital letters, got "x"`. */
function faultsOf(error: z.ZodError): string {
  return error.issues
    .map((i) => [i.path.join('.'), i.message].filter(Boolean).join(': '))
    .join('; ');
}

/** Writes `comity.json` durably. Failure: server.init.invalid. */
export async function writeConfig(dataDir: string, input: ConfigInput): Promise<Config> {
  const config = checkConfig(input);
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

/** Returns the socket of the signer, when it is a process of its own. */
export function signerSocketOf(dataDir: string, config: Config): string | undefined {
  return config.signer === undefined ? undefined : resolve(dataDir, config.signer);
}
