// The story of the projects in the fixture of the pages, told by commands: each is decided as a node would, so that no
// statement stands here that a party could not have recorded.
import { expect } from 'vitest';
import type { PartyId } from '../../src/base/ids.ts';
import type { Json } from '../../src/base/json.ts';
import type { JointState } from '../../src/programme/joint.ts';
import { entry, type Given, given } from './given.ts';
import { hongKong, report, type Say, shenzhen } from './web-places.ts';

/** A command of the story. */
export interface Told {
  readonly by: PartyId;
  readonly kind: string;
  /** The record it is about; absent where it creates one. */
  readonly about?: string;
  readonly command: Readonly<Record<string, unknown>>;
  /** The day on which it is recorded, at nine in the morning unless a time goes with it. */
  readonly on: string;
}

/** What grows as the story is told. */
export interface Teller {
  readonly say: Say;
  /** Applied to texts that are in no language. */
  readonly text: (words: string) => string;
  held(): Given;
  /** Records a command; one that is refused fails the test. Unless it says otherwise it is sample. */
  tell(told: Told): void;
  /** Signs the newest text of a joint record. */
  sign(by: PartyId, kind: string, about: string): void;
  /** Records a statement of a record whose number is chosen: the other reports of the fixture have theirs. */
  state(by: PartyId, statement: Parameters<typeof entry>[1], on: string): void;
}

/** Returns a teller with nothing told. */
export function createTeller(say: Say, text: (words: string) => string): Teller {
  let held = given([]);
  let minutes = 0;
  const timeOf = (on: string) => {
    if (on.length > 10) return on;
    minutes += 1;
    const at = [1 + Math.floor(minutes / 60), minutes % 60];
    return `${on}T${at.map((part) => String(part).padStart(2, '0')).join(':')}:00Z`;
  };
  const tell = ({ by, kind, about, command, on }: Told) => {
    const { sample = true, ...said } = command;
    const marked = { ...said, ...(sample === true ? { sample } : {}) };
    const asked = { by, kind, command: marked as Json, at: timeOf(on) };
    const outcome = held.when(about === undefined ? asked : { ...asked, about });
    expect(outcome.result.ok, JSON.stringify(outcome.result)).toBe(true);
    held = outcome.recorded();
  };
  return {
    ...{ say, text, tell },
    held: () => held,
    sign: (by, kind, about) => {
      const state = held.state<{ joint?: JointState<unknown> } & JointState<unknown>>(kind, about);
      const found = (state.joint ?? state).texts.at(-1)?.hash;
      const on = held.entries.at(-1)?.at.slice(0, 10) ?? '';
      tell({ by, kind, about, on, command: { act: 'sign', text: found } });
    },
    state: (by, statement, on) => {
      held = given([...held.entries, entry(by, { sample: true, ...statement }, timeOf(on))]);
    },
  };
}

/** Returns who said something and where, in the texts of the fixture. */
export function saidOf({ say, text }: Pick<Teller, 'say' | 'text'>, on: string) {
  return {
    on,
    by: say('Government news service', '政府新聞公報', '政府新闻公报'),
    source: { ...report, title: text(report.title) },
  };
}

/** Returns the posts that sign for either side. */
export function signatoriesOf({ say }: Pick<Teller, 'say'>) {
  return [
    {
      party: hongKong,
      post: say('For Hong Kong (sample)', '代表香港（示例）', '代表香港（示例）'),
    },
    { party: shenzhen, post: say('For Shenzhen (sample)', '代表深圳（示例）', '代表深圳（示例）') },
  ];
}
