// Credentials that come with requests: each lies as a hash in a file of the state folder, is shown once and never again, and
// is over the moment it is revoked. For whom one is and what it may is its holder's own: case-credentials.ts, person-credentials.ts.
import { z } from 'zod';
import { equalBytes, fromHex, toHex, utf8 } from '../base/bytes.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { type JsonObject, parseJson } from '../base/json.ts';
import type { Clock, RandomBytes, Sha256 } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { createSerial } from '../store/serial.ts';

/** What every credential has. */
export interface IssuedCredential {
  /** Two letters of its sort and 12 hex digits. */
  readonly id: string;
  readonly created: Instant;
  /** Since then nothing is taken with it. */
  readonly revoked?: Instant;
}

/** The credentials of one sort; `Bound` is for whom one is and what it may. */
export interface CredentialStore<Bound extends object> {
  /** By time of making, revoked ones too. */
  all(): Promise<readonly (IssuedCredential & Bound)[]>;
  /** Makes one and returns its token, which is kept nowhere. Refusal: `codes.tooMany` {max}. */
  issue(
    bound: Bound,
  ): Promise<
    Result<{ readonly credential: IssuedCredential & Bound; readonly token: string }, Refusal>
  >;
  /** Ends one for good; one that has ended stays as it was. Refusal: `codes.unknown` {id}. */
  revoke(id: string): Promise<Result<IssuedCredential & Bound, Refusal>>;
  /**
   * Returns the credential of a token, or undefined, whether it is unknown, wrong or revoked.
   * @param token Untrusted.
   */
  find(token: string): Promise<(IssuedCredential & Bound) | undefined>;
}

/** One sort of credentials, and the file that they lie in. */
export interface CredentialSort<Bound extends object> {
  readonly path: string;
  /** Format of the file, and what is hashed before the token. */
  readonly format: string;
  readonly hashedFor: string;
  /** Two letters with which every id begins. */
  readonly letters: string;
  readonly max: number;
  readonly codes: {
    readonly tooMany: string;
    readonly unknown: string;
    /** Failure of all: the file is not ours. */
    readonly store: string;
  };
  /** Returns what the file keeps beside id, hash and times; undefined for what makes no sense. */
  readBound(kept: JsonObject): Bound | undefined;
}

const shape = z.strictObject({
  format: z.string(),
  credentials: z.array(
    z
      .object({
        id: z.string(),
        /** SHA-256 of the token, hex: 32 random bytes need no slower one. */
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        created: z.string(),
        revoked: z.string().optional(),
      })
      .catchall(z.json()),
  ),
});
type Kept<Bound> = IssuedCredential & Bound & { readonly hash: string };

/** Returns the credentials of a file. It is read for each question: a credential that was revoked is over at once. */
export function openCredentials<Bound extends object>(
  sort: CredentialSort<Bound>,
  world: { readonly clock: Clock; readonly random: RandomBytes; readonly sha256: Sha256 },
): CredentialStore<Bound> {
  const inTurn = createSerial();
  const { max, codes, letters } = sort;
  const hashOf = (token: string) => world.sha256(utf8(`${sort.hashedFor}\n${token}`));
  const tokenForm = new RegExp(`^comity_(${letters}[0-9a-f]{12})_[A-Za-z0-9_-]{43}$`);
  return {
    all: async () => (await readAll(sort)).map(toShown),
    issue: (bound) =>
      inTurn(async () => {
        const before = await readAll(sort);
        if (before.length >= max) return refuse(codes.tooMany, { max });
        const id = `${letters}${toHex(world.random(6))}`;
        const token = `comity_${id}_${Buffer.from(world.random(32)).toString('base64url')}`;
        const credential = { id, ...bound, created: instantOf(world.clock()) };
        await writeAll(sort, [...before, { ...credential, hash: toHex(hashOf(token)) }]);
        return ok({ credential, token });
      }),
    revoke: (id) =>
      inTurn(async () => {
        const before = await readAll(sort);
        const found = before.find((one) => one.id === id);
        if (found === undefined) return refuse(codes.unknown, { id });
        const ended = { revoked: instantOf(world.clock()), ...found };
        const after = before.map((one) => (one === found ? ended : one));
        await writeAll(sort, after);
        return ok(toShown(ended));
      }),
    find: async (token) => {
      const id = tokenForm.exec(token)?.[1];
      const found = (await readAll(sort)).find((one) => one.id === id);
      const hash = fromHex(found?.hash ?? '') ?? new Uint8Array();
      // Hashes are compared, not tokens: what the time of it tells is of no use.
      const isRight = equalBytes(hash, hashOf(token));
      return found === undefined || !isRight || found.revoked !== undefined
        ? undefined
        : toShown(found);
    },
  };
}

function toShown<Bound extends object>({ hash: _hash, ...shown }: Kept<Bound>) {
  return shown as unknown as IssuedCredential & Bound;
}

async function readAll<Bound extends object>(
  sort: CredentialSort<Bound>,
): Promise<readonly Kept<Bound>[]> {
  const text = await readText(sort.path);
  if (text === undefined) return [];
  const json = parseJson(text);
  const parsed = json.ok ? shape.safeParse(json.value) : undefined;
  if (parsed?.success !== true || parsed.data.format !== sort.format) throw damaged(sort);
  return parsed.data.credentials.map(({ id, hash, created, revoked, ...kept }) => {
    const bound = sort.readBound(kept as JsonObject);
    if (bound === undefined) throw damaged(sort);
    const issued = { id, created, ...(revoked === undefined ? {} : { revoked }) };
    return { ...bound, ...issued, hash };
  });
}

function damaged<Bound extends object>({ path, codes }: CredentialSort<Bound>): ComityError {
  return new ComityError(codes.store, `${path}: expected credentials as Comity writes them`);
}

async function writeAll<Bound extends object>(
  { path, format }: CredentialSort<Bound>,
  credentials: readonly Kept<Bound>[],
): Promise<void> {
  const text = JSON.stringify({ format, credentials }, null, 1);
  await writeDurably(path, utf8(`${text}\n`), { permissions: 0o600 });
}
