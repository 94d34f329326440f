// How many statements a second does a fold take, read from their JSON as a rebuild does? 1,000,000 of mixed kinds: those of
// the example that stand for themselves, over and over, beside reading the JSON alone. `node bench/fold.ts`
import { readdirSync, readFileSync } from 'node:fs';
import type { Mark, Origin, PartyId } from '../src/base/ids.ts';
import { isJsonObject, type Json, type JsonObject } from '../src/base/json.ts';
import { readCaseRows, toMappedEvent } from '../src/exchange/case-events-file.ts';
import { parseCaseMapping } from '../src/exchange/case-mapping.ts';
import { foldSubject, parsePayload } from '../src/programme/fold.ts';
import { kindNamed } from '../src/programme/kinds.ts';
import type { Placed, StatementHead } from '../src/programme/statement.ts';
import { nodeCrypto } from '../src/store/node-crypto.ts';
import { answer } from './support/answer.ts';

const statementsMin = 1_000_000;
const folder = new URL('../examples/shenzhen-hong-kong/', import.meta.url);

interface Step {
  readonly node: string;
  readonly kind: string;
  readonly about?: string;
  readonly expectId?: string;
  readonly command: JsonObject;
  readonly files?: Readonly<Record<string, string>>;
}
/** One subject: the JSON of its statements, in order. */
interface Subject {
  readonly kind: string;
  readonly id: string;
  readonly party: PartyId;
  readonly rows: string[];
}

const context = {
  sha256: nodeCrypto.sha256,
  clockOf: new Map<PartyId, string>(),
  zoneOf: new Map<PartyId, string>([
    ['hong-kong' as PartyId, 'Asia/Hong_Kong'],
    ['shenzhen' as PartyId, 'Asia/Shanghai'],
  ]),
  markOf: new Map<PartyId, Mark>([
    ['hong-kong' as PartyId, 'HK' as Mark],
    ['shenzhen' as PartyId, 'SZ' as Mark],
  ]),
  placeOf: () => undefined,
};
const subjects = subjectsOf(stepsOfExample());
const once = subjects.reduce((sum, { rows }) => sum + rows.length, 0);
const rounds = Math.ceil(statementsMin / once);
const run = (work: (subject: Subject) => void) => {
  const from = performance.now();
  for (let round = 0; round < rounds; round++) for (const subject of subjects) work(subject);
  return (once * rounds) / ((performance.now() - from) / 1000);
};
let [read, states] = [0, 0];
const reading = run(({ rows }) => {
  for (const row of rows) read += (JSON.parse(row) as StatementHead).act.length;
});
const folding = run((subject) => {
  const { kind, id } = subject;
  const folded = foldSubject({
    kind,
    id,
    statements: subject.rows.map(placedIn(subject)),
    context,
  });
  if (folded.state !== undefined) states += 1;
});
const memory = process.resourceUsage().maxRSS / 1024;
answer({
  question: 'statements of mixed kinds folded a second',
  value: folding,
  unit: 'statements/s',
  peer: 'JSON.parse of the same statements',
  peerValue: reading,
  more: {
    ...{ statements: once * rounds, subjects: subjects.length, kinds: kindsOf(subjects) },
    ...{ states: states / rounds, mebibytes: Math.round(memory), read },
  },
});

function kindsOf(all: readonly Subject[]): number {
  return new Set(all.map(({ kind }) => kind)).size;
}

function placedIn({ party }: Subject) {
  return (row: string, index: number): Placed<StatementHead> => ({
    statement: JSON.parse(row) as StatementHead,
    place: {
      ...{ origin: `log.${party}.invalid/bench` as Origin, party, index },
      ...{ leaf: String(index), at: '2026-11-24T02:00:00Z', day: '2026-11-24' },
    },
  });
}

/** Steps and rows of files, less joint texts, which are not what a command says of them. */
function stepsOfExample(): readonly Step[] {
  const names = readdirSync(folder).filter((name) => /^story.*\.json$/.test(name));
  return names.flatMap((name) => readJson<readonly Step[]>(name).flatMap(withRows));
}

function withRows(step: Step): readonly Step[] {
  const { mapping, text } = step.files ?? {};
  if (step.command.act !== 'import' || mapping === undefined || text === undefined) return [step];
  const parsed = parseCaseMapping(readJson<Json>(mapping));
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.error));
  const rows = readCaseRows(readFileSync(new URL(text, folder), 'utf8'), 'csv', parsed.value);
  if (!rows.ok) throw new TypeError(JSON.stringify(rows.error));
  const ids = new Map<string, string>();
  return rows.value.flatMap((row): readonly Step[] => {
    const event = toMappedEvent(row, parsed.value);
    if (!event.ok || event.value === 'ignored') return [];
    const { external, command } = event.value;
    const id =
      ids.get(external.case) ?? `${step.node === 'shenzhen' ? 'SZ' : 'HK'}-K${500 + ids.size}`;
    ids.set(external.case, id);
    return [{ node: step.node, kind: step.kind, about: id, command }];
  });
}

function subjectsOf(steps: readonly Step[]): readonly Subject[] {
  const found = new Map<string, Subject>();
  for (const [i, { node, kind, about, expectId, command }] of steps.entries()) {
    const letters = kindNamed(kind)?.letters ?? '';
    const id = about ?? expectId ?? `${node === 'shenzhen' ? 'SZ' : 'HK'}-${letters}${5_000 + i}`;
    const { scope: _, ...fields } = command;
    const statement = { schema: `${kind}/1`, by: 'bench0000', about: id, ...fields };
    const isRead = isJsonObject(statement) && parsePayload(statement, 'public').ok;
    if (!isRead) continue;
    const subject = found.get(id) ?? { kind, id, party: node as PartyId, rows: [] };
    subject.rows.push(JSON.stringify(statement));
    found.set(id, subject);
  }
  return [...found.values()];
}

function readJson<Value>(name: string): Value {
  return JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Value;
}
