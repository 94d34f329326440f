// Loads the example story into a running demonstration, through the same commands a person gives. A start that
// was interrupted goes on where it stopped: the sizes of the logs tell whether the last step was recorded.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ComityError } from '../base/errors.ts';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { Refusal } from '../base/result.ts';
import { writeDurably } from '../store/folder.ts';
import type { CaseEventsAnswer } from './case-event-desk.ts';
import { createControl } from './control.ts';
import type { Demo, DemoNode } from './demo.ts';
import { recordPrivateRoot } from './private-root.ts';

/** One command of the story. */
export interface StoryStep {
  readonly node: string;
  readonly kind: string;
  readonly about?: string;
  /** Person on whose behalf. */
  readonly as?: string;
  /** `$leaf:NAME` and `$id:NAME` stand for leaf hash and record of the step labelled NAME, as a person would look them up. */
  readonly command: JsonObject;
  /** Given only when this node has what every earlier step recorded. */
  readonly wait?: boolean;
  /** A file that the command's `blob` is to name. */
  readonly blob?: string;
  /** Name for this step's first leaf hash and record. */
  readonly label?: string;
  /** The id that a creation must get. */
  readonly expectId?: string;
}

/** The story: the charter's file, then the steps. */
export interface Story {
  readonly charter: JsonObject;
  readonly steps: readonly StoryStep[];
}

interface Progress {
  readonly done: number;
  readonly sizes: Readonly<Record<string, number>>;
  /** Leaf hashes by label, ids of records by `id:` and label. */
  readonly labels: Readonly<Record<string, string>>;
}

const progressFile = 'story-progress.json';

/** Runs what has not been run yet, or until `stop`: the next start goes on there. Failures: server.demo.step. */
export async function tellStory(
  demo: Demo,
  dir: string,
  given: {
    readonly story: Story;
    readonly onStep: (done: number, all: number) => void;
    readonly stop?: AbortSignal;
  },
): Promise<void> {
  const { story } = given;
  let progress = readProgress(dir);
  const labels: Record<string, string> = { ...progress.labels };
  const opening = foundingActs(demo, story);
  const founding = opening.length;
  const acts: readonly (() => Promise<void>)[] = [
    ...opening,
    ...story.steps.map((step, i) => () => runStep(demo, step, { index: i, labels })),
    ...demo.nodes
      .filter((one) => one.node.party !== undefined)
      .map((one) => async () => {
        await recordPrivateRoot(one.node);
      }),
  ];
  // Recorded, but the machine stopped before that was noted down. A file may be half taken in, and is taken in again.
  const last = story.steps[progress.done - founding];
  const isFile = last?.command.act === importCases;
  if (progress.done < acts.length && progress.done > 0 && !isFile && grewSince(demo, progress)) {
    const step = last;
    if (step?.label !== undefined) keep(labels, step.label, await newestOf(demo, step));
    progress = await note(demo, dir, { done: progress.done + 1, labels });
  }
  for (let i = progress.done; i < acts.length; i++) {
    if (given.stop?.aborted === true) return;
    const step = story.steps[i - founding];
    // Founding acts and the last ones look at what the others have; a step says when it does.
    if (step === undefined || step.wait === true) await caughtUp(demo);
    await acts[i]();
    progress = await note(demo, dir, { done: i + 1, labels });
    given.onStep(i + 1, acts.length);
  }
}

function foundingActs(demo: Demo, story: Story): readonly (() => Promise<void>)[] {
  const [first, ...others] = demo.nodes.filter((one) => one.node.party !== undefined);
  const call = async (one: DemoNode, method: string, params: Json) => {
    const control = createControl(one.node);
    let result = await control(method, params);
    // An earlier start may have ended between proposing and signing.
    if (!result.ok && result.error.code === 'server.charter.exists')
      result = await control('accept', {});
    // Or after signing, before that was noted down.
    if (!result.ok && result.error.code === 'programme.text.already-signed') return;
    if (!result.ok) throw stepFailure(`${method} on ${one.id}`, result.error);
  };
  return [
    () => call(first, 'propose', { charter: story.charter }),
    ...others.map((one) => () => call(one, 'accept', { programme: demo.programme })),
  ];
}

async function runStep(
  demo: Demo,
  step: StoryStep,
  given: { readonly index: number; readonly labels: Record<string, string> },
): Promise<void> {
  const { party } = demo.byId(step.node).node;
  const name = `step ${given.index + 1} (${step.kind} ${String(step.command.act)} on ${step.node})`;
  if (party === undefined)
    throw new ComityError('server.demo.step', `${name}: a witness takes no commands`);
  if (step.command.act === backcast) return runBackcast(demo, step, name);
  if (step.command.act === importCases) return runImport(demo, step, name);
  const filled = withLeaves(step.command, given.labels);
  const command = await withBlob(demo.byId(step.node), filled, step.blob);
  const about = step.about === undefined ? {} : { about: step.about };
  const as = step.as === undefined ? {} : { as: step.as };
  const result = await party.commands.execute({ kind: step.kind, command, ...about, ...as });
  if (!result.ok) throw stepFailure(name, result.error);
  if (step.label !== undefined) {
    const [leaf = ''] = result.value.leaves;
    keep(given.labels, step.label, { leaf, id: result.value.ids[0] ?? '' });
  }
  if (step.expectId !== undefined && !result.value.ids.includes(step.expectId)) {
    throw new ComityError(
      'server.demo.step',
      `${name}: got ${result.value.ids.join(', ')}, expected ${step.expectId}`,
    );
  }
}

