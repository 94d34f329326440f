// Results, issues, refusals, failures and faults.
import { describe, expect, it } from 'vitest';
import { assert, ComityError, codeOf, messageOf, present } from './errors.ts';
import { err, issue, issuesToText, ok, refuse } from './result.ts';

describe('results', () => {
  it('carry a value or a problem', () => {
    expect(ok(1)).toEqual({ ok: true, value: 1 });
    expect(err('no')).toEqual({ ok: false, error: 'no' });
    expect(refuse('a.b', { n: 1 })).toEqual({
      ok: false,
      error: { code: 'a.b', params: { n: 1 } },
    });
  });

  it('print issues with path and line, where there are any', () => {
    const one = issue('a.b', 'x.y', 'expected 1');
    const two = { code: 'c.d', path: '', line: 3, message: 'expected 2' };
    expect(issuesToText([...one.error, two])).toBe(
      'a.b at x.y: expected 1\nc.d at line 3: expected 2',
    );
  });
});

describe('errors', () => {
  it('have codes and causes', () => {
    const error = new ComityError('store.folder.locked', 'taken', new TypeError('why'));
    expect([codeOf(error), messageOf(error), (error.cause as Error).message]).toEqual([
      'store.folder.locked',
      'taken',
      'why',
    ]);
    expect([codeOf('text'), messageOf('text')]).toEqual(['unknown', 'text']);
  });

  it('tell our own faults from the world', () => {
    expect(() => assert(false, 'one is one')).toThrow('invariant broken: one is one');
    expect(() => present(undefined, 'a value')).toThrow('invariant broken: a value');
    expect(present(0, 'a value')).toBe(0);
  });
});
