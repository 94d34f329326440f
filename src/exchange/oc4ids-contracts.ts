// Contracts as OC4IDS has contracting processes: a summary each, with every modification. No OCDS releases: there are none.
import type { StatedAmount } from '../programme/amount.ts';
import type { ContractState } from '../programme/kinds/contract.ts';
import { type ExactObject, toDecimal } from './exact-json.ts';
import { toValue } from './oc4ids-money.ts';
import {
  dayToDateTime,
  filled,
  type Oc4idsSetting,
  titleOf,
  toPeriod,
  wordsOf,
} from './oc4ids-setting.ts';

/** Returns the member `contractingProcesses`: a contract each, by its ocid. */
export function toContractingProcesses(
  setting: Oc4idsSetting,
  contracts: readonly ContractState[],
): readonly ExactObject[] {
  return contracts.map((one) => ({ id: one.ocid, summary: toSummary(setting, one) }));
}

/** Returns the organizations that deliver, as far as there are records of them. */
export function suppliersOf(contracts: readonly ContractState[]): readonly string[] {
  return contracts.flatMap(({ suppliers }) => suppliers.flatMap((one) => one.organization ?? []));
}

function toSummary(setting: Oc4idsSetting, one: ContractState): ExactObject {
  const { ended, value, period, modifications, sample } = one;
  return filled({
    ocid: one.ocid,
    title: titleOf(setting, { words: one.title, sample }),
    nature: one.nature,
    status: ended === undefined ? 'active' : 'closed',
    suppliers: one.suppliers.map((supplier) => toSupplier(setting, supplier)),
    contractValue: toValue(value),
    contractPeriod: period && toPeriod(period.from, period.to),
    finalValue: ended?.finalValue && toValue(ended.finalValue),
    modifications: modifications.map((change, i) => toModification(setting, change, i)),
    x_comity: filled({
      id: one.id,
      sample,
      outcome: ended?.outcome,
      approx: value.approx,
      stated: toValue(value) === undefined ? statedOf(value) : undefined,
    }),
  });
}

/** An amount in a currency that the codelist of 0.9.5 does not have. */
function statedOf({ amount, currency }: StatedAmount): ExactObject {
  return { amount: toDecimal(amount), currency };
}

/** One of which there is no record here has a name and no id: an id would have to be among the parties. */
function toSupplier(
  setting: Oc4idsSetting,
  { organization, name }: ContractState['suppliers'][number],
): ExactObject {
  if (organization === undefined) return filled({ name });
  const found = setting.organizations.get(organization);
  if (found === undefined) return { name: organization };
  return filled({ id: found.id, name: wordsOf(setting, found.name) });
}

function toModification(
  setting: Oc4idsSetting,
  { before, after, rationale, place }: ContractState['modifications'][number],
  i: number,
): ExactObject {
  return filled({
    id: String(i + 1),
    date: dayToDateTime(place.day),
    rationale: wordsOf(setting, rationale),
    oldContractValue: toValue(before.value),
    newContractValue: toValue(after.value),
    oldContractPeriod: before.period && toPeriod(before.period.from, before.period.to),
    newContractPeriod: after.period && toPeriod(after.period.from, after.period.to),
  });
}
