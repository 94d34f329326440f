// A property of every fold: whatever three logs hold of a subject, in whichever order they arrive, it does not throw, comes to
// one state, and counts no statement twice.
import fc from 'fast-check';
import { expect } from 'vitest';
import { type Entry, entry, given, hk, mo, sz } from './given.ts';

/** Fields of a statement, the act among them. */
export type Fields = { readonly act: string } & Readonly<Record<string, unknown>>;

/** Returns an arbitrary of one act: its fields, now and then one of them broken (a day that is none never gets this far). */
export function someAct(act: string, fields: Record<string, fc.Arbitrary<unknown>>) {
  const broken = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(
          fc.constantFrom('of', ...Object.keys(fields).filter((name) => name !== 'happened')),
          fc.anything(),
        )
        .map(([name, value]) => ({ [name]: value })),
    },
  );
  return fc
    .tuple(fc.record(fields), broken)
    .map(([whole, fault]): Fields => ({ ...whole, ...fault, act }));
}

/** Days on which something happens in a run. */
export const someDay = fc.constantFrom('2026-01-05', '2026-02-01', '2026-02-01', '2027-03-31');

/** Checks the property for statements on one subject. */
export function expectOneState(kind: string, about: string, acts: readonly fc.Arbitrary<Fields>[]) {
  const said = fc
    .tuple(fc.constantFrom(hk, hk, sz, mo), fc.oneof(...acts), fc.option(someDay))
    .map(([party, fields, day]): Entry => {
      const happened = day === null ? {} : { happened: day };
      return entry(party, { ...happened, ...fields, kind, about });
    });
  const arrivals = fc
    .array(said, { maxLength: 10 })
    .chain((entries) =>
      fc.tuple(
        fc.constant(entries),
        fc.shuffledSubarray([...entries.keys()], { minLength: entries.length }),
      ),
    );
  let folds = 0;
  fc.assert(
    fc.property(arrivals, ([entries, order]) => {
      const first = given(entries).fold(kind, about);
      const turns = order.map((place) => entries[place]?.party);
      const queues = new Map([hk, sz, mo].map((party) => [party, [...entries]]));
      const again = turns.flatMap((party) => {
        if (party === undefined) return [];
        const queue = queues.get(party) ?? [];
        const place = queue.findIndex((one) => one.party === party);
        return queue.splice(place, 1);
      });
      const second = given(again).fold(kind, about);
      expect(JSON.stringify(second)).toBe(JSON.stringify(first));
      expect(first.invalid + first.pending).toBeLessThanOrEqual(entries.length);
      if (first.state !== undefined) folds++;
    }),
    { seed: 11, numRuns: 300 },
  );
  // Statements that never make a state would show nothing.
  expect(folds).toBeGreaterThan(60);
}
