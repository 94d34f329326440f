// A text of a record in another language, kept beside the record by its owner (docs/spec/model.md 1). It names the text that
// it was made from by its hash, so that everybody can see when that text is no longer the one that stands.
import { z } from 'zod';
import { ok, type Refusal, type Result } from '../base/result.ts';
import { draft } from './draft.ts';
import type { Actor, Draft } from './kind.ts';
import type { AnyKind } from './kinds.ts';
import { refusal } from './refusals.ts';
import { sourceHashOf } from './renditions.ts';
import { type CommandScope, commandParser } from './shapes.ts';
import { hash, languageMap, languageTag } from './statement.ts';

const shapes = {
  translate: {
    /** A text of the record as it stands: `title`. */
    field: z.string().min(1).max(200),
    /** The language that it is translated into. */
    language: languageTag,
    text: z.string().min(1).max(20_000),
    state: z.enum(['draft', 'reviewed', 'approved']),
    /** The language that it was translated from. */
    from: languageTag,
    /** What was translated, where that may have changed since: SHA-256 of the text, hex. */
    sourceHash: hash.optional(),
    /** What made it, where a tool did. */
    tool: z.string().max(200).optional(),
  },
} as const;
const parse = commandParser(shapes);

/**
 * Returns the translation of one text of a record that is its owner's own; others are refused by the caller. Refusals:
 * programme.command.malformed, programme.translate.not-own (joint records and those that others answer are co-signed or
 * stand as they were said), unknown-field, language-not-of-programme, original-there, no-source, source-changed.
 */
export function decideTranslation(
  who: Actor,
  kind: AnyKind,
  asked: {
    readonly state: unknown;
    readonly command: unknown;
    /** The slot of the record's first statement, which a translation keeps. */
    readonly bound?: CommandScope | undefined;
  },
): Result<readonly Draft[], Refusal> {
  const parsed = parse(asked.command);
  if (!parsed.ok) {
    const [{ path, message }] = parsed.error;
    return refusal('programme.command.malformed', { path, expected: message });
  }
  const { id, basis, sample, ...fields } = asked.state as {
    readonly id: string;
    readonly basis?: string;
    readonly sample?: boolean;
    readonly [field: string]: unknown;
  };
  const isOwn = kind.writer === 'own' || (kind.writer === 'own-or-joint' && basis === 'own');
  if (!isOwn) return refusal('programme.translate.not-own', { kind: kind.name });
  const { field, language, from, ...translation } = parsed.value;
  const own = languageMap.safeParse(Object.hasOwn(fields, field) ? fields[field] : undefined);
  if (!own.success) return refusal('programme.translate.unknown-field', { id, field });
  if (!who.languages.includes(language)) {
    return refusal('programme.translate.language-not-of-programme', { language });
  }
  if (own.data[language] !== undefined) {
    return refusal('programme.translate.original-there', { field, language });
  }
  const source = own.data[from];
  if (source === undefined) return refusal('programme.translate.no-source', { field, from });
  const sourceHash = sourceHashOf(source, who.sha256);
  if (translation.sourceHash !== undefined && translation.sourceHash !== sourceHash) {
    return refusal('programme.translate.source-changed', { field, from });
  }
  const { text, state, tool } = translation;
  const kept = {
    ...{ field, language, text, state, sourceHash },
    ...(tool === undefined ? {} : { tool }),
  };
  const scope = translation.scope ?? asked.bound;
  const command = { ...translation, ...(scope === undefined ? {} : { scope }) };
  const parts = { kind: kind.name, about: id, act: 'translate', fields: kept };
  return ok([draft(who, command, { ...parts, sample: sample === true })]);
}
