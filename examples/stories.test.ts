// The stories of the crossings are run as they stand, after the story of the programme: every step is parsed, decided
// and folded in memory; what is real says who said it and where, and everything else says that it is a sample.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lastDay } from '../src/base/dates.ts';
import type { PartyId } from '../src/base/ids.ts';
import type { Json } from '../src/base/json.ts';
import { readSchedule } from '../src/exchange/formats.ts';
import { minuteToText } from '../src/plan/civil-time.ts';
import { scheduleFile } from '../src/plan/critical-path.ts';
import { forecastProject } from '../src/plan/forecast.ts';
import type { ApprovalCaseState } from '../src/programme/kinds/approval-case.ts';
import type { CrossingState } from '../src/programme/kinds/crossing.ts';
import type { FlowObservationState } from '../src/programme/kinds/flow-observation.ts';
import type { LinkState } from '../src/programme/kinds/link.ts';
import type { MechanismState } from '../src/programme/kinds/mechanism.ts';
import type { ProcedureState } from '../src/programme/kinds/procedure.ts';
import type { OwnProjectState, ProjectState } from '../src/programme/kinds/project.ts';
import type { PromiseState } from '../src/programme/kinds/promise.ts';
import type { ReportState } from '../src/programme/kinds/report.ts';
import type { ScheduleState } from '../src/programme/kinds/schedule.ts';
import { kindNamed } from '../src/programme/kinds.ts';
import type { StatementHead } from '../src/programme/statement.ts';
import { type Given, given, sha256 } from '../test/support/given.ts';
import { fillLeaves, readJson, readStory, type Step } from './story.ts';

const folder = new URL('shenzhen-hong-kong/', import.meta.url);
const languages = ['en', 'zh-Hant', 'zh-Hans'];

interface Stored extends Step {
  readonly files?: Readonly<Record<string, string>>;
}

/** A member `blob` becomes the hash and size of the file, as the demonstration fills it in when it puts the file. */
function readSteps(name: string): readonly Step[] {
  return readJson<readonly Stored[]>(new URL(name, folder)).map(({ files = {}, ...step }) => {
    const filled = Object.entries(files).map(([member, path]): [string, Json] => {
      if (member !== 'blob') return [member, readJson<Json>(new URL(path, folder))];
      const bytes = readFileSync(new URL(path, folder));
      const hash = createHash('sha256').update(bytes).digest('hex');
      return [member, { hash, bytes: bytes.length }];
    });
    return { ...step, command: { ...step.command, ...Object.fromEntries(filled) } };
  });
}

const before = readStory(folder);
const told = [...readSteps('story-huanggang.json'), ...readSteps('story-liantang.json')];

/** Gives every command in order, one minute apart, and returns what the logs hold then. */
function play(): Given {
  const leaves = new Map<string, string>();
  let held = given([]);
  for (const [i, step] of [...before, ...told].entries()) {
    const { kind, about, label, expectId } = step;
    const at = new Date(Date.UTC(2026, 10, 25, 1, i)).toISOString().replace('.000', '');
    const known = held.entries.length;
    const command = fillLeaves(step.command, leaves);
    const asked = { by: step.node as PartyId, kind, command, at };
    held = held.when(about === undefined ? asked : { ...asked, about }).recorded();
    const added = held.placed.slice(known);
    if (label !== undefined) leaves.set(label, added[0]!.place.leaf);
    if (expectId !== undefined) {
      expect(
        added.map(({ statement }) => statement.about),
        `step ${i}: ${step.node} ${kind} ${String(step.command.act)}`,
      ).toContain(expectId);
    }
  }
  return held;
}

const held = play();
const start = given([]).entries.length + countBefore();

/** Statements of the programme's own story come first in each log. */
function countBefore(): number {
  const ids = new Set(before.flatMap((step) => step.expectId ?? []));
  return held.placed.findIndex(({ statement }) => {
    return statement.schema === 'calendar/1' && !ids.has(statement.about);
  });
}

const statements: readonly StatementHead[] = held.placed
  .slice(start)
  .map(({ statement }) => statement);

const state = <State>(kind: string, id: string) => held.state<State>(kind, id);
const idsOf = (kind: string) => [
  ...new Set(statements.filter((one) => one.schema === `${kind}/1`).map((one) => one.about)),
];

describe('the steps', () => {
  it('are commands that their kinds know', () => {
    for (const { kind, command } of told) {
      const parsed = kindNamed(kind)!.parseCommand(command);
      expect(parsed.ok ? [] : parsed.error, JSON.stringify(command).slice(0, 120)).toEqual([]);
    }
  });

  it('leave no statement invalid or waiting', () => {
    for (const { schema, about } of statements) {
      const { invalid, pending } = held.fold(schema.slice(0, -2), about);
      expect({ about, invalid, pending }).toEqual({ about, invalid: 0, pending: 0 });
    }
  });
});
