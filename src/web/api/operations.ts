// What the public interface answers: one operation a line, from which both the routes and the OpenAPI document are made.
// Reading only, of the public fold, as the pages show it.
import { compareRecordIds, parseRecordId } from '../../base/ids.ts';
import { ok, type Refusal, type Result, refuse } from '../../base/result.ts';
import type { KindName } from '../../programme/kinds.ts';
import { kinds } from '../../programme/kinds.ts';
import type { HistoryLine } from '../../projection/queries.ts';
import { parseDays } from '../days.ts';
import type { Site } from '../site.ts';

/** Where the interface begins. */
export const apiPath = '/api/v1';

const limitMax = 500;
const limitUsual = 100;

/** A parameter of an operation: in the path where the path names it, else of the query. */
export interface Parameter {
  readonly name: string;
  readonly about: string;
  readonly example: string;
}

/** What came with a request. Untrusted. */
export interface Asked {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
}

/** One operation. */
export interface Operation {
  readonly id: string;
  /** After {@link apiPath}, with parameters as OpenAPI writes them: `/records/{kind}`. */
  readonly path: string;
  readonly summary: string;
  readonly parameters: readonly Parameter[];
  /** Name of the schema of the answer. */
  readonly answers: string;
  /** Refusals that end in `.unknown` are answered with 404, in `.erased` with 410, others with 400. */
  run(site: Site, asked: Asked): Promise<Result<unknown, Refusal>>;
}

const days: readonly Parameter[] = [
  { name: 'asof', about: 'How things stood on that day, month or year', example: '2026-11-20' },
  { name: 'known', about: 'From what the logs held on that day', example: '2026-11-24' },
];
const kindParameter: Parameter = { name: 'kind', about: 'Name of a kind', example: 'project' };
const limitParameter: Parameter = {
  name: 'limit',
  about: `How many at most: 1 to ${limitMax}, else ${limitUsual}`,
  example: '100',
};

/** Kinds with records that anybody may read. What keeps a log itself is in the log. */
const publicKinds = (Object.keys(kinds) as KindName[]).filter(
  (name) => kinds[name].scopes.includes('public') && kinds[name].writer !== 'log',
);

/** Every operation. */
export const operations: readonly Operation[] = [
  {
    id: 'readProgramme',
    path: '/programme',
    summary: 'The programme: title, languages, parties',
    parameters: [],
    answers: 'Programme',
    run: async ({ queries }) => {
      const { id, title, languages, sample, parties } = await queries.programme();
      const named = parties.map(({ party, mark, name, zone }) => ({ party, mark, name, zone }));
      return ok({ id, title, languages, sample, parties: named });
    },
  },
  {
    id: 'listKinds',
    path: '/kinds',
    summary: 'Kinds of record, and where their records are',
    parameters: [],
    answers: 'Kinds',
    run: async () => ok({ kinds: publicKinds.map(kindLine) }),
  },
  {
    id: 'listRecords',
    path: '/records/{kind}',
    summary: 'Records of a kind by id, some at a time',
    parameters: [
      kindParameter,
      { name: 'after', about: 'Only ids after that one', example: 'HK-P001' },
      limitParameter,
      ...days,
    ],
    answers: 'RecordPage',
    run: listRecords,
  },
  {
    id: 'readRecord',
    path: '/records/{kind}/{id}',
    summary: 'One record with every public statement about it',
    parameters: [
      kindParameter,
      { name: 'id', about: 'Id of the record', example: 'HK-P001' },
      ...days,
    ],
    answers: 'RecordWithHistory',
    run: readRecord,
  },
  {
    id: 'listStatements',
    path: '/statements',
    summary: 'The newest public statements of all kinds, newest recorded first',
    parameters: [{ ...limitParameter, about: 'How many at most: 1 to 200, else 100' }],
    answers: 'Lines',
    run: async ({ queries }, { query }) => {
      const limit = limitOf(query, 200);
      if (!limit.ok) return limit;
      return ok({ statements: (await queries.latest(limit.value)).map(toLine) });
    },
  },
  {
    id: 'listLogs',
    path: '/logs',
    summary: 'The logs that this node holds, how far each is confirmed, and alarms about them',
    parameters: [],
    answers: 'Logs',
    run: readLogs,
  },
  {
    id: 'readEntry',
    path: '/entries/{leaf}',
    summary: 'What this node finds when it verifies an entry, and the files to verify it without',
    parameters: [
      { name: 'leaf', about: 'Leaf hash of the entry, hex', example: '0'.repeat(63).concat('8') },
    ],
    answers: 'Entry',
    run: readEntry,
  },
];

