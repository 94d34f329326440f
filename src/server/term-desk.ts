// The term base on the node: what is public of it, for export; a party's own terms, to hold a file against; and the recording of
// what that comes to, each term by a command of its own, so that roles are asked.
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { OwnTerm, TermImport } from '../exchange/tbx-import.ts';
import { type TbxTerm, toTbxTerm } from '../exchange/tbx-writer.ts';
import type { ProgrammeView } from '../projection/queries.ts';
import { createQueries } from '../projection/read.ts';
import type { CommandInput } from './commands.ts';
import type { Node } from './node.ts';
import { pageQueries, publicQueries } from './pages.ts';

type Party = NonNullable<Node['party']>;
type Params = Readonly<Record<string, Json | undefined>>;

/** What is public of the term base. */
export interface PublicTerms {
  readonly programme: ProgrammeView;
  /** The node's own address. */
  readonly base: string;
  readonly terms: readonly TbxTerm[];
}

/** What a file with terms is held against. */
export type TermGround = Pick<TermImport, 'own' | 'mark' | 'languages' | 'fields'>;

/** What became of commands on terms. */
export interface TermsAnswer {
  /** Ids of the records, in the order asked; of a preview none. */
  readonly ids: readonly string[];
  /** Of a preview: what would be refused. */
  readonly refused: readonly (Refusal & { readonly index: number })[];
  /** Why recording stopped; what was recorded stays. */
  readonly stopped?: Refusal;
}

/** Returns the public terms of every party, or of the one named by id or mark. Refusals: server.export.held, server.command.not-found. */
export async function publicTerms(
  node: Node,
  { eraser, projector }: Party,
  params: Params,
): Promise<Result<PublicTerms, Refusal>> {
  // What leaves the node here is published: it waits for erasures as pages do.
  if (eraser.state() === 'held') return refuse('server.export.held');
  await projector.caughtUp('all');
  const queries = publicQueries(node);
  const programme = await queries.programme();
  const named = typeof params.party === 'string' ? params.party : undefined;
  const party = programme.parties.find((one) => one.party === named || one.mark === named)?.party;
  if (named !== undefined && party === undefined) {
    return refuse('server.command.not-found', { id: named });
  }
  const { url, host, port } = node.config;
  const terms = await queries.records('term');
  return ok({
    programme,
    base: (url ?? `http://${host}:${port}`).replace(/\/$/, ''),
    terms: terms.filter(({ state }) => named === undefined || state.party === party).map(toTbxTerm),
  });
}

/** Returns the party's own terms, those among them that not everybody may read included. */
export async function termGround(node: Node, party: Party): Promise<TermGround> {
  await party.projector.caughtUp('own');
  const queries = createQueries(pageQueries(node, 'programme'));
  const [programme, terms, known, fields] = await Promise.all([
    queries.programme(),
    queries.records('term'),
    createQueries(pageQueries(node, 'public')).records('term'),
    queries.records('field'),
  ]);
  const open = new Set(known.map(({ id }) => id));
  const own = terms
    .filter(({ state }) => state.party === node.config.own?.party)
    .map(({ id, state }): OwnTerm => ({ state, isPublic: open.has(id) }));
  const charter = programme.charter?.state;
  const text = charter?.texts.find(({ hash }) => hash === charter.inForce) ?? charter?.texts.at(-1);
  const agreed = fields.flatMap(({ state: { content } }) =>
    content === undefined ? [] : [{ id: content.code, label: content.label }],
  );
  const { languages } = programme;
  const mark = node.config.own?.mark ?? '';
  return { own, mark, languages, fields: [...agreed, ...(text?.content.fields ?? [])] };
}

/**
 * Considers `{terms: [{command, about?}], preview?, as?}`, or records them one after another up to the first refusal. Refusal of the
 * whole: programme.command.malformed.
 */
export async function importTerms(
  party: Party,
  params: Params,
): Promise<Result<TermsAnswer, Refusal>> {
  const given = Array.isArray(params.terms) ? (params.terms as readonly Json[]) : [];
  if (!given.every(isTermCommand)) {
    const expected = '{command, about?}';
    return refuse('programme.command.malformed', { path: 'terms', expected });
  }
  const as = typeof params.as === 'string' ? { as: params.as } : {};
  const inputs = given.map(
    ({ command, about }): CommandInput => ({
      ...{ kind: 'term', command: command ?? null },
      ...(typeof about === 'string' ? { about } : {}),
      ...as,
    }),
  );
  return ok(params.preview === true ? await foresee(party, inputs) : await record(party, inputs));
}

function isTermCommand(value: Json): value is JsonObject {
  if (!isJsonObject(value)) return false;
  const { command, about } = value;
  return isJsonObject(command) && (about === undefined || typeof about === 'string');
}

async function foresee(party: Party, inputs: readonly CommandInput[]): Promise<TermsAnswer> {
  const refused: TermsAnswer['refused'][number][] = [];
  for (const [index, input] of inputs.entries()) {
    const considered = await party.commands.consider(input);
    if (!considered.ok) refused.push({ index, ...considered.error });
  }
  return { ids: [], refused };
}

async function record(party: Party, inputs: readonly CommandInput[]): Promise<TermsAnswer> {
  const ids: string[] = [];
  for (const input of inputs) {
    const done = await party.commands.execute(input);
    if (!done.ok) return { ids, refused: [], stopped: done.error };
    ids.push(...done.value.ids);
  }
  return { ids, refused: [] };
}
