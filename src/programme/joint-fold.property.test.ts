// docs/spec/model.md M12: "signed by all" is never taken back and holds for at most one text per base.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hk, sha256, sz } from '../../test/support/given.ts';
import type { Mark, Origin, PartyId } from '../base/ids.ts';
import type { Json } from '../base/json.ts';
import { type JointState, textHash } from './joint.ts';
import { foldJoint, type ProposedText } from './joint-fold.ts';
import type { FoldContext } from './kind.ts';
import type { Place, Placed, StatementHead } from './statement.ts';

const id = 'HK-A001';
const zone = 'Asia/Hong_Kong';
const post = { en: 'Secretary' };
const signatories = [hk, sz].map((party) => ({ party, post }));

type Text = ProposedText<string>;
const roots: readonly Text[] = ['a', 'b', 'c', 'd'].map((content, i) => ({
  of: id,
  base: null,
  signatories,
  ...(i % 2 === 1 ? { openUntil: `2019-04-0${i + 2}` } : {}),
  content,
}));
const hashOf = (text: Text) => textHash(sha256, text as unknown as Json);
const amendments: readonly Text[] = ['a1', 'a2'].map((content) => ({
  of: id,
  base: hashOf(roots[0]),
  signatories,
  content,
}));
const texts = [...roots, ...amendments];
const hashes = texts.map(hashOf);

interface Step {
  readonly act: 'propose' | 'sign' | 'decline' | 'other';
  readonly text: number;
  readonly hours: number;
}
type Fold = (
  statements: readonly Placed<StatementHead>[],
  context: FoldContext,
) => ReadonlySet<string>;

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('propose', 'sign', 'sign', 'sign', 'decline', 'other'),
  text: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3, 4, 4, 5),
  // Node clocks are not trusted to run forward.
  hours: fc.integer({ min: -8, max: 12 }),
});
/** Often the texts stand first; sometimes they come late or never. */
const proposed = fc.subarray([0, 1, 2, 3, 4, 5]);
const log = fc
  .tuple(proposed, fc.array(step, { maxLength: 9 }))
  .map(([first, rest]): readonly Step[] => [
    ...first.map((text) => ({ act: 'propose' as const, text, hours: 0 })),
    ...rest,
  ]);
const pairs = fc.tuple(log, log, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }));

function toLog(party: PartyId, steps: readonly Step[]): readonly Placed<StatementHead>[] {
  const origin = `log.${party}.invalid` as Origin;
  let ms = Date.parse('2019-04-02T00:00:00Z');
  let latest = '';
  return steps.map(({ act, text, hours }, index) => {
    ms += hours * 3_600_000;
    const at = `${new Date(ms).toISOString().slice(0, 19)}Z`;
    if (at > latest) latest = at;
    const fields = act === 'propose' ? { text: texts[text] } : { text: hashes[text], post };
    const place: Place = {
      origin,
      party,
      index,
      leaf: `${party}${index}`,
      at,
      latest,
      day: at.slice(0, 10),
    };
    const statement = { schema: 'agreement/1', act, by: 'hk3f9a2c7d', about: id, ...fields };
    return { statement: statement as unknown as StatementHead, place };
  });
}

/** Every state of knowledge on one way in which two logs arrive, each log in its own order. */
function* arrivals(
  a: readonly Placed<StatementHead>[],
  b: readonly Placed<StatementHead>[],
  order: readonly boolean[],
) {
  let [i, j] = [0, 0];
  yield [0, 0] as const;
  for (const first of [...order, ...order]) {
    if (first && i < a.length) i++;
    else if (j < b.length) j++;
    else if (i < a.length) i++;
    else return;
    yield [i, j] as const;
  }
}

/** `other` entries are of another subject: they move the clock and are not seen by the fold. */
function view(parts: readonly (readonly Placed<StatementHead>[])[]) {
  const clockOf = new Map<PartyId, string>();
  for (const part of parts) {
    const last = part.at(-1)?.place;
    if (last !== undefined) clockOf.set(last.party, last.latest ?? last.at);
  }
  const context: FoldContext = {
    sha256,
    clockOf,
    zoneOf: new Map([hk, sz].map((party) => [party, zone])),
    markOf: new Map([
      [hk, 'HK' as Mark],
      [sz, 'SZ' as Mark],
    ]),
  };
  return { context, statements: parts.flat().filter(({ statement }) => statement.act !== 'other') };
}

const ours: Fold = (statements, context) => {
  const { state } = foldJoint<string>(
    { id, owner: hk, sample: false, statements, context },
    (_, base) => (base?.signatories ?? []).map((line) => line.party),
  );
  return signedOf(state);
};

function signedOf(state: JointState<string> | undefined): ReadonlySet<string> {
  const signed = (state?.texts ?? []).filter((text) => text.state === 'signed');
  for (const text of signed) expect(text.deadBecause).toBeUndefined();
  return new Set(signed.map((text) => text.hash));
}

/** The obvious wrong rule: of each signatory and text the last act counts. */
const lastActCounts: Fold = (statements) => {
  const last = new Map<string, string>();
  for (const { statement, place } of statements) {
    if (statement.act === 'propose') continue;
    last.set(`${place.party} ${String(statement.text)}`, statement.act);
  }
  return new Set(
    hashes.filter((hash) => [hk, sz].every((party) => last.get(`${party} ${hash}`) === 'sign')),
  );
};

/** The other obvious wrong rule: the first act counts, but siblings do not hold each other back. */
const siblingsFree: Fold = (statements) => {
  const first = new Map<string, string>();
  for (const { statement, place } of statements) {
    if (statement.act === 'propose') continue;
    const key = `${place.party} ${String(statement.text)}`;
    if (!first.has(key)) first.set(key, statement.act);
  }
  return new Set(
    hashes.filter((hash) => [hk, sz].every((party) => first.get(`${party} ${hash}`) === 'sign')),
  );
};

function neverReversed(fold: Fold) {
  return fc.property(pairs, ([a, b, order]) => {
    const logs = [toLog(hk, a), toLog(sz, b)] as const;
    let before: ReadonlySet<string> = new Set();
    for (const [i, j] of arrivals(logs[0], logs[1], order)) {
      const { statements, context } = view([logs[0].slice(0, i), logs[1].slice(0, j)]);
      const signed = fold(statements, context);
      for (const hash of before) if (!signed.has(hash)) return false;
      const bases = [...signed].map((hash) => texts[hashes.indexOf(hash)].base);
      if (new Set(bases).size !== bases.length) return false;
      before = signed;
    }
    return true;
  });
}

describe('foldJoint', () => {
  it('never takes "signed by all" back and never signs two texts under one base', () => {
    fc.assert(neverReversed(ours), { seed: 20190402, numRuns: 3_000 });
  });

  it('signs texts often enough for that to mean something', () => {
    let signed = 0;
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const { statements, context } = view([toLog(hk, a), toLog(sz, b)]);
        signed += ours(statements, context).size;
      }),
      { seed: 20190402, numRuns: 1_000 },
    );
    expect(signed).toBeGreaterThan(100);
  });

  it('would be caught if the last act of a signatory counted', () => {
    expect(fc.check(neverReversed(lastActCounts), { seed: 20190402, numRuns: 3_000 }).failed).toBe(
      true,
    );
  });

  it('would be caught if a signatory could sign two texts under one base at once', () => {
    expect(fc.check(neverReversed(siblingsFree), { seed: 20190402, numRuns: 3_000 }).failed).toBe(
      true,
    );
  });
});
