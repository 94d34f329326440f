// The inputs of a forecast as one document (`comity-forecast-inputs/1`, docs/spec/plan.md 14): what a forecast publishes
// and what `comity plan forecast` reads. Runs, seed and dates asked are not among them.
import { canonicalJson, type Json } from '../base/json.ts';
import type { Sha256 } from '../base/ports.ts';
import { err, ok, type Result } from '../base/result.ts';
import { forecastModelVersion, inputsHash } from '../plan/forecast.ts';
import { type PlanIssue, planError } from '../plan/plan-issue.ts';
import type { Schedule } from '../plan/schedule.ts';
import { parseObject, shapeErrors, toSchedule, writeComityJson } from './comity-json.ts';
import {
  type ForecastInputs,
  forecastInputsSchema,
  forecastInputsShape,
} from './forecast-inputs-shape.ts';
import type { ReadSchedule, ScheduleFormat } from './format.ts';

/** The reader of inputs documents: any command that takes a schedule takes the one inside. */
export const forecastInputsFormat: ScheduleFormat = {
  name: 'Comity forecast inputs',
  profile: 'comity',
  encoding: 'utf-8',
  recognises: (text) =>
    /^\s*\{/.test(text) && /"schema"\s*:\s*"comity-forecast-inputs\/1"/.test(text),
  read: readForecastInputs,
};

/**
 * Errors: base.json.*, exchange.json-schema, exchange.json-shape; as issues beside the schedule: exchange.inputs-model,
 * exchange.inputs-leaf and those of the schedule.
 */
function readForecastInputs(text: string): Result<ReadSchedule, readonly PlanIssue[]> {
  const json = parseObject(text, forecastInputsSchema);
  if (!json.ok) return json;
  const parsed = forecastInputsShape.safeParse(json.value);
  if (!parsed.success) return err(shapeErrors(parsed.error.issues));
  const inputs = parsed.data as ForecastInputs;
  const { schedule, issues } = toSchedule(inputs.schedule);
  return ok({ schedule, issues: [...issues, ...findInputsErrors(inputs)], inputs });
}

function findInputsErrors({ model, records }: ForecastInputs): readonly PlanIssue[] {
  const issues: PlanIssue[] = [];
  if (model !== forecastModelVersion) {
    const sentence = `expected the rules of model ${forecastModelVersion}, got ${model}`;
    issues.push(planError('exchange.inputs-model', sentence));
  }
  const wrong = records.filter(({ leaf }) => !/^[0-9a-f]{64}$/.test(leaf));
  if (wrong.length > 0) {
    const members = wrong.map(({ record }) => record);
    const sentence = 'a leaf hash is not 64 digits of hexadecimal';
    issues.push(planError('exchange.inputs-leaf', sentence, { members }));
  }
  return issues;
}

/** Returns the document of a schedule as plan's data. Reading it gives the same schedule. */
export function writeForecastInputs(
  schedule: Schedule,
  given: Omit<ForecastInputs, 'schema' | 'model' | 'schedule'>,
): ForecastInputs {
  return {
    ...given,
    schema: forecastInputsSchema,
    model: forecastModelVersion,
    schedule: writeComityJson(schedule),
  };
}

/** Returns the document as its canonical bytes read (RFC 8785), in text: the blob that a forecast publishes. */
export function printForecastInputs(inputs: ForecastInputs): string {
  return canonicalJson(inputs as unknown as Json);
}

/** Returns the inputsHash: SHA-256, in hexadecimal, of the canonical document. */
export function forecastInputsHash(sha256: Sha256, inputs: ForecastInputs): string {
  return inputsHash(sha256, inputs as unknown as Json);
}
