// What this node has on record of an authority's own numbers: which case is whose, which event was recorded already. Read
// once for an import, and kept up while it goes on. Events count as recorded once they were, retracted or not.
import type { CivilDate } from '../base/dates.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import type { MappedEvent } from '../exchange/case-events-file.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import { type ProcedureState, versionFor } from '../programme/kinds/procedure.ts';
import { createQueries } from '../projection/read.ts';
import type { Node } from './node.ts';
import { pageQueries } from './pages.ts';

/** The book of one system. */
export interface CaseEventBook {
  /**
   * Returns the id of the record on which the event stands already; undefined for one that is new. Refusal:
   * server.case-events.changed, where another act or day stands there under the same numbers.
   */
  recordedAs(event: MappedEvent): Result<string | undefined, Refusal>;
  /**
   * Returns the id of the case that an event is of: by the system's earlier events, else by the file number; undefined
   * where the event opens one. Refusals: server.case-events.unknown-case, .ambiguous-case.
   */
  caseOf(event: MappedEvent): Result<string | undefined, Refusal>;
  /** Returns server.case-events.other-authority where the event is of a procedure of another authority. */
  findForeign(
    event: MappedEvent,
    id: string | undefined,
    authority: string,
  ): ReturnType<typeof refuse> | undefined;
  /** Takes in that an event was recorded. */
  enter(event: MappedEvent, id: string): void;
}

interface Own {
  readonly procedure: string;
  readonly number?: string;
  readonly received?: CivilDate;
}

interface Said {
  readonly id: string;
  readonly said: readonly { readonly act: Json | undefined; readonly happened: Json | undefined }[];
}

/** What has been read. */
interface Pages {
  readonly cases: Map<string, Own>;
  readonly procedures: ReadonlyMap<string, ProcedureState>;
  readonly idsByCase: Map<string, Set<string>>;
  readonly events: Map<string, Said>;
}

/** Reads the book of a system from the own log: what another party says of the same numbers counts for nothing. */
export async function openCaseEventBook(
  node: Node,
  party: NonNullable<Node['party']>,
  system: string,
): Promise<CaseEventBook> {
  await party.projector.caughtUp('own');
  const queries = createQueries(pageQueries(node, 'programme'));
  const [cases, procedures, rows] = await Promise.all([
    queries.records('approval-case'),
    queries.records('procedure'),
    party.projection.db.query(
      `select subject, body from statement where programme = $1 and fold = 'programme'
       and kind = 'approval-case' and origin = $2 and position('"external"' in body) > 0
       order by index`,
      [party.projection.programme, node.logs.own?.identity.origin ?? ''],
    ),
  ]);
  const own = cases.filter(({ state }) => state.party === node.config.own?.party);
  const pages: Pages = {
    cases: new Map(own.map(({ id, state }) => [id, toOwn(state)])),
    procedures: new Map(procedures.map(({ id, state }) => [id, state])),
    idsByCase: new Map(),
    events: new Map(),
  };
  for (const row of rows) {
    const body = JSON.parse(String(row.body)) as JsonObject;
    // What a correction says the event was counts beside what was said first.
    for (const said of [body, body.content])
      enterStatement(pages, { id: String(row.subject), said, system });
  }
  return bookOf(pages);
}

function bookOf(pages: Pages): CaseEventBook {
  return {
    recordedAs: (event) => recordedAs(pages, event),
    caseOf: (event) => caseOf(pages, event),
    findForeign: (event, id, authority) => findForeign(pages, event, { id, authority }),
    enter: (event, id) => {
      const { procedure } = event.command;
      const before = pages.cases.get(id);
      const received = event.command.act === 'open' ? { received: event.happened } : {};
      const named = typeof procedure === 'string' ? { procedure } : {};
      pages.cases.set(id, { procedure: '', ...before, ...named, ...received });
      enterStatement(pages, { id, said: event.command, system: event.external.system });
    },
  };
}

function toOwn({ procedure, number, events }: ApprovalCaseState): Own {
  const received = events.find(({ code }) => code === 'received')?.happened;
  return {
    procedure,
    ...(number === undefined ? {} : { number }),
    ...(received === undefined ? {} : { received }),
  };
}

const keyOf = (number: string, event: string) => JSON.stringify([number, event]);

function enterStatement(
  { idsByCase, events }: Pages,
  found: { readonly id: string; readonly said: Json | undefined; readonly system: string },
): void {
  const { id, said, system } = found;
  const external = isJsonObject(said) ? said.external : undefined;
  if (!isJsonObject(said) || !isJsonObject(external) || external.system !== system) return;
  const number = String(external.case);
  idsByCase.set(number, (idsByCase.get(number) ?? new Set()).add(id));
  const key = keyOf(number, String(external.event));
  const before = events.get(key);
  const { act, happened } = said;
  events.set(key, { id: before?.id ?? id, said: [...(before?.said ?? []), { act, happened }] });
}

function recordedAs(
  { events }: Pages,
  { external, happened, command }: MappedEvent,
): Result<string | undefined, Refusal> {
  const found = events.get(keyOf(external.case, external.event));
  if (found === undefined) return ok(undefined);
  const { id, said } = found;
  if (said.some((one) => one.act === command.act && one.happened === happened)) return ok(id);
  const [first] = said;
  return refuse('server.case-events.changed', {
    ...{ id, event: external.event, act: String(first?.act), day: String(first?.happened) },
  });
}

function caseOf(
  { idsByCase, cases }: Pages,
  { external, command }: MappedEvent,
): Result<string | undefined, Refusal> {
  const { case: number, system } = external;
  const sent = [...(idsByCase.get(number) ?? [])];
  // A case whose events come from that system under another number is not the one, whatever its file number says.
  const others = new Set([...idsByCase.values()].flatMap((ids) => [...ids]));
  const numbered = () =>
    [...cases].flatMap(([id, one]) => (one.number === number && !others.has(id) ? [id] : []));
  const ids = sent.length > 0 ? sent : numbered();
  if (ids.length > 1) {
    return refuse('server.case-events.ambiguous-case', { case: number, ids: ids.join(', ') });
  }
  if (ids.length === 1 || command.act === 'open') return ok(ids[0]);
  return refuse('server.case-events.unknown-case', { case: number, system });
}

function findForeign(
  { cases, procedures }: Pages,
  { command, happened }: MappedEvent,
  bound: { readonly id: string | undefined; readonly authority: string },
) {
  const own = bound.id === undefined ? undefined : cases.get(bound.id);
  const named = [own?.procedure, command.procedure].filter((one) => typeof one === 'string');
  for (const procedure of named) {
    const state = procedures.get(procedure);
    // A procedure that is not known here is refused by the case's own rules.
    const version = state && versionFor(state, own?.received ?? happened);
    if (version === undefined || version.authority === bound.authority) continue;
    return refuse('server.case-events.other-authority', { procedure, authority: bound.authority });
  }
  return undefined;
}