function kindLine(kind: KindName) {
  const { letters, writer } = kinds[kind];
  return { kind, letters, writer, path: `${apiPath}/records/${kind}` };
}

async function listRecords({ queries }: Site, { params, query }: Asked) {
  const kind = kindOf(params.kind);
  if (!kind.ok) return kind;
  const when = parseDays(query);
  if (!when.ok) return when;
  const limit = limitOf(query, limitMax);
  if (!limit.ok) return limit;
  const after = query.after ?? '';
  if (after !== '' && !parseRecordId(after).ok) {
    return refuse('web.api.after', { after: after.slice(0, 40) });
  }
  const all = await queries.records(kind.value, when.value);
  const start = after === '' ? 0 : positionAfter(all, after);
  const page = all.slice(start, start + limit.value);
  const isLast = start + page.length >= all.length;
  return ok({
    records: page.map(({ id, state }) => ({ id, kind: kind.value, state })),
    ...(isLast ? {} : { next: nextAddress(kind.value, query, page.at(-1)?.id ?? '') }),
  });
}

/** A record that is not there, or not any more, still says where the rest begins: ids are sorted as lists are. */
function positionAfter(all: readonly { readonly id: string }[], after: string): number {
  const next = all.findIndex(({ id }) => compareRecordIds(id, after) > 0);
  return next < 0 ? all.length : next;
}

function nextAddress(kind: string, query: Readonly<Record<string, string>>, after: string): string {
  const kept = ['limit', 'asof', 'known'].flatMap((name) => {
    const value = query[name] ?? '';
    return value === '' ? [] : [[name, value] as [string, string]];
  });
  return `${apiPath}/records/${kind}?${new URLSearchParams([['after', after], ...kept])}`;
}

async function readRecord({ queries, node }: Site, { params, query }: Asked) {
  const kind = kindOf(params.kind);
  if (!kind.ok) return kind;
  const when = parseDays(query);
  if (!when.ok) return when;
  const id = (params.id ?? '').slice(0, 40);
  const found = parseRecordId(id).ok ? await queries.record(kind.value, id, when.value) : undefined;
  if (found !== undefined) {
    const { state, history } = found;
    return ok({ id: found.id, kind: kind.value, state, history: history.map(toLine) });
  }
  const { erasures } = await node.status();
  const isErased = erasures.some(({ record }) => record === id);
  return refuse(isErased ? 'web.api.record.erased' : 'web.api.record.unknown', {
    kind: kind.value,
    id,
  });
}

function toLine({ statement, place, standing, struck }: HistoryLine) {
  const { party, origin, index, leaf, at, day } = place;
  return {
    statement,
    place: { party, origin, index, leaf, at, day },
    standing,
    ...(struck === undefined ? {} : { struck: { by: struck.by } }),
    entry: `${apiPath}/entries/${leaf}`,
  };
}

async function readLogs({ node }: Site) {
  const { now, logs, alarms } = await node.status();
  return ok({
    now,
    logs: logs.map((log) => ({
      party: log.party,
      origin: log.origin,
      recordedSize: log.recordedSize,
      publishedSize: log.publishedSize,
      confirmedSize: log.confirmedSize,
      frozen: log.frozen === true,
      keys: log.keys.map(({ vkey }) => vkey),
    })),
    alarms: alarms
      .filter(({ closed }) => closed === undefined)
      .map(({ origin, state, code }) => ({ origin, state, code })),
  });
}

async function readEntry({ node }: Site, { params }: Asked) {
  const leaf = params.leaf ?? '';
  const found = /^[0-9a-f]{64}$/.test(leaf) ? await node.verify(leaf) : undefined;
  if (found === undefined) return refuse('web.api.entry.unknown', { leaf: leaf.slice(0, 64) });
  const { party, origin, index, about, at, standing, steps, files } = found;
  const made = steps.map(({ check, outcome }) => ({ check, outcome }));
  return ok({ leaf, party, origin, index, about, at, standing, steps: made, files });
}

/** Kinds are asked for by name: the queries fold whichever there is. */
function kindOf(name: string | undefined): Result<KindName, Refusal> {
  const kind = publicKinds.find((one) => one === name);
  if (kind === undefined)
    return refuse('web.api.kind.unknown', { kind: (name ?? '').slice(0, 40) });
  return ok(kind as KindName);
}

function limitOf(query: Readonly<Record<string, string>>, most: number): Result<number, Refusal> {
  const given = query.limit ?? '';
  if (given === '') return ok(limitUsual);
  const limit = /^\d{1,6}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > most)
    return refuse('web.api.limit', { limit: given.slice(0, 40), most });
  return ok(limit);
}
