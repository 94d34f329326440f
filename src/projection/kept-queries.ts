// Lists of records as they are now, read once until anything changes: most pages read the same few, and a programme of
// hundreds of projects takes longer to read than to show.
import type { AsOf, Queries } from './queries.ts';

/** A list that was read, or is being read. */
interface Kept {
  readonly list: Promise<unknown>;
  /** Records; 0 while they are being read. */
  length: number;
}

/**
 * Returns the queries, with lists of the present kept.
 * @param version Another text whenever an answer may be another: all that is kept goes then.
 * @param most Records kept of all kinds; a longer list is read for everybody.
 */
export function keepQueries(queries: Queries, version: () => string, most: number): Queries {
  const kept = new Map<string, Kept>();
  let current: string | undefined;
  let records = 0;
  const drop = (name: string, one: Kept) => {
    if (kept.get(name) !== one) return;
    kept.delete(name);
    records -= one.length;
  };
  const keep = <List>(name: string, read: () => Promise<List>): Promise<List> => {
    const now = version();
    if (now !== current) {
      kept.clear();
      [current, records] = [now, 0];
    }
    const found = kept.get(name);
    if (found !== undefined) return found.list as Promise<List>;
    const list = read();
    const one: Kept = { list, length: 0 };
    kept.set(name, one);
    list.then(
      (value) => {
        if (kept.get(name) !== one) return;
        one.length = Array.isArray(value) ? value.length : 1;
        records += one.length;
        // What was read while something changed may be half of either.
        if (version() !== now || records > most) drop(name, one);
      },
      () => drop(name, one),
    );
    return list;
  };
  const present = (when: AsOf = {}) => when.asof === undefined && when.known === undefined;
  const listed =
    <List>(name: string, read: (when?: AsOf) => Promise<List>) =>
    (when?: AsOf) =>
      present(when) ? keep(name, () => read()) : read(when);
  return {
    ...queries,
    programme: () => keep('programme', () => queries.programme()),
    agreements: listed('agreements', queries.agreements),
    meetings: listed('record meeting', queries.meetings),
    commitments: listed('record commitment', queries.commitments),
    organizations: listed('record organization', queries.organizations),
    parties: () => keep('record party', () => queries.parties()),
    reports: listed('record report', queries.reports),
    records: (kind, when) => listed(`record ${kind}`, (then) => queries.records(kind, then))(when),
  };
}
