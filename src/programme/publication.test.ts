// docs/spec/model.md M124 and M125: a record of the parties' becomes public by one command of each of them.
import { describe, expect, it } from 'vitest';
import { entry, given, hk, leafOf, sz } from '../../test/support/given.ts';
import { agreementContent, posts } from '../../test/support/texts.ts';
import type { Json } from '../base/json.ts';
import { commandEntriesMax } from '../base/limits.ts';

const kind = 'organization';
const about = 'HK-OR001';
const name = { en: 'Highways Department' };
const described = entry(hk, { kind, about, act: 'describe', name, roles: ['publicAuthority'] });
const again = entry(hk, { kind, about, act: 'describe', name: { en: 'Highways' } });
const publish = (more: object = {}) => ({
  ...{ by: hk, kind, about, unpublished: true },
  command: { act: 'publish', ...more } as Json,
});

describe('publishing a record', () => {
  it('publishes every statement of one’s own so far, in its order, each by an entry of its own', () => {
    const held = given([described, again]);
    const [first, second] = held.placed.map(({ place }) => place.leaf);
    const outcome = held.when(publish()).then([
      { act: 'publish', about, of: first, content: { act: 'describe', name } },
      { act: 'publish', about, of: second, content: { act: 'describe', name: { en: 'Highways' } } },
    ]);
    const slots = outcome.result.ok
      ? outcome.result.value.map((one) => Object.keys(one.payloads))
      : [];
    expect(slots).toEqual([['public'], ['public']]);
    const after = outcome.recorded();
    expect(after.fold(kind, about)).toMatchObject({ invalid: 0, pending: 0 });
    // Readers who hold the publications alone see the same record.
    const alone = given(after.entries.filter(({ statement }) => statement.act === 'publish'));
    expect(alone.fold(kind, about).state).toEqual(held.fold(kind, about).state);
    after.when(publish()).then({ refused: 'programme.publish.nothing', params: { id: about } });
  });

  it('leaves out the fields named, but none without which a statement cannot be read, nor a signed text', () => {
    const held = given([described]);
    const { result } = held.when(publish({ without: ['roles'] }));
    const content = result.ok ? result.value[0]?.payloads.public?.content : undefined;
    expect(content).toEqual({ act: 'describe', name });
    held
      .when(publish({ without: ['name'] }))
      .then({ refused: 'programme.publish.needed', params: { path: 'name', act: 'describe' } });
    held.when(publish({ without: 'roles' })).then({ refused: 'programme.command.malformed' });
    const proposed = given([])
      .when({
        ...{ by: hk, kind: 'agreement' },
        command: { act: 'propose', signatories: posts, content: agreementContent() } as Json,
      })
      .recorded();
    const of = { kind: 'agreement', about: 'HK-A001' };
    const text = proposed.when({ ...publish({ without: ['text'] }), ...of });
    const shown = text.result.ok ? text.result.value[0]?.payloads.public?.content : undefined;
    expect(shown).toHaveProperty('text');
  });

  it('leaves out what was taken back, and publishes corrections with what they correct', () => {
    const why = { en: 'A mistake.' };
    const of = leafOf(given([described]), 'describe');
    const content = { act: 'describe', name: { en: 'Highways' } };
    const rectified = entry(hk, { kind, about, act: 'rectify', of, content, why });
    given([described, rectified])
      .when(publish())
      .then([{ of }, { content: { act: 'rectify', of, content, why } }]);
    const second = leafOf(given([described, again]), 'describe');
    const retracted = entry(hk, { kind, about, act: 'retract', of: second, why });
    given([described, again, retracted]).when(publish()).then([{ of }]);
  });

  it('is each party’s own, and keeps the mark of sample data', () => {
    const sample = entry(hk, { kind, about, act: 'describe', name, sample: true });
    given([sample])
      .when(publish())
      .then([{ sample: true }]);
    given([sample])
      .when({ ...publish(), by: sz })
      .then({ refused: 'programme.publish.nothing' });
  });

  it('is refused for kinds of the private log, and beyond what one command may hold', () => {
    const person = entry(hk, {
      ...{ kind: 'person-role', about: 'HK-U001', act: 'appoint', pseudonym: 'hk8b1e6f02' },
      ...{ name, post: { en: 'Officer' }, from: '2019-01-01' },
    });
    given([person])
      .when({ ...publish(), kind: 'person-role', about: 'HK-U001' })
      .then({ refused: 'programme.scope.none-here' });
    const many = Array.from({ length: commandEntriesMax + 1 }, () => described);
    given(many)
      .when(publish())
      .then({ refused: 'programme.publish.too-many', params: { max: commandEntriesMax } });
  });
});
