// Taking in events of cases, whichever way they come: text and mapping in, what became of each row out, a line in the
// list of requests. The methods of the operator's commands stand here too; the address for systems: case-event-routes.ts.
import { join } from 'node:path';
import { codeOf } from '../base/errors.ts';
import { canonicalBytes, type Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { readCaseRows, unreadColumns } from '../exchange/case-events-file.ts';
import { type CaseMapping, parseCaseMapping } from '../exchange/case-mapping.ts';
import { readSubject } from '../projection/subject.ts';
import { nodeCrypto, randomBytes } from '../store/node-crypto.ts';
import { type CaseCredentials, openCaseCredentials } from './case-credentials.ts';
import { type CaseEventsAsked, type CaseEventsOutcome, importCaseEvents } from './case-events.ts';
import { stateDirOf } from './config.ts';
import { caseEventsMilliseconds, caseMappingBytesMax } from './limits.ts';
import type { Node } from './node.ts';
import { openRequestList, type RequestLine, type RequestList } from './request-list.ts';

/** A text with events, and on whose behalf it came. */
export interface CaseEventsGiven extends Pick<CaseEventsAsked, 'mapping' | 'authority' | 'mode'> {
  readonly text: string;
  readonly form: 'csv' | 'json';
  /** For the list of requests. */
  readonly source: string;
  readonly credential?: string;
  readonly as?: string;
  /** After so long the rest is left. */
  readonly milliseconds?: number;
  /** Numbers of the rows that are meant; all when absent. */
  readonly only?: ReadonlySet<number>;
}

/** What became of it. */
export interface CaseEventsAnswer extends CaseEventsOutcome {
  /** Columns that nothing read. */
  readonly unread: readonly string[];
}

/** One request. */
export interface CaseRequestLine extends RequestLine {
  readonly authority?: string;
  readonly mode?: 'record' | 'preview';
  /** Rows by what became of them. */
  readonly counts?: Readonly<
    Record<'recorded' | 'known' | 'ignored' | 'rejected' | 'left', number>
  >;
}

/** Takes events in. */
export interface CaseEventDesk {
  readonly credentials: CaseCredentials;
  /** In `case-events.log` of the data folder. */
  readonly requests: RequestList<CaseRequestLine>;
  /** Refusals of the whole: those of `readCaseRows` and `importCaseEvents`. */
  take(given: CaseEventsGiven): Promise<Result<CaseEventsAnswer, Refusal>>;
}

type Party = NonNullable<Node['party']>;

const desks = new WeakMap<Party, CaseEventDesk>();

/** Returns the desk of a party's node: one for all who come, so that they come one after another. */
export function caseEventDesk(node: Node, party: Party): CaseEventDesk {
  const desk = desks.get(party) ?? openDesk(node, party);
  desks.set(party, desk);
  return desk;
}

function openDesk(node: Node, party: Party): CaseEventDesk {
  const { clock, config, dataDir } = node;
  const { sha256 } = nodeCrypto;
  const requests = openRequestList<CaseRequestLine>(join(dataDir, 'case-events.log'), clock);
  const world = { clock, sha256, random: randomBytes };
  return {
    credentials: openCaseCredentials(stateDirOf(dataDir, config), world),
    requests,
    take: async (given) => {
      const { source, credential, authority, mode } = given;
      const line = { source, authority, mode, ...(credential === undefined ? {} : { credential }) };
      try {
        const taken = await take(node, party, given);
        await requests.add({
          ...line,
          ...(taken.ok ? { counts: countsOf(taken.value) } : { refused: taken.error.code }),
        });
        return taken;
      } catch (error) {
        await requests.add({ ...line, refused: codeOf(error) });
        throw error;
      }
    },
  };
}

async function take(
  node: Node,
  party: Party,
  given: CaseEventsGiven,
): Promise<Result<CaseEventsAnswer, Refusal>> {
  const { text, form, mapping, authority, mode, as, credential, milliseconds, only } = given;
  const rows = readCaseRows(text, form, mapping);
  if (!rows.ok) return rows;
  const done = await importCaseEvents(node, party, {
    ...{ rows: rows.value.filter(({ row }) => only?.has(row) ?? true), mapping, authority, mode },
    ...(as === undefined ? {} : { as }),
    // A machine's credential says itself what it may; a person's roles are asked for.
    ...(credential === undefined ? {} : { isNode: true }),
    ...(milliseconds === undefined ? {} : { milliseconds }),
  });
  return done.ok ? ok({ ...done.value, unread: unreadColumns(rows.value, mapping) }) : done;
}

function countsOf(outcome: CaseEventsOutcome) {
  return {
    recorded: outcome.recorded.length,
    known: outcome.known.length,
    ignored: outcome.ignored.length,
    rejected: outcome.rejected.length,
    left: outcome.left.length,
  };
}

/** Parameters of a method, as they came. */
type Params = Readonly<Record<string, Json | undefined>>;

const textOf = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/**
 * Takes in a file on the operator's own word. Refusals: exchange.case-mapping, server.case-events.authority, and those of
 * the desk.
 */
export async function takeCaseFile(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<CaseEventsAnswer, Refusal>> {
  const bound = await boundTo(node, party, params);
  if (!bound.ok) return bound;
  const as = textOf(params.as);
  return caseEventDesk(node, party).take({
    ...bound.value,
    ...{ text: textOf(params.text), form: params.form === 'json' ? 'json' : 'csv' },
    source: 'command',
    ...(Array.isArray(params.only) ? { only: new Set(params.only as readonly number[]) } : {}),
    // The command asks again for what is left; a preview would begin anew.
    ...(params.preview === true
      ? { mode: 'preview' }
      : { mode: 'record', milliseconds: caseEventsMilliseconds }),
    ...(as === '' ? {} : { as }),
  });
}

/**
 * Makes a credential: its token is in this answer and nowhere else. Refusals: exchange.case-mapping,
 * server.case-events.authority, .too-many-credentials.
 */
export async function newCaseCredential(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<unknown, Refusal>> {
  const bound = await boundTo(node, party, params);
  return bound.ok ? caseEventDesk(node, party).credentials.issue(bound.value) : bound;
}

/** The mapping, and the authority: an organization of this party that is on record. */
async function boundTo(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<{ readonly mapping: CaseMapping; readonly authority: string }, Refusal>> {
  const given = params.mapping ?? null;
  const bytes = canonicalBytes(given).length;
  if (bytes > caseMappingBytesMax) {
    return refuse('exchange.case-mapping', { path: '', expected: `≤ ${caseMappingBytesMax} B` });
  }
  const mapping = parseCaseMapping(given);
  if (!mapping.ok) return mapping;
  const authority = textOf(params.authority);
  const { mark } = node.config.own ?? {};
  await party.projector.caughtUp('own');
  const subject = { fold: 'programme', kind: 'organization', id: authority } as const;
  const { folded } = await readSubject(party.projection, subject);
  const isOwn = authority.startsWith(`${mark}-`) && folded.state !== undefined;
  return isOwn
    ? ok({ mapping: mapping.value, authority })
    : refuse('server.case-events.authority', { authority });
}
