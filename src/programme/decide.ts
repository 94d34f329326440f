// Commands become drafts of statements, or a refusal. What every kind has in common stands here: shape of the
// command, whose record it is, one scope per subject, rectify and retract, size of payloads.
import { z } from 'zod';
import { assert } from '../base/errors.ts';
import { type Mark, parseRecordId } from '../base/ids.ts';
import {
  canonicalBytes,
  findJsonIssues,
  isJsonObject,
  type Json,
  type JsonObject,
} from '../base/json.ts';
import { commandEntriesMax, payloadBytesMax } from '../base/limits.ts';
import { err, ok, type Refusal, type Result } from '../base/result.ts';
import { isFixedAct } from './acts.ts';
import { draft, privateDraft } from './draft.ts';
import { parsePayload } from './fold.ts';
import type { Actor, Draft } from './kind.ts';
import { type AnyKind, kindNamed } from './kinds.ts';
import { decidePublication } from './publication.ts';
import { defaultScope, findEmbargoFault } from './publication-rule.ts';
import { refusal } from './refusals.ts';
import { type CommandScope, commandParser } from './shapes.ts';
import {
  hash,
  headShape,
  languageMap,
  type Placed,
  type Scope,
  type StatementHead,
} from './statement.ts';
import { decideTranslation } from './translating.ts';

/** A command on a subject, with what is known of it. */
export interface Request {
  readonly kind: string;
  /** What `foldSubject` made of the subject; undefined for a record that is to be created. */
  readonly state: unknown;
  /** Untrusted: plain JSON `{act, …}` from a form, the command line or another system. */
  readonly command: unknown;
  /** The slots of the subject's first statement: they bind the later ones of kinds with a signature or a clock. */
  readonly bound?: CommandScope;
  /** The subject's statements as `foldSubject` shows them; needed by rectify and retract only. */
  readonly history?: readonly Placed<StatementHead>[];
  /** The subject's statements without a public payload that no publication names; needed by publish only. */
  readonly unpublished?: readonly Placed<StatementHead>[];
}

type Decided = Result<readonly Draft[], Refusal>;

/** Kinds with a clock or a sum: one subject, one scope. So have all whose texts are signed. */
const boundKinds: ReadonlySet<string> = new Set([
  'approval-case',
  'change-request',
  'commitment',
  'contract',
  'feedback',
  'introduction',
  'investment',
  'obstacle',
  'proposal',
  'return',
]);

function isBound({ name, writer }: AnyKind): boolean {
  return writer === 'joint' || writer === 'own-or-joint' || boundKinds.has(name);
}

const correction = {
  rectify: { of: hash, content: z.looseObject({ act: headShape.act }), why: languageMap },
  retract: { of: hash, why: languageMap },
} as const;
const parseCorrection = commandParser(correction);

/**
 * Returns the statements that a command makes, in order, or why it is refused. Nothing is appended here.
 * Refusals: programme.kind.unknown, programme.command.*, programme.record.*, programme.scope.*,
 * programme.statement.*, programme.publish.*, programme.translate.*, programme.payload.too-large, and those of the kind (refusals.ts).
 */
export function decide(who: Actor, request: Request): Decided {
  const kind = kindNamed(request.kind);
  if (kind === undefined) return refusal('programme.kind.unknown', { kind: request.kind });
  const { state } = request;
  const [unfit] = findJsonIssues((request.command ?? null) as Json);
  if (unfit !== undefined) return malformed(unfit.path, unfit.message);
  const scoped = bindScope(who, kind, request);
  if (!scoped.ok) return scoped;
  const command = scoped.value;
  const act = isJsonObject(command) ? command.act : undefined;
  if (act === 'publish' && state !== undefined && !kind.acts.includes('publish')) {
    const { unpublished = [] } = request;
    const about = unpublished[0]?.statement.about ?? String((state as { id?: string }).id);
    // Its slot is the public one, whatever binds the others.
    return checkDrafts(
      decidePublication(who, kind, { about, command: request.command, unpublished }),
    );
  }
  if (act === 'rectify' || act === 'retract') {
    return checkDrafts(correct(who, kind, { ...request, command }));
  }
  if (act === 'translate' && state !== undefined && !kind.acts.includes('translate')) {
    const { bound } = request;
    return (
      checkOwner(who, kind, { state, act }) ??
      checkDrafts(decideTranslation(who, kind, { state, command, bound }))
    );
  }
  const parsed = kind.parseCommand(command);
  if (!parsed.ok) {
    const [{ code, path, message }, ...more] = parsed.error;
    const others = more.map((issue) => `; ${issue.path}: ${issue.message}`).join('');
    if (code !== 'programme.command.unknown') return malformed(path, message + others);
    const acts = message.replace(/^expected one of /, '');
    return refusal(code, { kind: kind.name, act: String(act), acts });
  }
  const foreign =
    state === undefined ? undefined : checkOwner(who, kind, { state, act: String(act) });
  if (foreign !== undefined) return foreign;
  return checkDrafts(kind.decide(who, state, parsed.value));
}

/**
 * Returns the kind of which a command would take the next id: the command's own kind, except that confirming
 * or correcting a report creates a record of the kind reported on.
 */
export function kindCreated(request: Pick<Request, 'kind' | 'state' | 'command'>): string {
  const { state } = request;
  const act = (request.command as { act?: unknown } | undefined)?.act;
  const answers = request.kind === 'report' && (act === 'confirm' || act === 'correct');
  const nested = (state as { nestedKind?: string } | undefined)?.nestedKind;
  return answers && nested !== undefined ? nested : request.kind;
}

