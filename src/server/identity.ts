// Who a party is to others: `party export` prints a note, signed by the party's root key, with its origin and
// keys; `party trust` reads it on the other side, after people have compared the fingerprint by voice.

import { z } from 'zod';
import { utf8 } from '../base/bytes.ts';
import { isZone } from '../base/dates.ts';
import { fingerprint } from '../base/fingerprint.ts';
import {
  type Mark,
  type Origin,
  type PartyId,
  type ProgrammeId,
  parseMark,
  parseOrigin,
  parsePartyId,
  parseProgrammeId,
} from '../base/ids.ts';
import { canonicalJson, type Json, parseJson } from '../base/json.ts';
import type { Crypto, Signer } from '../base/ports.ts';
import { type Issue, issue, ok, type Result } from '../base/result.ts';
import { languageMap } from '../programme/statement.ts';
import { parseVerifierKey, type VerifierKey } from '../record/key.ts';
import { parseNote, printNote } from '../record/note.ts';
import { keysAfter, type PartyKeys } from './key-changes.ts';

//   comity-party/v1
//   {"kind":"party","name":{…},"own":{…},…}              canonical JSON on one line
//
//   — <origin>/root <signature>
const header = 'comity-party/v1';
const vkey = z.string().max(4_096);

const shape = z.looseObject({
  kind: z.enum(['party', 'witness']),
  name: languageMap,
  programme: z
    .string()
    .refine((text) => parseProgrammeId(text).ok)
    .transform((text) => text as ProgrammeId),
  url: z.url({ protocol: /^https?$/ }).max(500),
  rootKey: vkey,
  witnessKey: vkey,
  requestKey: vkey,
  own: z
    .looseObject({
      party: z
        .string()
        .refine((text) => parsePartyId(text).ok)
        .transform((text) => text as PartyId),
      mark: z
        .string()
        .refine((text) => parseMark(text).ok)
        .transform((text) => text as Mark),
      zone: z.string().refine(isZone),
      origin: z
        .string()
        .refine((text) => parseOrigin(text).ok)
        .transform((text) => text as Origin),
      logKey: vkey,
    })
    .optional(),
});

/** What a node says of itself. `own` is absent on a witness. */
export type Identity = z.infer<typeof shape>;

/** Another node, checked and trusted, with its keys parsed. */
export interface TrustedNode {
  readonly identity: Identity;
  readonly rootKey: VerifierKey;
  readonly witnessKey: VerifierKey;
  readonly requestKey: VerifierKey;
  readonly logKey?: VerifierKey;
  /** The keys above with those that were before them; changed while the node runs (trust.ts). */
  readonly keys: PartyKeys;
  /** Fingerprint of the root key, as words. */
  readonly fingerprint: string;
}

/** Returns the export note. */
export async function printIdentity(
  identity: Identity,
  root: { key: VerifierKey; signer: Signer },
): Promise<string> {
  const text = `${header}\n${canonicalJson(identity as Json)}\n`;
  const signature = await root.signer.sign(utf8(text));
  return printNote({
    text,
    signatures: [{ name: root.key.name, keyId: root.key.keyId, signature }],
  });
}

/**
 * Parses and checks an export note: shape, keys, and the root key's signature over all of it.
 * Issues: server.identity.format, server.identity.field, server.identity.signature and those of the note.
 * @param text Untrusted: a file from the other party.
 */
export async function parseIdentity(
  crypto: Crypto,
  text: string,
): Promise<Result<TrustedNode, readonly Issue[]>> {
  const note = parseNote(text);
  if (!note.ok) return note;
  const [first, body, ...rest] = note.value.text.split('\n');
  if (first !== header || body === undefined || rest.join('') !== '') {
    return issue(
      'server.identity.format',
      '',
      `expected a party export that starts with ${header}`,
    );
  }
  const json = parseJson(body);
  if (!json.ok) return json;
  const parsed = shape.safeParse(json.value);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((i) => ({
      code: 'server.identity.field',
      path: i.path.join('.'),
      message: i.message,
    }));
    return { ok: false, error: issues };
  }
  const keys = parseKeys(crypto, parsed.data);
  if (!keys.ok) return keys;
  const { rootKey } = keys.value;
  const line = note.value.signatures.find(
    (s) => s.name === rootKey.name && s.keyId === rootKey.keyId,
  );
  const valid =
    line !== undefined &&
    (await crypto.ed25519.verify(rootKey.publicKey, utf8(note.value.text), line.signature));
  if (!valid)
    return issue('server.identity.signature', '', 'the root key has not signed this export');
  const words = fingerprint(crypto.sha256, utf8(parsed.data.rootKey));
  const { logKey: log, witnessKey: witness, requestKey: request } = keys.value;
  const dated = keysAfter(crypto.sha256, { log, witness, request }, []);
  return ok({ identity: parsed.data, ...keys.value, keys: dated, fingerprint: words });
}

function parseKeys(crypto: Crypto, identity: Identity) {
  const fields = {
    rootKey: identity.rootKey,
    witnessKey: identity.witnessKey,
    requestKey: identity.requestKey,
    ...(identity.own === undefined ? {} : { logKey: identity.own.logKey }),
  };
  const keys: Record<string, VerifierKey> = {};
  const issues: Issue[] = [];
  for (const [name, text] of Object.entries(fields)) {
    const parsed = parseVerifierKey(crypto.sha256, text);
    if (parsed.ok) keys[name] = parsed.value;
    else issues.push(...parsed.error.map((i) => ({ ...i, path: name })));
  }
  if (issues.length > 0) return { ok: false as const, error: issues as readonly Issue[] };
  return ok({
    rootKey: keys.rootKey,
    witnessKey: keys.witnessKey,
    requestKey: keys.requestKey,
    ...(keys.logKey === undefined ? {} : { logKey: keys.logKey }),
  });
}
