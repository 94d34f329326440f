// Verification of one entry, or the list of entries that make up a record. These checks are the node's; the
// reader's own browser makes them again from what the node keeps (browser-check.ts).
import { isRecordId } from '../../../base/ids.ts';
import { ok, type Refusal, type Result } from '../../../base/result.ts';
import type {
  HistoryLine,
  KeptEntry,
  ProgrammeView,
  Verification,
} from '../../../projection/queries.ts';
import type { Site, Visit } from '../../site.ts';

/** What the page shows: the form alone, an entry, a record's entries, or why there is neither. */
export type VerifyModel =
  | { readonly kind: 'form' }
  | {
      readonly kind: 'entry';
      readonly verification: Verification;
      readonly keys: LogKeys | undefined;
      /** Undefined where the entry is no longer to be had. */
      readonly kept: KeptEntry | undefined;
    }
  | { readonly kind: 'record'; readonly id: string; readonly lines: readonly HistoryLine[] }
  | { readonly kind: 'problem'; readonly refusal: Refusal; readonly status: 400 | 404 };

/**
 * Verifier keys of a log as the charter has them, or that took their place since, for people who check it themselves.
 */
export interface LogKeys {
  readonly log: string;
  /** Of the other parties and of independent witnesses. */
  readonly witnesses: readonly string[];
  /** Whose key it is, by the key's name and id: a party's id or an independent witness's name. */
  readonly signers: readonly { readonly key: string; readonly signer: string }[];
}

/**
 * Returns what `entry` (leaf hash in hex) or `record` (id) asks for. Problems: web.verify.not-a-leaf,
 * web.verify.not-an-id, web.verify.entry.unknown, web.verify.record.unknown.
 */
export async function verifyModel(site: Site, visit: Visit): Promise<Result<VerifyModel, Refusal>> {
  const entry = visit.query.entry?.trim().toLowerCase() ?? '';
  const record = visit.query.record?.trim().toUpperCase() ?? '';
  if (entry !== '') return ok(await entryModel(site, visit, entry));
  if (record !== '') return ok(await recordModel(site, record));
  return ok({ kind: 'form' });
}

async function entryModel(site: Site, visit: Visit, leaf: string): Promise<VerifyModel> {
  if (!/^[0-9a-f]{64}$/.test(leaf)) {
    return problem('web.verify.not-a-leaf', 400, { value: leaf.slice(0, 80) });
  }
  const verification = await site.node.verify(leaf);
  if (verification === undefined) return problem('web.verify.entry.unknown', 404, { leaf });
  const keys = keysOf(visit.programme, verification);
  return { kind: 'entry', verification, keys, kept: await site.node.kept(leaf) };
}

async function recordModel(site: Site, id: string): Promise<VerifyModel> {
  if (!isRecordId(id)) return problem('web.verify.not-an-id', 400, { value: id.slice(0, 80) });
  const lines = await site.node.leavesOf(id);
  if (lines.length === 0) return problem('web.verify.record.unknown', 404, { id });
  return { kind: 'record', id, lines };
}

function problem(code: string, status: 400 | 404, params: Refusal['params']): VerifyModel {
  return { kind: 'problem', status, refusal: { code, params } };
}

/**
 * Returns the keys for a log from the charter in force, else from its newest text, each as it was changed since;
 * undefined without a charter.
 */
export function keysOf(
  programme: ProgrammeView,
  { origin, changedKeys }: Pick<Verification, 'origin' | 'changedKeys'>,
): LogKeys | undefined {
  const state = programme.charter?.state;
  const text = state?.texts.find((one) => one.hash === state.inForce) ?? state?.texts.at(-1);
  const own = text?.content.parties.find((party) => party.origin === origin);
  if (text === undefined || own === undefined) return undefined;
  const today = (vkey: string) => changedKeys[vkey] ?? vkey;
  const log = today(own.logKey);
  const cosigners = [
    ...text.content.parties
      .filter((party) => party.origin !== origin)
      .map((party) => ({ vkey: today(party.witnessKey), signer: party.party })),
    ...text.content.witnesses.map(({ key, name }) => ({ vkey: today(key), signer: name })),
  ];
  return {
    log,
    witnesses: cosigners.map(({ vkey }) => vkey),
    signers: [{ vkey: log, signer: own.party }, ...cosigners].map(({ vkey, signer }) => ({
      key: nameOfKey(vkey),
      signer,
    })),
  };
}

/** Name and key id: another key of the same name is not the same signer's. */
function nameOfKey(vkey: string): string {
  return vkey.split('+').slice(0, 2).join('+');
}
