// Every project of a fold with what hangs on it, some at a time: what exports are made of. Histories are not read.
import { compareRecordIds } from '../base/ids.ts';
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import type { ContractState } from '../programme/kinds/contract.ts';
import type { DocumentState } from '../programme/kinds/document.ts';
import type { ForecastState } from '../programme/kinds/forecast.ts';
import type { InvestmentState } from '../programme/kinds/investment.ts';
import type { OwnProjectState, ProjectState } from '../programme/kinds/project.ts';
import type { PromiseState } from '../programme/kinds/promise.ts';
import type { Row } from './database.ts';
import type { FoldSetting } from './past.ts';
import type { ProjectFile } from './project-file.ts';

/** Projects that are read at once, and rows of the index. */
const atOnce = 100;
const indexRows = 4_000;

const kinds = [
  'project',
  'approval-case',
  'contract',
  'document',
  'investment',
  'promise',
  'forecast',
] as const;

/** A record by its kind and id. */
interface Key {
  readonly kind: string;
  readonly id: string;
}

/**
 * Yields every project by id. Holds an index of ids and no more than 100 projects with their records; what is recorded
 * meanwhile may be in it or not.
 */
export async function* readProjectFiles(setting: FoldSetting): AsyncGenerator<ProjectFile> {
  const { ids, named } = await readIndex(setting);
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = ids.slice(from, from + atOnce);
    const wanted = some.flatMap((id) => [{ kind: 'project', id }, ...(named.get(id) ?? [])]);
    const states = await readStates(setting, wanted);
    for (const id of some) {
      const project = states.get(id);
      if (project === undefined) continue;
      const about = (named.get(id) ?? []).flatMap((one) => states.get(one.id) ?? []);
      yield toFile(project.state as ProjectState, about);
    }
  }
}

interface Found {
  readonly kind: string;
  readonly state: unknown;
}

function toFile(project: ProjectState, about: readonly Found[]): ProjectFile {
  const of = <State>(kind: string) =>
    about.filter((one) => one.kind === kind).map(({ state }) => state as State);
  return {
    project,
    parts: of<OwnProjectState>('project'),
    cases: of<ApprovalCaseState>('approval-case'),
    contracts: of<ContractState>('contract'),
    documents: of<DocumentState>('document'),
    investments: of<InvestmentState>('investment'),
    promises: of<PromiseState>('promise'),
    forecasts: of<ForecastState>('forecast'),
  };
}

/** Ids of all projects in order, and of the records that name each. */
async function readIndex(setting: FoldSetting) {
  const ids: string[] = [];
  const named = new Map<string, Key[]>();
  const crossings = new Map<string, string>();
  for (const kind of kinds) {
    for await (const row of indexOf(setting, kind)) {
      const id = String(row.id);
      if (kind === 'project') ids.push(id);
      if (typeof row.crossing === 'string') crossings.set(id, row.crossing);
      for (const name of namesIn(kind, row.named)) {
        const known = named.get(name);
        if (known === undefined) named.set(name, [{ kind, id }]);
        else known.push({ kind, id });
      }
    }
  }
  // What was promised of a crossing was promised of the joint project that builds it.
  for (const [id, crossing] of crossings) {
    named.set(id, [...(named.get(id) ?? []), ...(named.get(crossing) ?? [])]);
  }
  return { ids: ids.sort(compareRecordIds), named };
}

/** A document is of several records. */
function namesIn(kind: string, named: unknown): readonly string[] {
  if (typeof named !== 'string') return [];
  return kind === 'document' ? (JSON.parse(named) as readonly string[]) : [named];
}

/** Which project or crossing each record of a kind names. Rows come some at a time: a database holds all it answers. */
async function* indexOf({ db, programme, fold }: FoldSetting, kind: string): AsyncGenerator<Row> {
  for (let after = ''; ; ) {
    const rows = await db.query(
      `select id, coalesce(body::json ->> 'project', body::json ->> 'subject',
         body::json #>> '{partOf,project}',
         case when kind = 'document' then body::json ->> 'of' end) as named, body::json #>> '{content,crossing}' as crossing
       from state where programme = $1 and fold = $2 and kind = $3 and id > $4 order by id limit $5`,
      [programme, fold, kind, after, indexRows],
    );
    yield* rows;
    if (rows.length < indexRows) return;
    after = String(rows.at(-1)?.id);
  }
}

/** Each by its key: a join over all of them would be planned as a walk through the whole table. */
async function readStates(
  { db, programme, fold }: FoldSetting,
  wanted: readonly Key[],
): Promise<ReadonlyMap<string, Found>> {
  const rows = await db.query(
    `select found.id, found.kind, found.body
     from jsonb_to_recordset($3::jsonb) as wanted(kind text, id text)
     cross join lateral (
       select id, kind, body from state
       where programme = $1 and fold = $2 and kind = wanted.kind and id = wanted.id limit 1) found`,
    [programme, fold, JSON.stringify(wanted)],
  );
  return new Map(
    rows.map((row) => [
      String(row.id),
      { kind: String(row.kind), state: JSON.parse(String(row.body)) as unknown },
    ]),
  );
}
