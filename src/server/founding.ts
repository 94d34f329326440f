// Founding a programme: one party proposes a charter of all it trusts and signs it, the others accept it. Later ones
// join, or leave, by another text of it.
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import { printVerifierKey } from '../record/key.ts';
import type { Node } from './node.ts';

/** Who acts: the operator when absent. */
export interface CharterBy {
  readonly as?: string;
}

/** What became of a text of the charter. */
export interface CharterOutcome {
  readonly charter: string;
  /** Its hash. */
  readonly text: string;
  /** False where who proposed it may not sign: a signatory does, by `comity programme accept`. */
  readonly isSigned: boolean;
}

/**
 * Proposes and signs the charter. The file gives title, languages, fields, publication, period and the posts that
 * sign; parties, origins and keys come from this node and from the exports it trusts.
 * Refusals: server.charter.not-an-object, server.charter.no-party, server.charter.exists, and those of the kind.
 */
export async function proposeCharter(
  node: Node,
  file: Json,
  by: CharterBy = {},
): Promise<Result<CharterOutcome, Refusal>> {
  const { party, config } = node;
  if (!isJsonObject(file)) return refuse('server.charter.not-an-object');
  if (party === undefined || config.own === undefined) return refuse('server.charter.no-party');
  if ((await charterId(node)) !== undefined)
    return refuse('server.charter.exists', { programme: config.programme });
  const { posts, sample, openUntil, ...said } = file;
  const parties = charterParties(node);
  const signatories = parties.map(({ party: id }) => ({
    party: id,
    post: (isJsonObject(posts) ? posts[id] : undefined) ?? { en: 'Programme office' },
  }));
  const common: Readonly<Record<string, Json>> = sample === true ? { sample: true } : {};
  const command = {
    act: 'propose',
    ...common,
    signatories,
    ...(openUntil === undefined ? {} : { openUntil }),
    content: { ...withDefaults(said), parties, witnesses: charterWitnesses(node) },
  } as unknown as Json;
  const proposed = await party.commands.execute({ kind: 'charter', command, ...by });
  return proposed.ok ? signProposed(node, common, by) : proposed;
}

/** Open cases and forecasts are the parties' alone unless the file says otherwise; what is decided is public. */
function withDefaults(said: JsonObject): JsonObject {
  const { publication } = said;
  if (!isJsonObject(publication)) return said;
  const unsaid = { cases: 'programme', decidedCases: 'public', forecasts: 'programme' };
  return { ...said, publication: { ...unsaid, ...publication } };
}

/**
 * Proposes and signs another text of the charter in force. What the file does not say stays; parties that are trusted now
 * and stand in no charter yet join, those of `remove` leave. Lines of parties stay as they are: keys change by statements.
 * Refusals: server.charter.not-an-object, server.charter.no-party, server.charter.none (no charter is in force),
 * server.charter.unknown-party, server.charter.unchanged, and those of the kind.
 */
export async function amendCharter(
  node: Node,
  file: Json,
  by: CharterBy = {},
): Promise<Result<CharterOutcome, Refusal>> {
  const { party, config } = node;
  if (!isJsonObject(file)) return refuse('server.charter.not-an-object');
  if (party === undefined || config.own === undefined) return refuse('server.charter.no-party');
  const id = await charterId(node);
  const state = id === undefined ? undefined : await charterState(node, id);
  const base = state?.texts.find((text) => text.hash === state.inForce);
  if (id === undefined || state === undefined || base === undefined) {
    return refuse('server.charter.none');
  }
  const { posts, openUntil, remove = [], ...said } = file;
  const leaving = Array.isArray(remove) ? remove.map(String) : [String(remove)];
  const before = base.content.parties;
  const unknown = leaving.find((one) => !before.some((line) => line.party === one));
  if (unknown !== undefined) return refuse('server.charter.unknown-party', { party: unknown });
  const joining = charterParties(node).filter(
    (line) => !before.some((known) => known.party === line.party),
  );
  const parties = [...before.filter((line) => !leaving.includes(line.party)), ...joining];
  const content = { ...base.content, ...said, parties, witnesses: charterWitnesses(node) };
  if (
    canonicalJson(content as unknown as Json) === canonicalJson(base.content as unknown as Json)
  ) {
    return refuse('server.charter.unchanged', { charter: id });
  }
  const postOf = (one: string) =>
    (isJsonObject(posts) ? posts[one] : undefined) ??
    base.signatories.find((line) => line.party === one)?.post ?? { en: 'Programme office' };
  const signatories = parties.map((line) => ({ party: line.party, post: postOf(line.party) }));
  const common: Readonly<Record<string, Json>> = state.sample ? { sample: true } : {};
  const until = openUntil === undefined ? {} : { openUntil };
  const command = { act: 'amend', ...common, signatories, ...until, content } as unknown as Json;
  const proposed = await party.commands.execute({ kind: 'charter', about: id, command, ...by });
  return proposed.ok ? signProposed(node, common, by) : proposed;
}

