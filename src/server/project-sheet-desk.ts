// Rows of a list of projects on the node: which are on record already, what would be refused of each, and the recording itself, a
// project at a time. What a run that was cut off has left undone of a project, the next one does.
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import {
  recordOfRow,
  type SheetCommands,
  type SheetRecord,
  sheetProjectId,
} from '../exchange/project-sheet-record.ts';
import { languageMap } from '../programme/statement.ts';
import { createQueries } from '../projection/read.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { CommandInput } from './commands.ts';
import type { Node } from './node.ts';
import { pageQueries } from './pages.ts';

type Party = NonNullable<Node['party']>;
type Params = Readonly<Record<string, Json | undefined>>;

/** What became of one row. */
export interface SheetOutcome {
  readonly row: number;
  /** `there`: on record before; `completed`: what an earlier run had left undone was recorded, or would be. */
  readonly what: 'new' | 'there' | 'completed';
  /** Of the project; absent of one that is only foreseen. */
  readonly record?: string;
}

/** What became of the rows. */
export interface SheetAnswer {
  readonly outcomes: readonly SheetOutcome[];
  /** Of a preview: what would be refused, and by which of the row's commands. */
  readonly refused: readonly (Refusal & { readonly row: number; readonly part: SheetPart })[];
  /** Why recording stopped; what was recorded stays. */
  readonly stopped?: Refusal;
}

/** Which of a row's commands. */
export type SheetPart = 'open' | 'status' | 'budget';

/** One row, with the record that it is already and what is still to be recorded of it. */
interface Row {
  readonly commands: SheetCommands;
  readonly found: SheetRecord | undefined;
  /** Of the record, or what stands for it while there is none. */
  readonly id: string;
  readonly due: readonly SheetPart[];
}

/**
 * Considers `{rows, preview?, as?}`, or records them one after another up to the first refusal. A row that is on record is not recorded
 * again. Refusals of the whole: programme.command.malformed, exchange.projects-language-foreign (no language of the programme).
 */
