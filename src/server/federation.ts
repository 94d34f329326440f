// Who the parties of the programme are at this moment, and whose cosignature a log needs (docs/decisions/0011):
// the parties of the charter in force; before there is one, a trusted party counts from its first cosignature.
import type { Mark, PartyId } from '../base/ids.ts';
import type { Clock, Sha256 } from '../base/ports.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import type { CharterContent } from '../programme/kinds/charter-content.ts';
import type { PartyName } from '../projection/queries.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { parseVerifierKey, type VerifierKey } from '../record/key.ts';
import type { DatedKey } from '../record/log-keys.ts';
import type { Config } from './config.ts';
import type { TrustedNode } from './identity.ts';
import { datedKeysOf, type NodeKeys } from './keys.ts';
import type { HeldLog } from './logs.ts';
import type { TrustList } from './trust.ts';

/** Who may have cosigned, and with which key: also one that another has taken the place of. */
export interface Cosigner {
  readonly name: string;
  readonly key: VerifierKey;
  readonly isFormer: boolean;
}

/** Who is who. */
export interface Federation {
  /** Reads the charter in force from the projection. */
  refresh(): Promise<void>;
  charter(): CharterContent | undefined;
  parties(): readonly PartyName[];
  marks(): readonly { readonly party: PartyId; readonly mark: Mark }[];
  languages(): readonly string[];
  /** Who must have cosigned the log before its `checkpoint` moves: of each party one of these keys. */
  required(log: HeldLog): readonly (readonly VerifierKey[])[];
  /** Everyone who may have cosigned the log, by name. */
  cosigners(log: HeldLog): readonly Cosigner[];
  /** Keys whose signed requests may have programme payloads. */
  readers(): readonly VerifierKey[];
}

/** Returns the federation of a node. */
export function createFederation(world: {
  readonly config: Config;
  readonly keys: NodeKeys;
  readonly trust: TrustList;
  readonly sha256: Sha256;
  readonly clock: Clock;
  readonly projection: ProjectionSetting | undefined;
  /** Key ids that have ever cosigned our log. */
  readonly haveCosigned: () => ReadonlySet<string>;
}): Federation {
  let charter: CharterContent | undefined;
  const { config, trust } = world;
  const trustedParties = () => trust.all().filter((node) => node.identity.own !== undefined);
  const known = (): readonly PartyName[] => {
    const names = trustedParties().flatMap(toPartyName);
    const { own, name } = config;
    if (own === undefined) return names;
    return [{ party: own.party, mark: own.mark, name, zone: own.zone }, ...names];
  };
  const { ownWitnessKeys, standingFor, signingNow } = chainsOf(world);
  const charterKeys = (owner: PartyId) =>
    charter?.parties
      .filter((party) => party.party !== owner)
      .map((party) => standingFor(party.witnessKey))
      .filter((some) => some.length > 0);
  const beforeCharter = (log: HeldLog): readonly (readonly VerifierKey[])[] => {
    const others = trustedParties().filter(
      (node) => node.identity.own?.party !== log.identity.party,
    );
    if (log.peer === undefined) {
      const have = world.haveCosigned();
      return others
        .filter((node) => node.keys.witness.some(({ key }) => have.has(key.keyId)))
        .map((node) => signingNow(node.keys.witness));
    }
    const us = config.own === undefined ? [] : [signingNow(ownWitnessKeys())];
    return [...us, ...others.map((node) => signingNow(node.keys.witness))];
  };
  return {
    refresh: async () => {
      charter = world.projection === undefined ? undefined : await charterInForce(world.projection);
    },
    charter: () => charter,
    parties: known,
    marks: () => known().map(({ party, mark }) => ({ party, mark: mark as Mark })),
    languages: () => charter?.languages ?? ['en', 'zh-Hant', 'zh-Hans'],
    required: (log) => charterKeys(log.identity.party) ?? beforeCharter(log),
    cosigners: (log) => {
      const nodes = trust.all().filter((node) => node.identity.own?.party !== log.identity.party);
      const others = nodes.flatMap((node) => cosignersOf(nameOf(node), node.keys.witness));
      if (log.peer === undefined) return others;
      const us = config.own?.party ?? config.witnessName;
      return [...cosignersOf(us, ownWitnessKeys()), ...others];
    },
    readers: () => {
      const inForce = charter?.parties.map((party) => party.party);
      return trustedParties()
        .filter(({ identity }) => {
          const party = identity.own?.party;
          return inForce === undefined || (party !== undefined && inForce.includes(party));
        })
        .flatMap((node) => signingNow(node.keys.request));
    },
  };
}

/** Chains of keys: what stands for a charter's key now that some were changed. */
function chainsOf(world: {
  readonly keys: NodeKeys;
  readonly trust: TrustList;
  readonly sha256: Sha256;
  readonly clock: Clock;
}) {
  const ownWitnessKeys = () => datedKeysOf(world.keys, 'witness');
  const signingNow = (chain: readonly DatedKey[]): readonly VerifierKey[] =>
    chain
      .filter(({ until }) => until === undefined || world.clock() <= until)
      .map(({ key }) => key);
  /** The keys of the same chain that still sign. */
  const standingFor = (text: string): readonly VerifierKey[] => {
    const parsed = parseVerifierKey(world.sha256, text);
    if (!parsed.ok) return [];
    const chains = [ownWitnessKeys(), ...world.trust.all().map((node) => node.keys.witness)];
    const chain = chains.find((one) => one.some(({ key }) => key.keyId === parsed.value.keyId));
    return chain === undefined ? [parsed.value] : signingNow(chain);
  };
  return { ownWitnessKeys, standingFor, signingNow };
}

/** The newest last; those before it are former ones. */
function cosignersOf(name: string, chain: readonly DatedKey[]): readonly Cosigner[] {
  return chain.map(({ key }, i) => ({ name, key, isFormer: i < chain.length - 1 }));
}

async function charterInForce(projection: ProjectionSetting): Promise<CharterContent | undefined> {
  const rows = await projection.db.query(
    `select body from state where programme = $1 and fold = 'programme' and kind = 'charter' order by id`,
    [projection.programme],
  );
  for (const row of rows) {
    const state = JSON.parse(String(row.body)) as CharterState;
    const text = state.texts.find((candidate) => candidate.hash === state.inForce);
    if (text !== undefined) return text.content;
  }
  return undefined;
}

function toPartyName(node: TrustedNode): readonly PartyName[] {
  const { own, name } = node.identity;
  return own === undefined ? [] : [{ party: own.party, mark: own.mark, name, zone: own.zone }];
}

function nameOf(node: TrustedNode): string {
  return node.identity.own?.party ?? node.witnessKey.name;
}
