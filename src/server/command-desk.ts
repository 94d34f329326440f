// Takes commands that persons send over the network: whose credential it is, the command in its JSON, a key under which it is
// recorded once, a line in the list of requests. The address: command-routes.ts.
import { join } from 'node:path';
import { z } from 'zod';
import { toHex, utf8 } from '../base/bytes.ts';
import { type CivilDate, civilDateIn, instantOf, isCivilDate } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { canonicalJson, type Json, parseJson } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { kindNamed } from '../programme/kinds.ts';
import { pseudonym } from '../programme/statement.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { readPersons } from './access-check.ts';
import { type CommandKeys, openCommandKeys } from './command-keys.ts';
import type { CommandInput } from './commands.ts';
import { stateDirOf } from './config.ts';
import type { Node } from './node.ts';
import {
  openPersonCredentials,
  type PersonCredential,
  type PersonCredentials,
} from './person-credentials.ts';
import { openRequestList, type RequestLine, type RequestList } from './request-list.ts';

/** One request. */
export interface CommandRequestLine extends RequestLine {
  readonly person?: string;
  readonly kind?: string;
  readonly act?: string;
  readonly mode?: 'record' | 'preview' | 'repeated';
  /** Of the records that it was about. */
  readonly ids?: readonly string[];
}

/** A command as it came. */
export interface CommandGiven {
  readonly credential: PersonCredential;
  /** JSON: {kind, about?, command}. Untrusted. */
  readonly text: string;
  readonly mode: 'record' | 'preview';
  /** Under which it is recorded once. */
  readonly key?: string;
  /** For the list of requests. */
  readonly source: string;
}

/** What a command came to. */
export interface CommandAnswer {
  readonly mode: 'record' | 'preview' | 'repeated';
  /** `{ids, leaves, firstIndex, at}`; of a preview `{statements}`, each by scope. */
  readonly outcome: Json;
}

/** Takes commands in. */
export interface CommandDesk {
  readonly credentials: PersonCredentials;
  /** In `commands.log` of the data folder. */
  readonly requests: RequestList<CommandRequestLine>;
  /** Returns the credential of a token while it holds today, or undefined. */
  find(token: string): Promise<PersonCredential | undefined>;
  /**
   * Records a command, or says what it would record. Refusals: programme.command.malformed, server.commands.kind (keys, erasure and
   * closing are the machine's), those of `Commands.execute` and of `CommandKeys.once`.
   */
  take(given: CommandGiven): Promise<Result<CommandAnswer, Refusal>>;
}

type Party = NonNullable<Node['party']>;

const desks = new WeakMap<Party, CommandDesk>();

/** Returns the desk of a party's node: one for all who come. */
export function commandDesk(node: Node, party: Party): CommandDesk {
  const desk = desks.get(party) ?? openDesk(node, party);
  desks.set(party, desk);
  return desk;
}

const shape = z.strictObject({
  kind: z.string().max(40),
  about: z.string().max(60).optional(),
  command: z.looseObject({ act: z.string().max(40) }),
});

function openDesk(node: Node, party: Party): CommandDesk {
  const { clock, config, dataDir } = node;
  const stateDir = stateDirOf(dataDir, config);
  const requests = openRequestList<CommandRequestLine>(join(dataDir, 'commands.log'), clock);
  let keys: CommandKeys | undefined;
  const keysNow = () => {
    keys ??= openCommandKeys(join(stateDir, 'command-keys.log'), clock);
    return keys;
  };
  // What was recorded is recorded, and is said so, also where the list cannot be written.
  const note = (line: CommandRequestLine) =>
    requests.add(line).catch((error: unknown) => {
      const from = node.logs.own?.identity.origin ?? '';
      node.alarms.refuse({ from, code: codeOf(error), detail: messageOf(error) });
    });
  const { sha256 } = nodeCrypto;
  const credentials = openPersonCredentials(stateDir, { clock, sha256, random: randomBytes });
  return {
    credentials,
    requests,
    find: async (token) => {
      const found = await credentials.find(token);
      return found?.until !== undefined && found.until < today(node) ? undefined : found;
    },
    take: async (given) => {
      const { id: credential, person } = given.credential;
      const line = { source: given.source, credential, person };
      const input = inputOf(given);
      if (!input.ok) {
        await note({ ...line, refused: input.error.code });
        return input;
      }
      const said = { ...line, ...knownWordsOf(input.value) };
      const elsewhere = node.standby.refusal();
      // Another process records now: what is known here of keys is old once this one does again.
      if (elsewhere !== undefined) keys = undefined;
      try {
        const taken = elsewhere ?? (await take(party, keysNow, { given, input: input.value }));
        await note({
          ...said,
          ...(taken.ok ? lineOf(taken.value) : { refused: taken.error.code }),
        });
        return taken;
      } catch (error) {
        await note({ ...said, refused: codeOf(error) });
        throw error;
      }
    },
  };
}

