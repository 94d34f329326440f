// Who the parties of the programme are at this moment, and whose cosignature a log needs (docs/decisions/0011):
// the parties of the charter in force; before there is one, a trusted party counts from its first cosignature.
import type { Mark, PartyId } from '../base/ids.ts';
import type { Sha256 } from '../base/ports.ts';
import type { CharterState } from '../programme/kinds/charter.ts';
import type { CharterContent } from '../programme/kinds/charter-content.ts';
import type { PartyName } from '../projection/queries.ts';
import type { ProjectionSetting } from '../projection/setting.ts';
import { parseVerifierKey, type VerifierKey } from '../record/key.ts';
import type { Config } from './config.ts';
import type { TrustedNode } from './identity.ts';
import type { NodeKeys } from './keys.ts';
import type { HeldLog } from './logs.ts';
import type { TrustList } from './trust.ts';

/** Who is who. */
export interface Federation {
  /** Reads the charter in force from the projection. */
  refresh(): Promise<void>;
  charter(): CharterContent | undefined;
  parties(): readonly PartyName[];
  marks(): readonly { readonly party: PartyId; readonly mark: Mark }[];
  languages(): readonly string[];
  /** Keys that must have cosigned the log before its `checkpoint` moves. */
  required(log: HeldLog): readonly VerifierKey[];
  /** Everyone who may have cosigned the log, by name. */
  cosigners(log: HeldLog): readonly { readonly name: string; readonly key: VerifierKey }[];
  /** Keys whose signed requests may have programme payloads. */
  readers(): readonly VerifierKey[];
}

/** Returns the federation of a node. */
export function createFederation(world: {
  readonly config: Config;
  readonly keys: NodeKeys;
  readonly trust: TrustList;
  readonly sha256: Sha256;
  readonly projection: ProjectionSetting | undefined;
  /** Key ids that have ever cosigned our log. */
  readonly haveCosigned: () => ReadonlySet<string>;
}): Federation {
  let charter: CharterContent | undefined;
  const { config, keys, trust } = world;
  const trustedParties = () => trust.all().filter((node) => node.identity.own !== undefined);
  const known = (): readonly PartyName[] => {
    const names = trustedParties().flatMap(toPartyName);
    const { own, name } = config;
    if (own === undefined) return names;
    return [{ party: own.party, mark: own.mark, name, zone: own.zone }, ...names];
  };
  const charterKeys = (owner: PartyId): readonly VerifierKey[] | undefined =>
    charter?.parties
      .filter((party) => party.party !== owner)
      .flatMap((party) => {
        const key = parseVerifierKey(world.sha256, party.witnessKey);
        return key.ok ? [key.value] : [];
      });
  const beforeCharter = (log: HeldLog): readonly VerifierKey[] => {
    const others = trustedParties().filter(
      (node) => node.identity.own?.party !== log.identity.party,
    );
    if (log.peer === undefined) {
      const have = world.haveCosigned();
      return others.map((node) => node.witnessKey).filter((key) => have.has(key.keyId));
    }
    const us = config.own === undefined ? [] : [keys.witness.key];
    return [...us, ...others.map((node) => node.witnessKey)];
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
      const others = nodes.map((node) => ({ name: nameOf(node), key: node.witnessKey }));
      if (log.peer === undefined) return others;
      return [{ name: config.own?.party ?? config.witnessName, key: keys.witness.key }, ...others];
    },
    readers: () => {
      const inForce = charter?.parties.map((party) => party.party);
      return trustedParties()
        .filter(({ identity }) => {
          const party = identity.own?.party;
          return inForce === undefined || (party !== undefined && inForce.includes(party));
        })
        .map((node) => node.requestKey);
    },
  };
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
