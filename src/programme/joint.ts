// Joint texts: what every kind that several parties sign has in common (docs/spec/model.md 3). Shapes, hash, state and
// conclusion; how statements become a state stands in joint-fold.ts, commands in joint-decide.ts.
import { z } from 'zod';
import { toHex, utf8 } from '../base/bytes.ts';
import type { CivilDate } from '../base/dates.ts';
import type { PartyId } from '../base/ids.ts';
import { canonicalJson, type Json } from '../base/json.ts';
import { partiesMax } from '../base/limits.ts';
import type { Sha256 } from '../base/ports.ts';
import type { StatementOf } from './shapes.ts';
import {
  civilDate,
  hash,
  type LanguageMap,
  languageMap,
  type Place,
  partyId,
  recordId,
} from './statement.ts';

const signatory = z.looseObject({ party: partyId, post: languageMap });

/** Returns the shapes of the acts on joint texts whose content has the given shape. */
export function jointActs<Content extends z.ZodType>(content: Content) {
  const text = z.looseObject({
    of: recordId,
    base: hash.nullable(),
    signatories: z
      .array(signatory)
      .min(1)
      .max(partiesMax)
      .refine(
        (list) => new Set(list.map((line) => line.party)).size === list.length,
        'expected each signatory once',
      ),
    openUntil: civilDate.optional(),
    content,
  });
  return {
    propose: { text, answers: hash.optional() },
    sign: { text: hash, post: languageMap, happened: civilDate.optional() },
    decline: { text: hash, why: languageMap.optional() },
  } as const;
}

/** The acts on joint texts, whatever their content. */
export type JointStatement<Content extends z.ZodType> = StatementOf<
  ReturnType<typeof jointActs<Content>>
>;

/** Who must sign a text, and in which post. */
export interface Signatory {
  readonly party: PartyId;
  readonly post: LanguageMap;
}

/** A signature that counts. */
export interface SignatureLine {
  readonly party: PartyId;
  readonly post: LanguageMap;
  /** The signer's pseudonym. */
  readonly by: string;
  readonly happened?: CivilDate;
  readonly place: Place;
  readonly sample: boolean;
}

/** A refusal to sign; by the proposer it is a withdrawal. */
export interface DeclineLine {
  readonly party: PartyId;
  readonly why?: LanguageMap;
  readonly withdrawn: boolean;
  readonly place: Place;
}

/** One text under a joint record. */
export interface JointText<Content> {
  readonly hash: string;
  /** Hash of the text in force that it amends; null for the first and its counter-proposals. */
  readonly base: string | null;
  readonly answers?: string;
  readonly signatories: readonly Signatory[];
  readonly openUntil?: CivilDate;
  readonly content: Content;
  readonly proposed: Place;
  readonly proposedBy: string;
  /** Those that count, by (origin, index). */
  readonly signatures: readonly SignatureLine[];
  /** Signatures made in time that will count once the text which the same party signed before is dead. */
  readonly waiting?: readonly SignatureLine[];
  readonly declines: readonly DeclineLine[];
  readonly state: 'open' | 'signed' | 'dead';
  readonly deadBecause?: 'declined' | 'withdrawn' | 'expired';
  /** Set when signed by all: the latest `happened` of the signatures. */
  readonly signedOn?: CivilDate;
}

/** A joint record: a function of its texts and of each signatory's own acts, whatever the order between logs. */
export interface JointState<Content> {
  readonly id: string;
  readonly sample: boolean;
  /** Oldest proposal first, by the proposing log's `at`. */
  readonly texts: readonly JointText<Content>[];
  /** Hash of the newest text signed by all. */
  readonly inForce?: string;
  /** Texts signed by all under one base: two parties each removed the other. */
  readonly split?: readonly string[];
  readonly ended?: readonly Termination[];
  readonly pending: number;
  readonly invalid: number;
}

/** One party's statement that it ends what was agreed, with the others' answers. */
export interface Termination {
  readonly party: PartyId;
  readonly effective: CivilDate;
  readonly clause: string;
  readonly why?: LanguageMap;
  readonly place: Place;
  readonly answers: readonly {
    readonly party: PartyId;
    readonly answer: 'agreed' | 'disputed';
    readonly why?: LanguageMap;
    readonly place: Place;
  }[];
}

/** Returns the hash that signatures name: hex SHA-256("comity-text/v1\n" || JCS(text)). */
export function textHash(sha256: Sha256, text: Json): string {
  return toHex(sha256(utf8(`comity-text/v1\n${canonicalJson(text)}`)));
}

/**
 * Returns the text that speaks for the record: the one in force, else the newest open one, else the newest.
 */
export function currentText<Content>(state: JointState<Content>): JointText<Content> | undefined {
  const { texts, inForce } = state;
  return (
    texts.find((text) => text.hash === inForce) ??
    texts.findLast((text) => text.state === 'open') ??
    texts.at(-1)
  );
}

/**
 * Returns the newest text that is concluded: signed by all, and every counting signature under a confirmed
 * checkpoint. Its date is the latest `happened` of them. Undefined while there is none. Computed on reading.
 */
export function concludedText<Content>(
  state: JointState<Content>,
  isConfirmed: (place: Place) => boolean,
): { readonly text: string; readonly on: CivilDate } | undefined {
  const byHash = new Map(state.texts.map((text) => [text.hash, text]));
  let text = state.inForce === undefined ? undefined : byHash.get(state.inForce);
  while (text !== undefined) {
    if (text.signedOn !== undefined && text.signatures.every((line) => isConfirmed(line.place))) {
      return { text: text.hash, on: text.signedOn };
    }
    // An amendment that is not confirmed yet leaves its base concluded.
    text = text.base === null ? undefined : byHash.get(text.base);
  }
  return undefined;
}
