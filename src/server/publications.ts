// Makes records public that only the parties had, when the charter or their own embargo says so: each holder its own
// statements, by the command that a person would give (docs/spec/model.md 5). What was due while the node was away is made up for.
import { instantToMilliseconds } from '../base/dates.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import { kindNamed } from '../programme/kinds.ts';
import { duePublication, embargoOf } from '../programme/publication-rule.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { readSubject } from '../projection/subject.ts';
import { createBell } from './bell.ts';
import { publicationTickMilliseconds } from './limits.ts';
import { type Node, nowOf } from './node.ts';

/** Publishes while the node runs. */
export interface Publications {
  /** Begins: the first round is over when this resolves. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** A record that a statement is about. */
interface Named {
  readonly kind: string;
  readonly id: string;
}

/** What one node knows between two rounds. */
interface Watch {
  /** How far each log has been looked through. */
  readonly seen: Map<string, number>;
  /** Whether we have said anything that only the parties have: else nothing that others say makes it public. */
  hidesAny: boolean;
  /** What the charter said of publication in the round before, as JSON: another text is another look at everything. */
  charter: string;
  /** Records that are public from an instant on, by id. */
  readonly embargoes: Map<string, Named & { readonly at: string }>;
}

/** Returns the publications of a node, not begun. */
export function createPublications(node: Node): Publications {
  const bell = createBell();
  const watch: Watch = { seen: new Map(), hidesAny: false, charter: '', embargoes: new Map() };
  let running: Promise<void> | undefined;
  let closing = false;
  node.party?.projector.listen(() => bell.ring());
  const round = async () => {
    // Of a node with several processes the one that sequences publishes.
    if (!node.standby.isSequencer()) return;
    try {
      for (const one of await touchedSince(node, watch))
        if (!closing) await publishIfDue(node, watch, one);
    } catch (error) {
      // Looked through again from the beginning: nothing that is due is passed over.
      watch.seen.clear();
      tell(node, codeOf(error), closing ? undefined : messageOf(error));
    }
  };
  const loop = async () => {
    while (!closing) {
      await bell.wait(untilNext(node, watch));
      if (!closing) await round();
    }
  };
  return {
    start: async () => {
      if (node.party === undefined || running !== undefined) return;
      const first = round();
      running = first.then(loop);
      await first;
    },
    close: async () => {
      closing = true;
      bell.ring();
      await running;
    },
  };
}

function tell(node: Node, code: string, detail: string | undefined): void {
  // What breaks because the node is stopping is no news.
  if (detail === undefined) return;
  node.alarms.refuse({ from: node.logs.own?.identity.origin ?? '', code, detail });
}

/** The next embargo, or the tick where that is sooner. */
function untilNext(node: Node, { embargoes }: Watch): number {
  const instants = [...embargoes.values()].map(({ at }) => instantToMilliseconds(at) ?? 0);
  const next = Math.min(...instants) - node.clock();
  return Math.max(10, Math.min(publicationTickMilliseconds, next));
}

/** Records with something new in any log since the round before, and those whose embargo has ended. */
async function touchedSince(node: Node, watch: Watch): Promise<readonly Named[]> {
  const projection = node.party?.projection;
  const own = node.logs.own?.identity.origin;
  if (projection === undefined || own === undefined) return [];
  const charter = JSON.stringify(node.federation.charter()?.publication ?? null);
  if (charter !== watch.charter) watch.seen.clear();
  watch.charter = charter;
  const isFirst = !watch.seen.has(own);
  const found = new Map<string, Named>();
  const origins = node.logs.shared().map(({ identity }) => identity.origin);
  // Ours first: whether we hide anything decides on whether the others' need be read.
  for (const origin of [own, ...origins.filter((one) => one !== own)]) {
    const to = await appliedTo(projection, origin);
    // What the others said before the first round is looked at there with each record of ours.
    const from = watch.seen.get(origin) ?? (isFirst && origin !== own ? to : 0);
    watch.seen.set(origin, to);
    if (from >= to) continue;
    if (origin === own) {
      for (const one of await hiddenOwn(projection, { own, from })) found.set(one.id, one);
      watch.hidesAny ||= found.size > 0;
    } else if (watch.hidesAny) {
      for (const one of await hiddenNamed(projection, { own, origin, from }))
        found.set(one.id, one);
    }
  }
  const now = nowOf(node);
  for (const one of watch.embargoes.values()) if (one.at <= now) found.set(one.id, one);
  return [...found.values()];
}

async function appliedTo({ db, programme }: ProjectionSetting, origin: string): Promise<number> {
  const [row] = await db.query(
    'select applied from log_position where programme = $1 and origin = $2',
    [programme, origin],
  );
  return Number(row?.applied ?? 0);
}

/** Records of which we said something, from an entry on, that only the parties have. */
async function hiddenOwn(
  { db, programme }: ProjectionSetting,
  of: { readonly own: string; readonly from: number },
): Promise<readonly Named[]> {
  const rows = await db.query(
    `select distinct s.kind, s.subject as id
     from (select origin, index from entry where programme = $1 and origin = $2 and index >= $3
       and public_slot is null and programme_slot is not null offset 0) e
     cross join lateral (select kind, subject from statement t where t.programme = $1
       and t.origin = e.origin and t.index = e.index and t.fold = 'programme' offset 0) s`,
    [programme, of.own, of.from],
  );
  return rows.map((row) => ({ kind: String(row.kind), id: String(row.id) }));
}

/** Records that another log speaks of from an entry on, and of which we said something that only the parties have. */
async function hiddenNamed(
  { db, programme }: ProjectionSetting,
  of: { readonly own: string; readonly origin: string; readonly from: number },
): Promise<readonly Named[]> {
  const rows = await db.query(
    `select k.kind, k.subject as id
     from (select distinct kind, subject from statement where programme = $1 and origin = $2
       and index >= $3 and fold = 'programme') k
     where exists (select 1 from (select origin, index from statement t where t.programme = $1
         and t.fold = 'programme' and t.kind = k.kind and t.subject = k.subject and t.origin = $4 offset 0) s
       cross join lateral (select public_slot from entry f where f.programme = $1 and f.origin = s.origin
         and f.index = s.index offset 0) e
       where e.public_slot is null)`,
    [programme, of.origin, of.from, of.own],
  );
  return rows.map((row) => ({ kind: String(row.kind), id: String(row.id) }));
}

async function publishIfDue(node: Node, watch: Watch, record: Named): Promise<void> {
  const { party, federation, config } = node;
  const kind = kindNamed(record.kind);
  if (party === undefined || kind === undefined) return;
  const read = await readSubject(party.projection, { fold: 'programme', ...record });
  const { state, shown } = read.folded;
  watch.embargoes.delete(record.id);
  if (!read.unpublished.some(({ place }) => place.party === config.own?.party)) return;
  const defaults = federation.charter()?.publication;
  const due = duePublication(kind.publication, defaults, { state, shown, now: nowOf(node) });
  if (due === undefined) {
    const at = embargoOf(shown);
    if (at !== undefined) watch.embargoes.set(record.id, { ...record, at });
    return;
  }
  const published = await party.commands.execute({
    ...{ kind: record.kind, about: record.id, command: { act: 'publish' }, isNode: true },
  });
  if (published.ok) return;
  const { code, params } = published.error;
  tell(node, code, `${record.id}: ${JSON.stringify(params)}`);
}
