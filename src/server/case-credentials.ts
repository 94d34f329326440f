// Credentials of authorities' own systems: each is bound to one authority and one mapping, kept as a hash in the state
// folder, shown once and never again (docs/spec/federation.md 6). Its id is the pseudonym under which its events stand.
import { join } from 'node:path';
import { z } from 'zod';
import { equalBytes, fromHex, toHex, utf8 } from '../base/bytes.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { ComityError } from '../base/errors.ts';
import { parseJson } from '../base/json.ts';
import type { Clock, RandomBytes, Sha256 } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type CaseMapping, parseCaseMapping } from '../exchange/case-mapping.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { createSerial } from '../store/serial.ts';
import { caseCredentialsMax } from './limits.ts';

/** A credential as people may see it. */
export interface CaseCredential {
  /** `ce` and 12 hex digits: who recorded an event, in the statement itself. */
  readonly id: string;
  /** Id of the organization. */
  readonly authority: string;
  readonly mapping: CaseMapping;
  readonly created: Instant;
  /** Since then nothing is taken with it. */
  readonly revoked?: Instant;
}

/** The credentials of a node. */
export interface CaseCredentials {
  /** By time of making, revoked ones too. */
  all(): Promise<readonly CaseCredential[]>;
  /** Makes one and returns its token, which is kept nowhere. Refusal: server.case-events.too-many-credentials. */
  issue(
    wish: Pick<CaseCredential, 'authority' | 'mapping'>,
  ): Promise<Result<{ readonly credential: CaseCredential; readonly token: string }, Refusal>>;
  /** Ends one for good; one that has ended stays as it was. Refusal: server.case-events.no-credential. */
  revoke(id: string): Promise<Result<CaseCredential, Refusal>>;
  /**
   * Returns the credential of a token, or undefined, whether it is unknown, wrong or revoked.
   * @param token Untrusted.
   */
  find(token: string): Promise<CaseCredential | undefined>;
}

const shape = z.strictObject({
  format: z.literal('comity-case-credentials/1'),
  credentials: z.array(
    z.strictObject({
      id: z.string(),
      /** SHA-256 of the token, hex: 32 random bytes need no slower one. */
      hash: z.string().regex(/^[0-9a-f]{64}$/),
      authority: z.string(),
      mapping: z.json(),
      created: z.string(),
      revoked: z.string().optional(),
    }),
  ),
});
type Kept = CaseCredential & { readonly hash: string };

const tokenForm = /^comity_(ce[0-9a-f]{12})_[A-Za-z0-9_-]{43}$/;

/**
 * Returns the credentials that lie in a state folder, in `case-credentials.json`. The file is read for each question: a
 * credential that was revoked is over at once. Failure of all: server.case-events.store, for a file that is not ours.
 */
export function openCaseCredentials(
  stateDir: string,
  world: { readonly clock: Clock; readonly random: RandomBytes; readonly sha256: Sha256 },
): CaseCredentials {
  const path = join(stateDir, 'case-credentials.json');
  const inTurn = createSerial();
  const hashOf = (token: string) => world.sha256(utf8(`comity-case-credential/1\n${token}`));
  return {
    all: async () => (await readAll(path)).map(toShown),
    issue: (wish) =>
      inTurn(async () => {
        const before = await readAll(path);
        if (before.length >= caseCredentialsMax) {
          return refuse('server.case-events.too-many-credentials', { max: caseCredentialsMax });
        }
        const id = `ce${toHex(world.random(6))}`;
        const token = `comity_${id}_${Buffer.from(world.random(32)).toString('base64url')}`;
        const { authority, mapping } = wish;
        const credential = { id, authority, mapping, created: instantOf(world.clock()) };
        await writeAll(path, [...before, { ...credential, hash: toHex(hashOf(token)) }]);
        return ok({ credential, token });
      }),
    revoke: (id) =>
      inTurn(async () => {
        const before = await readAll(path);
        const found = before.find((one) => one.id === id);
        if (found === undefined) return refuse('server.case-events.no-credential', { id });
        const ended = { revoked: instantOf(world.clock()), ...found };
        await writeAll(
          path,
          before.map((one) => (one === found ? ended : one)),
        );
        return ok(toShown(ended));
      }),
    find: async (token) => {
      const id = tokenForm.exec(token)?.[1];
      const found = (await readAll(path)).find((one) => one.id === id);
      const hash = fromHex(found?.hash ?? '') ?? new Uint8Array();
      // Hashes are compared, not tokens: what the time of it tells is of no use.
      const isRight = equalBytes(hash, hashOf(token));
      return found === undefined || !isRight || found.revoked !== undefined
        ? undefined
        : toShown(found);
    },
  };
}

function toShown({ hash: _hash, ...shown }: Kept): CaseCredential {
  return shown;
}

async function readAll(path: string): Promise<readonly Kept[]> {
  const text = await readText(path);
  if (text === undefined) return [];
  const json = parseJson(text);
  const parsed = json.ok ? shape.safeParse(json.value) : undefined;
  if (parsed?.success !== true) throw damaged(path);
  return parsed.data.credentials.map(({ mapping: kept, revoked, ...one }): Kept => {
    const mapping = parseCaseMapping(kept);
    if (!mapping.ok) throw damaged(path);
    return { ...one, mapping: mapping.value, ...(revoked === undefined ? {} : { revoked }) };
  });
}

function damaged(path: string): ComityError {
  return new ComityError(
    'server.case-events.store',
    `${path}: expected credentials as Comity writes them`,
  );
}

async function writeAll(path: string, credentials: readonly Kept[]): Promise<void> {
  const text = JSON.stringify({ format: 'comity-case-credentials/1', credentials }, null, 1);
  await writeDurably(path, utf8(`${text}\n`), { permissions: 0o600 });
}
