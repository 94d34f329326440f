// Fetching payloads from another node: public ones from anybody, programme ones by a signed request.
import { equalBytes } from '../base/bytes.ts';
import { codeOf, messageOf } from '../base/errors.ts';
import type { Clock, Crypto, RandomBytes, Signer } from '../base/ports.ts';
import { issuesToText } from '../base/result.ts';
import type { Scope } from '../programme/statement.ts';
import { commit } from '../record/commitment.ts';
import { type Envelope, parseEnvelope } from '../record/envelope.ts';
import type { VerifierKey } from '../record/key.ts';
import type { NewPayload } from '../store/log-store.ts';
import type { HttpClient } from './http-client.ts';
import { bundleBytesMax } from './limits.ts';
import { decodePayloadBundle } from './payload-bundle.ts';
import { signRequest } from './request-signature.ts';

/** What fetching needs. Without a request key only public payloads are asked for. */
export interface PayloadWorld {
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly client: HttpClient;
  readonly requestKey?: { readonly key: VerifierKey; readonly signer: Signer };
  /** Told of payload bundles that are none: their payloads count as not held. */
  readonly onRefused?: (code: string, detail: string) => void;
  /** Told when a scope that we may have was not answered for: its payloads may be there all the same. */
  readonly onUnanswered?: () => void;
}

/**
 * Returns the payloads of one bundle by slot, of those scopes that we may have. What cannot be had now is absent:
 * payloads may arrive later than their entries.
 * @param base Address of the log or mirror, without trailing slash.
 */
export async function fetchPayloads(
  world: PayloadWorld,
  base: string,
  asked: { readonly bundle: number; readonly scopes: ReadonlySet<Scope> },
): Promise<ReadonlyMap<number, readonly NewPayload[]>> {
  const { bundle, scopes: wanted } = asked;
  const bySlot = new Map<number, NewPayload[]>();
  const ours =
    world.requestKey === undefined ? (['public'] as const) : (['public', 'programme'] as const);
  for (const scope of ours.filter((one) => wanted.has(one))) {
    const url = `${base}/payloads/${bundle}?scope=${scope}`;
    const headers = scope === 'public' ? {} : await signedHeaders(world, url);
    const answer = await world.client
      .ask({ url, headers, bytesMax: bundleBytesMax })
      .catch((error: unknown) => refused(world, { code: codeOf(error), detail: messageOf(error) }));
    if (answer === undefined || answer.status === 503) world.onUnanswered?.();
    const decoded = answer?.status === 200 ? decodePayloadBundle(answer.bytes) : undefined;
    if (decoded?.ok === false)
      refused(world, { code: decoded.error[0]?.code ?? '', detail: issuesToText(decoded.error) });
    if (!decoded?.ok) {
      // 404: there is no such bundle.
      if (answer?.status !== 404) world.onUnanswered?.();
      continue;
    }
    for (const [slot, state] of decoded.value.entries()) {
      if (state.status !== 'held') continue;
      bySlot.set(slot, [
        ...(bySlot.get(slot) ?? []),
        { scope, salt: state.salt, bytes: state.bytes },
      ]);
    }
  }
  return bySlot;
}

function refused(
  world: PayloadWorld,
  what: { readonly code: string; readonly detail: string },
): undefined {
  // A peer that is away, or stops in the middle, has done nothing wrong.
  if (what.code !== 'server.peer.unreachable') world.onRefused?.(what.code, what.detail);
}

/** Returns the headers of a signed GET request (docs/spec/federation.md 3); none without a request key. */
export async function signedHeaders(
  world: Pick<PayloadWorld, 'crypto' | 'clock' | 'random' | 'requestKey'>,
  uri: string,
): Promise<Readonly<Record<string, string>>> {
  if (world.requestKey === undefined) return {};
  const nowSeconds = Math.floor(world.clock() / 1000);
  const signing = { sha256: world.crypto.sha256, nowSeconds, random: world.random };
  return signRequest({ method: 'GET', uri, body: '' }, world.requestKey, signing);
}

/** What an entry commits to, by scope. */
export type Commitments = Envelope['commitments'];

/** Returns what an entry of a shared log commits to; nothing for what is no envelope. */
export function commitmentsOf(entry: Uint8Array): Commitments {
  const envelope = parseEnvelope(entry, 'shared');
  return envelope.ok ? envelope.value.commitments : {};
}

/** Returns the scopes that some of the entries commit to. */
export function scopesOf(commitments: readonly Commitments[]): ReadonlySet<Scope> {
  return new Set(commitments.flatMap((of) => Object.keys(of) as Scope[]));
}

/** Returns the payloads that an entry really commits to. */
export function fitting(
  crypto: Crypto,
  commitments: Commitments,
  payloads: readonly NewPayload[],
): readonly NewPayload[] {
  return payloads.filter((payload) => {
    const commitment = commitments[payload.scope];
    return (
      commitment !== undefined &&
      equalBytes(commitment, commit(crypto.sha256, payload.salt, payload.bytes))
    );
  });
}