/** The act of a step that puts a forecast on record as if made on a day of the past; no act of a statement. */
const backcast = 'backcast';

async function runBackcast(demo: Demo, step: StoryStep, name: string): Promise<void> {
  const { project, asof } = step.command;
  const control = createControl(demo.byId(step.node).node);
  const result = await control('forecast', { project, asof });
  if (!result.ok) throw stepFailure(name, result.error);
}

/** The act of a step that takes in the events of cases from a file, as `comity case-events import` does. */
const importCases = 'import';

async function runImport(demo: Demo, step: StoryStep, name: string): Promise<void> {
  const { act: _, ...asked } = step.command;
  const result = await createControl(demo.byId(step.node).node)('case-events', asked as JsonObject);
  if (!result.ok) throw stepFailure(name, result.error);
  const { rejected } = result.value as unknown as CaseEventsAnswer;
  const [first] = rejected;
  if (first !== undefined) throw stepFailure(`${name}, row ${first.row}`, first);
}

/** The file is here and durable before the statement that names it. */
async function withBlob(one: DemoNode, command: Json, text: string | undefined): Promise<Json> {
  if (text === undefined || !isJsonObject(command)) return command;
  const bytes = Buffer.from(text);
  const hash = await one.node.blobs.put(bytes);
  return { ...command, blob: { hash, bytes: bytes.length } };
}

function withLeaves(value: Json, labels: Readonly<Record<string, string>>): Json {
  if (typeof value === 'string') {
    const name = /^\$(?:leaf:)?((?:id:)?[a-z-]+)$/.exec(value)?.[1];
    return name === undefined ? value : (labels[name] ?? value);
  }
  if (Array.isArray(value)) return value.map((item: Json) => withLeaves(item, labels));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      member === undefined ? member : withLeaves(member, labels),
    ]),
  );
}

interface Made {
  readonly leaf: string;
  readonly id: string;
}

function keep(labels: Record<string, string>, label: string, { leaf, id }: Made): void {
  labels[label] = leaf;
  labels[`id:${label}`] = id;
}

/** What a labelled step made that was recorded just before an interruption: the newest of its kind there. */
async function newestOf(demo: Demo, step: StoryStep): Promise<Made> {
  const { node } = demo.byId(step.node);
  const projection = node.party?.projection;
  await node.party?.projector.waitFor(
    node.logs.own?.identity.origin ?? '',
    node.logs.own?.store.head().size ?? 0,
  );
  const rows = await projection?.db.query(
    `select leaf, subject from statement where programme = $1 and origin = $2 and kind = $3 order by index desc limit 1`,
    [projection.programme, node.logs.own?.identity.origin, step.kind],
  );
  const [newest] = rows ?? [];
  return { leaf: String(newest?.leaf ?? ''), id: String(newest?.subject ?? '') };
}

function stepFailure(name: string, refusal: Refusal): ComityError {
  return new ComityError(
    'server.demo.step',
    `${name}: ${refusal.code} ${JSON.stringify(refusal.params)}`,
  );
}

/** Waits until every party has the others' newest entries: people act on what they see. */
async function caughtUp(demo: Demo): Promise<void> {
  const until = Date.now() + 30_000;
  for (const one of demo.nodes) {
    const { own } = one.node.logs;
    if (own === undefined) continue;
    const { size } = own.store.head();
    for (const other of demo.nodes) {
      if (other === one || other.node.party === undefined) continue;
      while ((other.node.logs.byOrigin(own.identity.origin)?.store.head().size ?? 0) < size) {
        if (Date.now() > until) {
          throw new ComityError(
            'server.demo.not-settled',
            `${other.id} does not get ${one.id}'s entries`,
          );
        }
        await new Promise((done) => setTimeout(done, 15));
      }
      await other.node.party.projector.waitFor(own.identity.origin, size);
    }
  }
}

function sizesOf(demo: Demo): Record<string, number> {
  const sizes: Record<string, number> = {};
  for (const one of demo.nodes) {
    for (const log of [one.node.logs.own, one.node.logs.private]) {
      if (log !== undefined) sizes[log.identity.origin] = log.store.head().size;
    }
  }
  return sizes;
}

function grewSince(demo: Demo, progress: Progress): boolean {
  return Object.entries(sizesOf(demo)).some(
    ([origin, size]) => size > (progress.sizes[origin] ?? 0),
  );
}

function readProgress(dir: string): Progress {
  const path = join(dir, progressFile);
  if (!existsSync(path)) return { done: 0, sizes: {}, labels: {} };
  return JSON.parse(readFileSync(path, 'utf8')) as Progress;
}

async function note(
  demo: Demo,
  dir: string,
  now: { readonly done: number; readonly labels: Readonly<Record<string, string>> },
): Promise<Progress> {
  const progress = { ...now, sizes: sizesOf(demo) };
  await writeDurably(join(dir, progressFile), Buffer.from(JSON.stringify(progress)));
  return progress;
}