export async function takeProjectSheet(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<SheetAnswer, Refusal>> {
  const given = Array.isArray(params.rows) ? (params.rows as readonly Json[]) : [];
  if (!given.every(isRow)) {
    const expected = '{row, title, open, status?, budget?}';
    return refuse('programme.command.malformed', { path: 'rows', expected });
  }
  const foreign = foreignOf(node, given as unknown as readonly SheetCommands[]);
  if (foreign !== undefined) {
    const languages = node.federation.languages().join(', ');
    return refuse('exchange.projects-language-foreign', { language: foreign, languages });
  }
  await party.projector.caughtUp('own');
  const rows = await rowsOnRecord(node, given as unknown as readonly SheetCommands[]);
  const by = typeof params.as === 'string' ? { as: params.as } : {};
  return ok(
    params.preview === true ? await foresee(party, rows, by) : await record(party, rows, by),
  );
}

function foreignOf(node: Node, rows: readonly SheetCommands[]): string | undefined {
  const languages = new Set(node.federation.languages());
  return rows.flatMap(({ title }) => Object.keys(title)).find((tag) => !languages.has(tag));
}

function isRow(value: Json): boolean {
  if (!isJsonObject(value)) return false;
  const { row, title, reference, open, status, budget } = value;
  const isCommand = (one: Json | undefined) => one === undefined || isJsonObject(one);
  const isNamed = reference === undefined || typeof reference === 'string';
  const isOpen =
    isJsonObject(open) && isJsonObject(open.oc4ids) && isJsonObject(open.oc4ids.project);
  const isWhole = typeof row === 'number' && languageMap.safeParse(title).success && isNamed;
  return isWhole && isOpen && isCommand(status) && isCommand(budget);
}

/** Own projects and their money are read once for all rows. */
async function rowsOnRecord(node: Node, given: readonly SheetCommands[]): Promise<readonly Row[]> {
  const queries = createQueries(pageQueries(node, 'programme'));
  const [projects, investments] = await Promise.all([
    queries.records('project'),
    queries.records('investment'),
  ]);
  const { party: own = '', mark = '' } = node.config.own ?? {};
  const records = projects.flatMap(({ state }) =>
    state.basis === 'own' && state.party === own ? [state] : [],
  );
  const budgeted = new Set(
    investments.flatMap(({ state }) => (state.kind === 'budget' ? [state.project] : [])),
  );
  return given.map((one): Row => {
    const kept = sheetProjectId(own, one, nodeCrypto.sha256);
    const commands = { ...one, open: withId(one.open, kept) };
    const found = recordOfRow(one, kept, records);
    const id = found?.id ?? `${mark}-P${standInNumber}`;
    const wanted = (['status', 'budget'] as const).filter((part) => one[part] !== undefined);
    if (found === undefined) return { commands, found, id, due: ['open', ...wanted] };
    // Only what an import of this row began is completed: other records are left as they are.
    const isBegun = found.oc4ids?.project.id === kept;
    const isLacking = { status: found.status === undefined, budget: !budgeted.has(found.id) };
    return { commands, found, id, due: isBegun ? wanted.filter((part) => isLacking[part]) : [] };
  });
}

/** Number that stands in for that of a project which is to be: a budget cannot be considered without one. */
const standInNumber = 999_999;

function withId(open: JsonObject, id: string): JsonObject {
  const kept = isJsonObject(open.oc4ids) ? open.oc4ids : {};
  const project = isJsonObject(kept.project) ? kept.project : {};
  return { ...open, oc4ids: { ...kept, project: { id, ...project } } };
}

type By = Pick<CommandInput, 'as'>;

async function foresee(party: Party, rows: readonly Row[], by: By): Promise<SheetAnswer> {
  const outcomes: SheetOutcome[] = [];
  const refused: SheetAnswer['refused'][number][] = [];
  for (const row of rows) {
    outcomes.push(outcomeOf(row, row.found?.id));
    for (const part of row.due) {
      const refusal = await refusalOf(party, row, { part, by });
      if (refusal === undefined) continue;
      refused.push({ row: row.commands.row, part, ...refusal });
      break;
    }
  }
  return { outcomes, refused };
}

/** As if the commands before it had been recorded: the project is there, and nothing more is said of it. */
async function refusalOf(
  party: Party,
  { commands, id }: Row,
  { part, by }: { readonly part: SheetPart; readonly by: By },
): Promise<Refusal | undefined> {
  const command = commands[part] ?? null;
  if (part === 'open') {
    const considered = await party.commands.consider({ kind: 'project', command, ...by });
    return considered.ok ? undefined : considered.error;
  }
  if (part === 'status') {
    const { title } = commands;
    const state = {
      id,
      basis: 'own',
      title,
      opened: [],
      sample: false,
    };
    const considered = await party.commands.consider(
      { kind: 'project', command, ...by },
      { state },
    );
    return considered.ok ? undefined : considered.error;
  }
  const budget = { ...commands.budget, project: id };
  const considered = await party.commands.consider({ kind: 'investment', command: budget, ...by });
  if (considered.ok || considered.error.code === 'programme.investment.unknown-project') return;
  return considered.error;
}

async function record(party: Party, rows: readonly Row[], by: By): Promise<SheetAnswer> {
  const outcomes: SheetOutcome[] = [];
  for (const row of rows) {
    let id = row.found?.id;
    for (const part of row.due) {
      const done = await party.commands.execute({ ...inputOf(row, part, id), ...by });
      if (!done.ok) return { outcomes, refused: [], stopped: done.error };
      if (part === 'open') id = done.value.ids[0];
    }
    outcomes.push(outcomeOf(row, id));
  }
  return { outcomes, refused: [] };
}

function inputOf({ commands }: Row, part: SheetPart, id: string | undefined): CommandInput {
  const command = commands[part] ?? null;
  if (part === 'open') return { kind: 'project', command };
  if (part === 'status')
    return { kind: 'project', command, ...(id === undefined ? {} : { about: id }) };
  return { kind: 'investment', command: { ...commands.budget, project: id ?? '' } };
}

function outcomeOf({ commands, found, due }: Row, record: string | undefined): SheetOutcome {
  const what = found === undefined ? 'new' : due.length === 0 ? 'there' : 'completed';
  return { row: commands.row, what, ...(record === undefined ? {} : { record }) };
}
