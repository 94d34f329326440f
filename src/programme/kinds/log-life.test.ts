// Keys in the place of others, and the end of a log: commands, and what others' statements come to.
import { describe, expect, it } from 'vitest';
import { entry, given, hk } from '../../../test/support/given.ts';
import type { Origin } from '../../base/ids.ts';
import type { Json } from '../../base/json.ts';
import { kinds } from '../kinds.ts';
import type { LogState } from './log.ts';
import { keyChangeText } from './log-life.ts';

const origin = 'log.hong-kong.invalid/joint' as Origin;
const { schema: _, by: __, about: ___, act, ...fields } = kinds.log.example;
const genesis = { act, ...fields, log: 'shared' };
const first = String((fields as { keys?: { log: string } }).keys?.log);
const key = (name: string, digit: string) => `${name}+0000000${digit}+AVBeOEFoNrhgcb0kcAKzaDE5dW2s`;
const [second, third] = [key(origin, '2'), key(origin, '3')];
const signature = `${'A'.repeat(86)}==`;
const why = { en: 'A disk was stolen' };
const rotate = {
  act: 'key-rotate',
  key: 'log',
  before: first,
  after: second,
  until: '2027-01-01T00:00:00Z',
  signature,
};
const replace = {
  act: 'key-replace',
  key: 'log',
  before: second,
  after: third,
  size: 7,
  why,
  signature,
};
const ask = (command: object, about?: string) => ({
  by: hk,
  kind: 'log',
  command: command as Json,
  ...(about === undefined ? {} : { about }),
});
const opened = () => given([]).when(ask(genesis)).recorded();
const about = (command: object) => ask(command, origin);
const lifeOf = (held: ReturnType<typeof opened>) => held.state<LogState>('log', origin)?.life;

describe('the life of a log', () => {
  it('keeps changes of keys in order, each from the key in force', () => {
    const held = opened().when(about(rotate)).recorded().when(about(replace)).recorded();
    expect(lifeOf(held)?.changes).toMatchObject([
      { act: 'key-rotate', before: first, after: second, until: '2027-01-01T00:00:00Z' },
      { act: 'key-replace', before: second, after: third, size: 7, why },
    ]);
  });

  it('refuses a key that is not in force, a key used before, another name and an end that is past', () => {
    const rotated = opened().when(about(rotate)).recorded();
    rotated
      .when(about({ ...rotate, after: third }))
      .then({ refused: 'programme.log.key-not-in-force', params: { key: 'log', before: first } });
    rotated
      .when(about({ ...rotate, before: second, after: first }))
      .then({ refused: 'programme.log.key-used', params: { key: 'log', after: first } });
    opened()
      .when(about({ ...rotate, after: key('log.other.invalid/joint', '4') }))
      .then({ refused: 'programme.log.key-name', params: { expected: origin } });
    opened()
      .when(about({ ...rotate, until: '2018-01-01T00:00:00Z' }))
      .then({ refused: 'programme.log.until-past', params: { until: '2018-01-01T00:00:00Z' } });
  });

  it('takes an end a minute past, as the end of an overlap of no days is when it is recorded', () => {
    const at = '2019-05-01T00:00:00Z';
    const end = (until: string) => opened().when({ ...about({ ...rotate, until }), at });
    expect(lifeOf(end('2019-04-30T23:59:00Z').recorded())?.changes).toHaveLength(1);
    end('2019-04-30T23:58:59Z').then({ refused: 'programme.log.until-past' });
  });

  it('records nothing after the freeze', () => {
    const frozen = opened()
      .when(about({ act: 'freeze', why }))
      .recorded();
    expect(lifeOf(frozen)?.frozen).toMatchObject({ why });
    for (const command of [
      rotate,
      { act: 'freeze', why },
      { act: 'private-root', size: 1, root: 'ab'.repeat(32) },
    ])
      frozen.when(about(command)).then({ refused: 'programme.log.frozen', params: { origin } });
  });

  it('keeps what an operator took upon himself: resume and clock-accept', () => {
    const clock = {
      act: 'clock-accept',
      last: '2026-11-24T10:00:00Z',
      now: '2026-11-24T08:00:00Z',
      why,
    };
    const held = opened()
      .when(about({ act: 'resume', why }))
      .recorded()
      .when(about(clock))
      .recorded();
    const { act: _act, ...accepted } = clock;
    expect(lifeOf(held)).toMatchObject({ resumed: [{ why }], clockAccepted: [accepted] });
  });

  it('counts what others write against these rules as invalid, and goes on', () => {
    const say = (command: object) => entry(hk, { kind: 'log', about: origin, ...command } as never);
    const start = entry(hk, {
      ...(kinds.log.example as object),
      kind: 'log',
      about: origin,
      act,
    } as never);
    const folded = given([
      start,
      say({ ...rotate, before: third }),
      say(rotate),
      say(rotate),
      say({ ...replace, after: first }),
      say({ act: 'freeze', why }),
      say({ act: 'private-root', size: 9, root: 'ab'.repeat(32) }),
    ]).fold('log', origin);
    const state = folded.state as LogState;
    expect([folded.invalid, state.life.changes.length, state.privateRoot]).toEqual([
      4,
      1,
      undefined,
    ]);
    expect(state.life.frozen).toMatchObject({ why });
  });

  it('signs a text of one form, in which a rotation ends by time and a replacement by size', () => {
    const common = { key: 'log', before: 'b', after: 'a' } as const;
    const until = '2027-01-01T00:00:00Z';
    expect(keyChangeText(origin, { act: 'key-rotate', ...common, until, size: 3 })).toBe(
      `comity-key-change/v1\n{"about":"${origin}","act":"key-rotate","after":"a","before":"b","key":"log","until":"${until}"}\n`,
    );
    expect(keyChangeText(origin, { act: 'key-replace', ...common, until, size: 3 })).toBe(
      `comity-key-change/v1\n{"about":"${origin}","act":"key-replace","after":"a","before":"b","key":"log","size":3}\n`,
    );
  });
});
