// Which statements may be erased, and which others carry their content again (docs/spec/model.md 5): signatures and
// texts stay; a clock's event and a correction go only once a later one stands in their place. Who erases what, and
// when, is the server's.
import { ok, type Refusal, type Result } from '../base/result.ts';
import type { KnownEntry } from './kind.ts';
import { refusal } from './refusals.ts';
import type { StatementHead } from './statement.ts';

/** Acts that bind others, or by which a log says what it is. */
const standing: ReadonlySet<string> = new Set(['propose', 'sign', 'decline']);

/**
 * Returns the leaf hashes that erasing an entry covers: its own first, then those of its publications. Refusals:
 * programme.erasure.stays, programme.erasure.rectify-first. What could not be read holds nothing up, and may go.
 */
export function coveredBy(leaf: string, entry: KnownEntry): Result<readonly string[], Refusal> {
  const { statements, rules } = entry;
  const named = statements.find(({ place }) => place.leaf === leaf);
  if (named === undefined) return ok([leaf]);
  const { statement } = named;
  const act = meantAct(statement);
  const stays = () => refusal('programme.erasure.stays', { act });
  if (rules?.writer === 'log' || standing.has(act)) return stays();
  const later = statements.filter(({ place }) => place.index > named.place.index);
  const takenBack = new Set(
    later.map((one) => (one.statement.act === 'retract' ? one.statement.of : undefined)),
  );
  const isReplaced = (of: unknown) =>
    later.some(
      (one) =>
        isCorrection(one.statement) && one.statement.of === of && !takenBack.has(one.place.leaf),
    );
  if (statement.act === 'retract') {
    // Without it what it takes back would be there again.
    const takesBack = statements.some(({ place }) => place.leaf === statement.of);
    if (takesBack) return stays();
  } else if (statement.act === 'rectify') {
    if (!isReplaced(statement.of)) return refusal('programme.erasure.rectify-first', { act });
  } else if (rules?.keeps?.includes(act) === true && !isReplaced(leaf)) {
    return refusal('programme.erasure.rectify-first', { act });
  }
  const again = later.filter((one) => one.statement.act === 'publish' && one.statement.of === leaf);
  return ok([leaf, ...again.map(({ place }) => place.leaf)]);
}

function isCorrection({ act }: StatementHead): boolean {
  return act === 'rectify' || act === 'retract';
}

/** The act that a publication shows; else its own. */
function meantAct(statement: StatementHead): string {
  if (statement.act !== 'publish') return statement.act;
  const { act } = (statement.content ?? {}) as { readonly act?: unknown };
  return typeof act === 'string' ? act : statement.act;
}
