// Questions about another day (docs/spec/model.md 4): `asof` asks how things stood on a day from all we know now,
// `known` what the logs held on a day. Subjects are folded again from the statements in view.
import { type CivilDate, type Instant, lastDay, lastInstantOf } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import type { Fold, Placed, StatementHead } from '../programme/statement.ts';
import type { Row } from './database.ts';
import type { AsOf } from './queries.ts';
import { clocksOf, type Folded, foldRows, namedPlaces } from './refold.ts';
import type { LogIdentity, ProjectionSetting } from './setting.ts';

/** A projection read through one fold. */
export interface FoldSetting extends ProjectionSetting {
  /** Pages of the public read `public`; the party itself reads `programme`. */
  readonly fold: Fold;
}

/** One kind, or one record of it. */
export interface Which {
  readonly kind: string;
  readonly id?: string;
}

/** A folded record with its history. */
export interface Found {
  readonly id: string;
  readonly state: unknown;
  readonly shown: readonly Placed<StatementHead>[];
}

/** Returns the statements of a kind or record, by subject, then log, then index. */
export async function readStatements(setting: FoldSetting, which: Which): Promise<readonly Row[]> {
  return setting.db.query(
    `select subject, origin, index, party, leaf, at, latest, day, body from statement
     where programme = $1 and fold = $2 and kind = $3 and ($4::text is null or subject = $4)
     order by subject, origin, index`,
    [setting.programme, setting.fold, which.kind, which.id ?? null],
  );
}

/** Groups statement rows by their subject. */
export function bySubject(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, (row) => String(row.subject));
}

/**
 * Folds every subject of a kind from the statements in view on a day. Seeds come from their sources on the
 * same day. Cost: linear in the statements of the kind.
 */
export async function foldPast(setting: FoldSetting, which: Which, when: AsOf): Promise<Found[]> {
  const view = await viewOf(setting, when);
  const seeds =
    which.kind === 'commitment' ? await seedsInView(setting, view) : new Map<string, unknown>();
  return foldInView(setting, view, { ...which, seeds });
}

async function foldInView(
  setting: FoldSetting,
  view: View,
  which: Which & { readonly seeds: ReadonlyMap<string, unknown> },
): Promise<(Found & Pick<Folded, 'seeds'>)[]> {
  const rows = (await readStatements(setting, which)).filter(view.isKnown);
  const named = await namedPlaces(setting.db, setting, rows);
  const rowsOf = bySubject(rows);
  for (const id of which.seeds.keys()) {
    if (!rowsOf.has(id) && (which.id === undefined || id === which.id)) rowsOf.set(id, []);
  }
  const found: (Found & Pick<Folded, 'seeds'>)[] = [];
  for (const [id, known] of rowsOf) {
    const subject = { fold: setting.fold, kind: which.kind, id };
    const given = { rows: known, clocks: view.clocks, seed: which.seeds.get(id), named };
    const fold = (some: readonly Row[]) => foldRows(setting, subject, { ...given, rows: some });
    const { state, shown, seeds } = fold(untilDay(known, view.asof, fold));
    if (state !== undefined) found.push({ id, state, shown, seeds });
  }
  return found;
}

/** The first agreement that lists a commitment creates it, as in the tables. */
async function seedsInView(setting: FoldSetting, view: View): Promise<Map<string, unknown>> {
  const found = await foldInView(setting, view, { kind: 'agreement', seeds: new Map() });
  const seeds = new Map<string, unknown>();
  for (const seed of found.flatMap((one) => one.seeds)) {
    if (!seeds.has(seed.id)) seeds.set(seed.id, seed.data);
  }
  return seeds;
}

/**
 * Leaves out statements of a later day. What was rectified, retracted or published since is known now: those
 * acts hold whatever their own day is, and a rectified statement has the day of what was meant.
 */
function untilDay(
  rows: readonly Row[],
  asof: CivilDate | undefined,
  fold: (rows: readonly Row[]) => Pick<Folded, 'shown'>,
): readonly Row[] {
  if (asof === undefined) return rows;
  const days = new Map(rows.map((row) => [String(row.leaf), String(row.day)]));
  const targets = new Map(rows.map((row) => [row, targetOf(row)]));
  if (![...targets.values()].some((target) => target !== undefined)) {
    return rows.filter((row) => String(row.day) <= asof);
  }
  const held = new Set(days.keys());
  for (const { place } of fold(rows).shown) days.set(place.leaf, place.day);
  return rows.filter((row) => {
    const target = targets.get(row);
    if (target === undefined) return (days.get(String(row.leaf)) ?? '') <= asof;
    // What it names is judged by itself, unless this act is all there is of it.
    return held.has(target) || (days.get(target) ?? '') <= asof;
  });
}

const commonActs: ReadonlySet<unknown> = new Set(['rectify', 'retract', 'publish', 'translate']);

/** Returns the leaf that a common act names, else undefined. A translation names none, and stands by itself. */
function targetOf(row: Row): string | undefined {
  const { act, of } = JSON.parse(String(row.body)) as StatementHead;
  return commonActs.has(act) ? String(of) : undefined;
}

/** What is in view: `asof` bounds the day of statements, `known` the prefix of their log; both bound the clocks. */
interface View {
  readonly asof: CivilDate | undefined;
  readonly isKnown: (row: Row) => boolean;
  readonly clocks: ReadonlyMap<PartyId, Instant>;
}

/**
 * Of each log, `known` takes the longest prefix whose running maximum of `at` lies within the day in the
 * party's zone (docs/spec/model.md 4), so an entry behind a later one stays out even if its own `at` is early.
 * Its clock is then that maximum. `asof` stops clocks at the end of its day, in each party's zone.
 */
async function viewOf(setting: FoldSetting, when: AsOf): Promise<View> {
  const asof = when.asof === undefined ? undefined : lastDay(when.asof);
  const sizes = new Map<string, number>();
  const clocks = new Map(await clocksOf(setting.db, setting));
  for (const log of setting.logs()) {
    const shared = log.visibility === 'shared';
    if (when.known !== undefined) {
      const prefix = await prefixOf(setting, log, lastInstantOf(log.zone, when.known));
      sizes.set(log.origin, prefix.size);
      if (shared && prefix.latest === '') clocks.delete(log.party);
      else if (shared) clocks.set(log.party, prefix.latest);
    }
    const clock = clocks.get(log.party);
    if (asof === undefined || !shared || clock === undefined) continue;
    const end = lastInstantOf(log.zone, asof);
    if (clock > end) clocks.set(log.party, end);
  }
  const isKnown = (row: Row) =>
    Number(row.index) < (sizes.get(String(row.origin)) ?? Number.POSITIVE_INFINITY);
  return { asof, isKnown, clocks };
}

/** Returns how many entries a log held at an instant, by its own clock, and the latest `at` among them. */
async function prefixOf(
  setting: FoldSetting,
  log: LogIdentity,
  end: Instant,
): Promise<{ readonly size: number; readonly latest: Instant }> {
  const [last] = await setting.db.query(
    `select index, latest from entry where programme = $1 and origin = $2 and latest <= $3
     order by index desc limit 1`,
    [setting.programme, log.origin, end],
  );
  if (last === undefined) return { size: 0, latest: '' };
  return { size: Number(last.index) + 1, latest: String(last.latest) };
}
