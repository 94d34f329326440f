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
import { waveFrom } from './demo-waves.ts';
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
  const { steps } = given.story;
  let progress = readProgress(dir);
  const labels: Record<string, string> = { ...progress.labels };
  const opening = foundingActs(demo, given.story);
  const first = opening.length;
  const closing = demo.nodes
    .filter((one) => one.node.party !== undefined)
    .map((one) => async () => void (await recordPrivateRoot(one.node)));
  const all = first + steps.length + closing.length;
  // What the machine stopped in the middle of: some of it may be recorded, though that was not noted down.
  let before = progress.done > 0 && grewSince(demo, progress) ? progress.sizes : undefined;
  while (progress.done < all) {
    if (given.stop?.aborted === true) return;
    const { done } = progress;
    const at = done - first;
    const isStep = at >= 0 && at < steps.length;
    const count = isStep ? waveFrom(steps, at) : 1;
    // Founding acts and the last ones look at what the others have; a step says when it does.
    if (!isStep || steps[at].wait === true) await caughtUp(demo);
    if (isStep) {
      await runWave(demo, { steps: steps.slice(at, at + count), index: at, labels, before });
    } else if (before === undefined || done < first) {
      await (opening[done] ?? closing[done - first - steps.length])();
    }
    before = undefined;
    progress = await note(demo, dir, { done: done + count, labels });
    given.onStep(done + count, all);
  }
}

/** Gives the steps side by side, less those that are recorded already. Throws what the first refused one was refused for. */
async function runWave(
  demo: Demo,
  given: {
    readonly steps: readonly StoryStep[];
    readonly index: number;
    readonly labels: Record<string, string>;
    /** Sizes of the logs before the wave, where an earlier start had begun it. */
    readonly before: Progress['sizes'] | undefined;
  },
): Promise<void> {
  const { steps, index, labels, before } = given;
  const made = before === undefined ? [] : await madeSince(demo, before);
  const runs = steps.map((step, i) => {
    const at = made.findIndex((one) => isOf(one, step, labels));
    const [found] = at < 0 ? [] : made.splice(at, 1);
    if (found === undefined) return runStep(demo, step, { index: index + i, labels });
    if (step.label !== undefined) keep(labels, step.label, found);
    return undefined;
  });
  // All have ended before one that was refused is told: nothing goes on behind the caller's back.
  const ended = await Promise.allSettled(runs);
  const refused = ended.find((one) => one.status === 'rejected');
  if (refused !== undefined) throw refused.reason;
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

/** As often as rows are left for want of time: a round takes some of them at least. */
async function runImport(demo: Demo, step: StoryStep, name: string): Promise<void> {
  const { act: _, ...asked } = step.command;
  const control = createControl(demo.byId(step.node).node);
  for (let left = 1; left > 0; ) {
    const result = await control('case-events', asked as JsonObject);
    if (!result.ok) throw stepFailure(name, result.error);
    const answer = result.value as unknown as CaseEventsAnswer;
    const [first] = answer.rejected;
    if (first !== undefined) throw stepFailure(`${name}, row ${first.row}`, first);
    left = answer.left.length;
  }
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

/** A statement that is on record though no note says so. */
interface Found extends Made {
  readonly node: string;
  readonly kind: string;
  readonly act: string;
}

/** What the logs of the parties have beyond the sizes, in order. */
async function madeSince(demo: Demo, sizes: Progress['sizes']): Promise<Found[]> {
  const found: Found[] = [];
  for (const { id, node } of demo.nodes) {
    const { party } = node;
    if (party === undefined) continue;
    await party.projector.caughtUp('own');
    for (const log of [node.logs.own, node.logs.private]) {
      if (log === undefined) continue;
      const { origin } = log.identity;
      const rows = await party.projection.db.query(
        `select distinct index, leaf, kind, subject, body::jsonb ->> 'act' as act from statement
         where programme = $1 and origin = $2 and index >= $3 order by index`,
        [party.projection.programme, origin, sizes[origin] ?? 0],
      );
      for (const row of rows) {
        const [leaf, kind, act] = [String(row.leaf), String(row.kind), String(row.act)];
        found.push({ node: id, kind, act, leaf, id: String(row.subject) });
      }
    }
  }
  return found;
}

/** A file may be half taken in: it is taken in again, and what is known of it is passed over. */
function isOf(made: Found, step: StoryStep, labels: Readonly<Record<string, string>>): boolean {
  const { act } = step.command;
  if (made.node !== step.node || act === importCases) return false;
  if (act === backcast) return made.kind === 'forecast';
  const about = step.about === undefined ? step.expectId : withLeaves(step.about, labels);
  return made.kind === step.kind && made.act === act && (about === undefined || made.id === about);
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
