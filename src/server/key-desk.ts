// What an operator can ask about the keys of a node, and how they are shown.
import { utf8 } from '../base/bytes.ts';
import { fingerprint } from '../base/fingerprint.ts';
import { isJsonObject, type Json } from '../base/json.ts';
import { type Refusal, type Result, refuse } from '../base/result.ts';
import { printVerifierKey } from '../record/key.ts';
import type { RingKey } from '../store/key-ring.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { keyOverlapDaysMax } from './limits.ts';
import type { Node } from './node.ts';
import { changeKey } from './own-keys.ts';

/** One key as it is shown. */
export interface KeyLine {
  readonly use: RingKey['use'];
  readonly vkey: string;
  /** Eight words, of the verifier key. */
  readonly fingerprint: string;
  readonly since: string;
  readonly until?: string;
  readonly sizeMax?: number;
  readonly signs: boolean;
  /** Its file in the state folder, the socket of the signer that has it, or '' where it is not here. */
  readonly kept: string;
}

/** Every key of the node: which, since and until when, and whether its private half is here. */
export function keysShown(node: Node): readonly KeyLine[] {
  const at = node.clock();
  return node.keys.ring().map((one) => {
    const { use, key, since, until, sizeMax } = one;
    const vkey = printVerifierKey(key);
    return {
      ...{ use, vkey, fingerprint: fingerprint(nodeCrypto.sha256, utf8(vkey)), since },
      ...(until === undefined ? {} : { until }),
      ...(sizeMax === undefined ? {} : { sizeMax }),
      signs: until === undefined || at <= Date.parse(until),
      kept: keptAt(node, one),
    };
  });
}

/** Changes a key as the operator asks. Refusals: server.keys.which, server.keys.overlap, those of changeKey. */
export async function changeKeyAsked(
  node: Node,
  params: Readonly<Record<string, Json | undefined>>,
): Promise<Result<unknown, Refusal>> {
  const key = (['log', 'witness', 'request'] as const).find((one) => one === params.key);
  if (key === undefined) return refuse('server.keys.which', { given: String(params.key ?? '') });
  const { overlapDays, why } = params;
  const { after } = params;
  if (overlapDays !== undefined && !isDays(overlapDays))
    return refuse('server.keys.overlap', { max: keyOverlapDaysMax });
  return changeKey(node, {
    key,
    ...(typeof after === 'string' ? { after } : {}),
    ...(isDays(overlapDays) ? { overlapDays } : {}),
    ...(isJsonObject(why) ? { why: why as Readonly<Record<string, string>> } : {}),
  });
}

function isDays(value: Json | undefined): value is number {
  return (
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= keyOverlapDaysMax
  );
}

/** Where the private half lies. */
function keptAt(node: Node, { use, file }: RingKey): string {
  if (use === 'log' && node.config.signer !== undefined) return node.config.signer;
  return node.keys.isHere(file) ? `${file}.key` : '';
}