const commonActs: ReadonlySet<string> = new Set(['rectify', 'retract', 'publish', 'translate']);

/** For the list of requests: kinds and acts that there are, and nothing that somebody may have written in their place. */
function knownWordsOf({ kind, command }: CommandInput) {
  const { act = '' } = command as { readonly act?: string };
  const known = kindNamed(kind);
  if (known === undefined) return {};
  return known.acts.includes(act) || commonActs.has(act) ? { kind, act } : { kind };
}

function today(node: Node): CivilDate {
  return civilDateIn(node.config.own?.zone ?? 'UTC', instantOf(node.clock()));
}

function lineOf({ mode, outcome }: CommandAnswer) {
  const { ids } = outcome as { readonly ids?: readonly string[] };
  return { mode, ...(ids === undefined ? {} : { ids }) };
}

function inputOf({ text, credential }: CommandGiven): Result<CommandInput, Refusal> {
  const json = parseJson(text);
  const parsed = json.ok ? shape.safeParse(json.value) : undefined;
  if (parsed?.success !== true) {
    const path = parsed?.error.issues[0]?.path.join('/') ?? '';
    const form = '{kind, about?, command: {act, …}}';
    const expected = json.ok ? form : `JSON, ${form}`;
    return refuse('programme.command.malformed', { path, expected });
  }
  const { kind, about, command } = parsed.data;
  if (kind === 'log') return refuse('server.commands.kind', { kind });
  return ok({
    ...{ kind, command: command as Json, as: credential.person, isRemote: true },
    ...(about === undefined ? {} : { about }),
  });
}

async function take(
  { commands }: Party,
  keys: () => CommandKeys,
  { given, input }: { readonly given: CommandGiven; readonly input: CommandInput },
): Promise<Result<CommandAnswer, Refusal>> {
  if (given.mode === 'preview') {
    const considered = await commands.consider(input);
    if (!considered.ok) return considered;
    const statements = considered.value.map(({ payloads }) => payloads);
    return ok({ mode: 'preview', outcome: { statements } as unknown as Json });
  }
  const execute = async (): Promise<Result<Json, Refusal>> => {
    const done = await commands.execute(input);
    return done.ok ? ok(done.value as unknown as Json) : done;
  };
  if (given.key === undefined) {
    const done = await execute();
    return done.ok ? ok({ mode: 'record', outcome: done.value }) : done;
  }
  const { kind, about = '', command } = input;
  const hash = toHex(nodeCrypto.sha256(utf8(canonicalJson([kind, about, command]))));
  const { person } = given.credential;
  const done = await keys().once({ person, key: given.key, hash }, execute);
  if (!done.ok) return done;
  const { outcome, repeated } = done.value;
  return ok({ mode: repeated ? 'repeated' : 'record', outcome });
}

/** Parameters of a method, as they came. */
type Params = Readonly<Record<string, Json | undefined>>;

/**
 * Makes a credential for a person who has a role: its token is in this answer and nowhere else. Refusals:
 * server.commands.person {person} (nobody has that pseudonym who has a role and whose appointment is not over), programme.command.malformed (the day), and
 * server.commands.too-many-credentials.
 */
export async function newPersonCredential(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<unknown, Refusal>> {
  const person = String(params.person ?? '');
  const until = params.until === undefined ? undefined : String(params.until);
  if (until !== undefined && (!isCivilDate(until) || until < today(node)))
    return refuse('programme.command.malformed', {
      path: 'until',
      expected: `YYYY-MM-DD, ≥ ${today(node)}`,
    });
  const { private: held } = node.logs;
  if (held !== undefined)
    await party.projector.waitFor(held.identity.origin, held.store.head().size);
  const persons = await readPersons(party.projection);
  const hasRole = persons.some(
    (one) =>
      one.pseudonym === person &&
      (one.granted?.roles.length ?? 0) > 0 &&
      (one.until === undefined || one.until >= today(node)),
  );
  if (!pseudonym.safeParse(person).success || !hasRole)
    return refuse('server.commands.person', { person });
  const bound = { person, ...(until === undefined ? {} : { until: until as CivilDate }) };
  return commandDesk(node, party).credentials.issue(bound);
}