/** Who drafts is seldom who signs: what was proposed is on record, signed or not, and that is what is said. */
async function signProposed(
  node: Node,
  common: Readonly<Record<string, Json>>,
  by: CharterBy,
): Promise<Result<CharterOutcome, Refusal>> {
  const signed = await signNewest(node, common, by);
  if (signed.ok || !signed.error.code.startsWith('programme.access.')) return signed;
  const open = await openText(node);
  return open === undefined ? signed : ok({ ...open, isSigned: false });
}

/**
 * Signs the charter proposed by another party, or by somebody of this one who may not sign. Refusals: server.charter.none, server.charter.other-programme.
 * @param programme The id that people agreed on beforehand; another one is refused.
 */
export async function acceptCharter(
  node: Node,
  programme: string | undefined,
  by: CharterBy = {},
): Promise<Result<CharterOutcome, Refusal>> {
  if (programme !== undefined && programme !== node.config.programme) {
    return refuse('server.charter.other-programme', {
      asked: programme,
      ours: node.config.programme,
    });
  }
  return signNewest(node, {}, by);
}

async function signNewest(
  node: Node,
  common: Readonly<Record<string, Json>>,
  by: CharterBy,
): Promise<Result<CharterOutcome, Refusal>> {
  const { party } = node;
  const open = await openText(node);
  if (party === undefined || open === undefined) return refuse('server.charter.none');
  const { charter, text, sample } = open;
  const command = { act: 'sign', text, ...common, ...(sample ? { sample } : {}) } as Json;
  const input = { kind: 'charter', about: charter, command, ...by };
  const signed = await party.commands.execute(input);
  return signed.ok ? ok({ ...signed.value, charter, text, isSigned: true }) : signed;
}

/** The newest text of the charter that waits for signatures. */
async function openText(node: Node) {
  const charter = await charterId(node);
  const state = charter === undefined ? undefined : await charterState(node, charter);
  const text = state?.texts.findLast((candidate) => candidate.state === 'open');
  if (charter === undefined || state === undefined || text === undefined) return undefined;
  return { charter, text: text.hash, sample: state.sample };
}

async function charterId(node: Node): Promise<string | undefined> {
  const { party } = node;
  if (party === undefined) return undefined;
  await party.projector.caughtUp('own');
  const { projection } = party;
  const [row] = await projection.db.query(
    `select id from state where programme = $1 and fold = 'programme' and kind = 'charter' order by id limit 1`,
    [projection.programme],
  );
  return row === undefined ? undefined : String(row.id);
}

async function charterState(node: Node, id: string): Promise<CharterState | undefined> {
  const projection = node.party?.projection;
  const rows = await projection?.db.query(
    `select body from state where programme = $1 and fold = 'programme' and kind = 'charter' and id = $2`,
    [projection.programme, id],
  );
  return rows?.[0] === undefined ? undefined : (JSON.parse(String(rows[0].body)) as CharterState);
}

function charterParties(node: Node) {
  const { config, keys } = node;
  const own =
    config.own === undefined || keys.log === undefined
      ? []
      : [
          {
            ...config.own,
            name: config.name,
            logKey: printVerifierKey(keys.log.key),
            witnessKey: printVerifierKey(keys.witness.key),
            requestKey: printVerifierKey(keys.request.key),
          },
        ];
  const others = node.trust.all().flatMap(({ identity }) =>
    identity.own === undefined
      ? []
      : [
          {
            ...identity.own,
            name: identity.name,
            witnessKey: identity.witnessKey,
            requestKey: identity.requestKey,
          },
        ],
  );
  return [...own, ...others];
}

function charterWitnesses(node: Node) {
  return node.trust
    .all()
    .filter(({ identity }) => identity.own === undefined)
    .map(({ identity, witnessKey }) => ({
      name: witnessKey.name,
      key: identity.witnessKey,
    }));
}
