// Inputs documents: the published schema and example, reading and writing, the hash, and every fault at once.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testCrypto } from '../../test/support/crypto.ts';
import { canonicalJson } from '../base/json.ts';
import { forecastProject } from '../plan/forecast.ts';
import type { Policy } from '../plan/policy.ts';
import {
  forecastInputsFormat,
  forecastInputsHash,
  printForecastInputs,
  writeForecastInputs,
} from './forecast-inputs.ts';
import { forecastInputsJsonSchema } from './forecast-inputs-shape.ts';
import { readSchedule } from './formats.ts';

const root = new URL('../../docs/schema/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, root), 'utf8');
const example = JSON.parse(text('comity-forecast-inputs-1.example.json'));
const { sha256 } = testCrypto;

function read(file: unknown) {
  const bytes = new TextEncoder().encode(typeof file === 'string' ? file : JSON.stringify(file));
  return readSchedule(bytes);
}

function codesOf(file: unknown): readonly string[] {
  const result = read(file);
  return (result.ok ? result.value.issues : result.error).map((issue) => issue.code);
}

function inputsOf(file: unknown) {
  const result = read(file);
  if (!result.ok) expect.fail(JSON.stringify(result.error));
  return { ...result.value, inputs: result.value.inputs! };
}

const policy: Policy = {
  name: 'Side by side, sample',
  activities: ['A', 'C'],
  change: { type: 'parallel', links: [{ from: 'A', to: 'C' }] },
};

describe('the published schema of inputs', () => {
  it('of a forecast is that of the reader', () => {
    const published = JSON.parse(text('comity-forecast-inputs-1.schema.json'));
    expect(published).toEqual(JSON.parse(JSON.stringify(forecastInputsJsonSchema())));
  });

  it('has an example that can be forecast', () => {
    const { schedule, inputs, issues, format } = inputsOf(example);
    expect([issues, format]).toEqual([[], forecastInputsFormat]);
    const { profile, target } = inputs;
    const asked = { schedule, profile, target, runs: 200, seed: 1, days: [], sha256 };
    const result = forecastProject(asked);
    expect(result.ok && result.value.p10 < result.value.p90).toBe(true);
  });
});

describe('an inputs document', () => {
  it('is written so that reading it gives the same schedule and the same hash', () => {
    for (const given of [example, { ...example, policy }]) {
      const first = inputsOf(given);
      const { schema: _, model: __, schedule: ___, ...rest } = first.inputs;
      const written = writeForecastInputs(first.schedule, rest);
      const second = inputsOf(printForecastInputs(written));
      expect(second.schedule).toEqual(first.schedule);
      expect(second.inputs).toEqual(written);
      expect(forecastInputsHash(sha256, second.inputs)).toBe(forecastInputsHash(sha256, written));
    }
  });

  it('is named by the SHA-256 of its canonical form, however the file is spaced and ordered', () => {
    const wide = JSON.stringify(Object.fromEntries(Object.entries(example).reverse()), null, 3);
    const { inputs } = inputsOf(wide);
    expect(printForecastInputs(inputs)).toBe(canonicalJson(example));
    const digest = sha256(new TextEncoder().encode(canonicalJson(example)));
    expect(forecastInputsHash(sha256, inputs)).toBe(Buffer.from(digest).toString('hex'));
    const other = inputsOf({ ...example, scope: 'programme' });
    expect(forecastInputsHash(sha256, other.inputs)).not.toBe(forecastInputsHash(sha256, inputs));
  });

  it('of another model, or with a leaf that is none, is refused with the faults of its schedule', () => {
    const [project] = example.schedule.projects;
    const schedule = { ...example.schedule, projects: [{ ...project, dataDate: 'today' }] };
    const records = [{ record: 'SZ-S001', leaf: 'none' }];
    expect(codesOf({ ...example, model: 1, records, schedule })).toEqual([
      'exchange.json-time',
      'exchange.inputs-model',
      'exchange.inputs-leaf',
    ]);
  });

  it('of another shape is refused, every field by name', () => {
    const wrong = { ...example, seed: 1, scope: 'secret', policy: { ...policy, change: {} } };
    const result = read(wrong);
    const said = result.ok ? '' : result.error.map((one) => `${one.code} ${one.message}`).join();
    for (const field of ['scope', 'policy.change', 'seed']) expect(said).toContain(field);
    expect([...new Set(codesOf(wrong))]).toEqual(['exchange.json-shape']);
    expect(codesOf({ ...example, target: 5, records: undefined }).length).toBe(2);
    expect(codesOf({ nested: { schema: 'comity-forecast-inputs/1' } })).toEqual([
      'exchange.json-schema',
    ]);
  });

  it('never makes the reader throw, whatever it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(example)), (value, key) => {
        read({ ...example, [key]: value });
      }),
      { seed: 13, numRuns: 200 },
    );
  });
});
