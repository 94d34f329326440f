// Events of cases that an authority's own system sends, recorded by the ordinary commands: each once, whatever is sent
// again, and each under the authority that the sender was bound to (docs/spec/federation.md 6). A preview decides the same
// and records nothing. Who may send: case-credentials.ts. By which road: case-event-routes.ts, control.ts.
import type { JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { type CaseRow, type MappedEvent, toMappedEvent } from '../exchange/case-events-file.ts';
import type { CaseMapping } from '../exchange/case-mapping.ts';
import { createSerial, type Serial } from '../store/serial.ts';
import { type CaseEventBook, openCaseEventBook } from './case-event-book.ts';
import { type CasePreview, openCasePreview } from './case-preview.ts';
import type { Commands } from './commands.ts';
import { caseEventsAtOnce } from './limits.ts';
import type { Node } from './node.ts';

/** What is to be recorded, and for whom. */
export interface CaseEventsAsked {
  readonly rows: readonly CaseRow[];
  readonly mapping: CaseMapping;
  /** Id of the organization whose system it is: cases of its procedures only. */
  readonly authority: string;
  /** `preview` records nothing. */
  readonly mode: 'record' | 'preview';
  /** Pseudonym under which it is recorded; the operator's when absent. */
  readonly as?: string;
  /** It came from a machine, whose credential says what it may. */
  readonly isNode?: true;
  /** After so long the rest is left for another time; rows that are dealt with together end together. */
  readonly milliseconds?: number;
}

/** One row that is on record, now or since long. */
export interface CaseEventDone {
  readonly row: number;
  readonly case: string;
  readonly event: string;
  /** Of the record; absent where a preview would begin one. */
  readonly id?: string;
  /** Of the entry that was recorded now. */
  readonly leaf?: string;
}

/** One row that was not recorded, and why. */
export interface CaseEventRejected extends Refusal {
  readonly row: number;
  readonly case?: string;
  readonly event?: string;
}

/** What became of every row: each stands in one of the lists, by its number. */
export interface CaseEventsOutcome {
  readonly mode: 'record' | 'preview';
  readonly recorded: readonly CaseEventDone[];
  /** On record since an earlier time. */
  readonly known: readonly CaseEventDone[];
  /** Rows whose code the mapping passes over. */
  readonly ignored: readonly number[];
  readonly rejected: readonly CaseEventRejected[];
  /** Rows that there was no time for, to be handed in again: of each case the latest by day. */
  readonly left: readonly number[];
}

type Party = NonNullable<Node['party']>;
const queues = new WeakMap<Commands, Serial>();

/**
 * Records rows, one import after another; those of a case by day, of a day in their order. Refusals of the whole:
 * server.command.standby, programme.log.frozen. Of a row: those of `toMappedEvent` and of
 * `decide`, server.case-events.changed, .unknown-case, .ambiguous-case, .other-authority.
 * A process that ends in the middle has recorded some rows whole and the others not at all.
 */
export function importCaseEvents(
  node: Node,
  party: Party,
  asked: CaseEventsAsked,
): Promise<Result<CaseEventsOutcome, Refusal>> {
  const inTurn = queues.get(party.commands) ?? createSerial();
  queues.set(party.commands, inTurn);
  return inTurn(() => importNow(node, party, asked));
}

async function importNow(
  node: Node,
  party: Party,
  asked: CaseEventsAsked,
): Promise<Result<CaseEventsOutcome, Refusal>> {
  const elsewhere = node.standby.refusal();
  if (elsewhere !== undefined) return elsewhere;
  const { own } = node.logs;
  if (own !== undefined && (await node.recorder.isFrozen(own))) {
    return refuse('programme.log.frozen', { origin: own.identity.origin });
  }
  const outcome = { recorded: [], known: [], ignored: [], rejected: [], left: [] } as Lists;
  const events = mapped(asked, outcome);
  const desk: Desk = {
    ...{
      asked,
      commands: party.commands,
      book: await openCaseEventBook(node, party, asked.mapping.system),
    },
    ...(asked.mode === 'preview' ? { preview: openCasePreview(node, party) } : {}),
  };
  // Counted from here: however long the book takes to read, the first rows are dealt with.
  const end = node.clock() + (asked.milliseconds ?? Number.POSITIVE_INFINITY);
  for (const [i, wave] of waves(events).entries()) {
    if (i > 0 && node.clock() >= end) outcome.left.push(...wave.map(({ row }) => row));
    else await Promise.all(wave.map((event) => takeIn(desk, event, outcome)));
  }
  const byRow = (a: { readonly row: number }, b: { readonly row: number }) => a.row - b.row;
  outcome.recorded.sort(byRow);
  outcome.known.sort(byRow);
  outcome.rejected.sort(byRow);
  outcome.left.sort((a, b) => a - b);
  return ok({ mode: asked.mode, ...outcome });
}

/**
 * Returns the events in waves, each of one event of each of up to `caseEventsAtOnce` cases, those of a case in their order:
 * a wave is recorded side by side and shares a write.
 */
function waves(events: readonly MappedEvent[]): readonly (readonly MappedEvent[])[] {
  const all: MappedEvent[][] = [];
  /** Of each case the wave that its latest event is in. */
  const latest = new Map<string, number>();
  let open = 0;
  for (const event of events) {
    const number = event.external.case;
    let at = Math.max(open, (latest.get(number) ?? -1) + 1);
    while ((all[at]?.length ?? 0) >= caseEventsAtOnce) at += 1;
    all[at] ??= [];
    all[at]?.push(event);
    latest.set(number, at);
    while ((all[open]?.length ?? 0) >= caseEventsAtOnce) open += 1;
  }
  return all;
}

interface Lists {
  readonly recorded: CaseEventDone[];
  readonly known: CaseEventDone[];
  readonly ignored: number[];
  readonly rejected: CaseEventRejected[];
  readonly left: number[];
}

/** Rows that say something, by day; the others are put into their lists. */
function mapped({ rows, mapping }: CaseEventsAsked, outcome: Lists): readonly MappedEvent[] {
  const events = rows.flatMap((row) => {
    const event = toMappedEvent(row, mapping);
    if (!event.ok) outcome.rejected.push({ row: row.row, ...event.error });
    else if (event.value === 'ignored') outcome.ignored.push(row.row);
    else return [event.value];
    return [];
  });
  return events.sort((a, b) =>
    a.happened === b.happened ? a.row - b.row : a.happened < b.happened ? -1 : 1,
  );
}

/** What an import works with. */
interface Desk {
  readonly asked: CaseEventsAsked;
  readonly commands: Commands;
  readonly book: CaseEventBook;
  readonly preview?: CasePreview;
}

async function takeIn(desk: Desk, event: MappedEvent, outcome: Lists): Promise<void> {
  const { asked, book, preview } = desk;
  const { case: number, event: key } = event.external;
  const line = { row: event.row, case: number, event: key };
  const named = (name: string) =>
    preview === undefined || preview.isRecord(name) ? { id: name } : {};
  const before = book.recordedAs(event);
  const found = before.ok && before.value === undefined ? book.caseOf(event) : before;
  if (!found.ok) {
    outcome.rejected.push({ ...line, ...found.error });
    return;
  }
  if (before.ok && before.value !== undefined) {
    outcome.known.push({ ...line, ...named(before.value) });
    return;
  }
  const foreign = book.findForeign(event, found.value, asked.authority);
  const done =
    foreign ?? (await (preview === undefined ? record : foresee)(desk, event, found.value));
  if (!done.ok) {
    outcome.rejected.push({ ...line, ...done.error });
    return;
  }
  const { id, leaf } = done.value;
  book.enter(event, id);
  outcome.recorded.push({ ...line, ...named(id), ...(leaf === undefined ? {} : { leaf }) });
}

type Done = Result<{ readonly id: string; readonly leaf?: string }, Refusal>;

async function record(desk: Desk, event: MappedEvent, about: string | undefined): Promise<Done> {
  const { as, isNode } = desk.asked;
  const done = await desk.commands.execute({
    ...{ kind: 'approval-case', command: commandFor(event, about) },
    ...(about === undefined ? {} : { about }),
    ...(as === undefined ? {} : { as }),
    ...(isNode === undefined ? {} : { isNode }),
  });
  if (!done.ok) return done;
  const { ids, leaves } = done.value;
  return ok({ id: about ?? ids[0] ?? '', leaf: leaves[0] ?? '' });
}

async function foresee(desk: Desk, event: MappedEvent, name: string | undefined): Promise<Done> {
  const { as, isNode } = desk.asked;
  const decided = await desk.preview?.decide(commandFor(event, name), { name, as, isNode });
  if (decided === undefined || !decided.ok) return decided ?? ok({ id: '' });
  return ok({ id: decided.value });
}

/** A case that was planned has its scope already. */
function commandFor({ command }: MappedEvent, about: string | undefined): JsonObject {
  const { scope: _scope, ...rest } = command;
  return about === undefined ? command : rest;
}
