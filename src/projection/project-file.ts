// What an export of a project is made of.
import type { ApprovalCaseState } from '../programme/kinds/approval-case.ts';
import type { ContractState } from '../programme/kinds/contract.ts';
import type { DocumentState } from '../programme/kinds/document.ts';
import type { ForecastState } from '../programme/kinds/forecast.ts';
import type { InvestmentState } from '../programme/kinds/investment.ts';
import type { OwnProjectState, ProjectState } from '../programme/kinds/project.ts';
import type { PromiseState } from '../programme/kinds/promise.ts';

/** A project and the records that name it, each list by id. */
export interface ProjectFile {
  readonly project: ProjectState;
  /** Own projects that say they are a part of it. */
  readonly parts: readonly OwnProjectState[];
  readonly cases: readonly ApprovalCaseState[];
  readonly contracts: readonly ContractState[];
  readonly documents: readonly DocumentState[];
  readonly investments: readonly InvestmentState[];
  readonly promises: readonly PromiseState[];
  readonly forecasts: readonly ForecastState[];
}