function malformed(path: string, expected: string) {
  return refusal('programme.command.malformed', { path, expected });
}

/** A scope that was named stays; else what has an embargo is the parties' alone, and the charter decides on the rest. */
function withScope(who: Actor, kind: AnyKind, command: JsonObject): Json {
  if (command.scope !== undefined || kind.scopes.every((slot) => slot === 'internal'))
    return command;
  if (command.publishAt !== undefined) return { ...command, scope: 'programme' };
  const scope = defaultScope(kind.publication, who.publication, String(command.act));
  return scope === 'public' ? command : { ...command, scope };
}

/** The scope of a bound kind's first statement is that of the later ones; private kinds have one slot only. */
function bindScope(who: Actor, kind: AnyKind, request: Request): Result<Json, Refusal> {
  const command = request.command as Json;
  if (!isJsonObject(command)) return malformed('', 'an object with an act');
  const { scope, publishAt } = command;
  const says = scope !== undefined || publishAt !== undefined;
  if (says && kind.scopes.every((slot) => slot === 'internal')) {
    return refusal('programme.scope.none-here', { kind: kind.name });
  }
  const isJoint = kind.writer === 'joint' || command.act === 'propose';
  const embargo = { isNew: request.state === undefined, isJoint, now: who.now };
  const fault = findEmbargoFault(command, embargo);
  if (fault !== undefined) return err(fault);
  if (request.bound === undefined || !isBound(kind)) return ok(withScope(who, kind, command));
  if (scope === undefined) return ok({ ...command, scope: request.bound });
  if (scope === request.bound) return ok(command);
  return refusal('programme.scope.bound', { scope: request.bound });
}

/**
 * In own and private kinds, and on a record of either kind that is its owner's own, only the owner acts; in
 * answered kinds the others only answer. On texts the joint rules look at each signatory (joint-decide.ts).
 */
function checkOwner(
  who: Actor,
  kind: AnyKind,
  given: { readonly state: unknown; readonly act: string },
) {
  const { id, basis } = given.state as { id?: string; basis?: string };
  const parsed = parseRecordId(id ?? '');
  const owned =
    kind.writer === 'own' ||
    kind.writer === 'private' ||
    (kind.writer === 'own-or-joint' && basis === 'own');
  const opened =
    kind.writer === 'answered' &&
    kind.opens.length > 0 &&
    ![...kind.answers, ...(kind.either ?? [])].includes(given.act);
  if (!parsed.ok || !(owned || opened) || parsed.value.mark === who.mark) return undefined;
  return notOwner(parsed.value.mark, id ?? '');
}

function notOwner(mark: Mark, id: string) {
  return refusal('programme.record.not-owner', { id, mark });
}

/** Rectify and retract, for one's own statements of any kind. */
function correct(who: Actor, kind: AnyKind, request: Request): Decided {
  const parsed = parseCorrection(request.command);
  if (!parsed.ok) return malformed(parsed.error[0].path, parsed.error[0].message);
  const command = parsed.value;
  const { of, why } = command;
  const named = request.history?.find(({ place }) => place.leaf === of);
  if (named === undefined) return refusal('programme.statement.unknown', { of });
  const { statement, place, struck } = named;
  if (place.party !== who.party) {
    return refusal('programme.record.not-owner', { id: statement.about, mark: place.party });
  }
  if (isFixedAct(statement.act)) {
    return refusal('programme.statement.fixed', { act: statement.act });
  }
  if (struck !== undefined && struck.was === undefined) {
    return refusal('programme.statement.retracted', { of });
  }
  if (command.act === 'rectify') {
    const { schema, by, about } = statement;
    const meant = { ...command.content, schema, by, about };
    const checked = kind.parse(meant);
    if (!checked.ok) return malformed(`content.${checked.error[0].path}`, checked.error[0].message);
    if (command.content.act !== statement.act) {
      return refusal('programme.statement.not-rectifiable', { act: statement.act });
    }
    const refused = kind.checkContent?.(who, checked.value);
    if (refused !== undefined) return { ok: false, error: refused };
  }
  const fields = command.act === 'rectify' ? { of, content: command.content, why } : { of, why };
  const sample = statement.sample === true;
  const parts = { kind: kind.name, about: statement.about, act: command.act, fields, sample };
  const isPrivate = kind.scopes.every((slot) => slot === 'internal');
  return ok([(isPrivate ? privateDraft : draft)(who, command, parts)]);
}

/** What we are about to append must parse as what others will read. */
function checkDrafts(decided: Decided): Decided {
  if (!decided.ok) return decided;
  assert(decided.value.length <= commandEntriesMax, `at most ${commandEntriesMax} drafts`);
  for (const { payloads } of decided.value) {
    for (const [scope, payload] of Object.entries(payloads) as [Scope, StatementHead][]) {
      const bytes = canonicalBytes(payload as unknown as Json).length;
      if (bytes > payloadBytesMax) {
        return refusal('programme.payload.too-large', { bytes, max: payloadBytesMax });
      }
      const parsed = parsePayload(payload as unknown as Json, scope);
      assert(parsed.ok, `a draft parses: ${parsed.ok ? '' : JSON.stringify(parsed.error[0])}`);
    }
  }
  return decided;
}
