// docs/spec/model.md M170, M171: documents with their versions, each with its file, digest and days.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectOneState, someAct, someDay } from '../../../test/support/arrivals.ts';
import { entry, given, hk, sz } from '../../../test/support/given.ts';
import type { Json } from '../../base/json.ts';
import { blobNamedBy } from '../blobs.ts';

const kind = 'document';
const about = 'HK-DO001';
const [first, second] = ['a'.repeat(64), 'b'.repeat(64)];
const meeting = entry(hk, {
  ...{ kind: 'meeting', about: 'HK-G001', act: 'open', date: '2019-04-02' },
  ...{ title: { en: 'Meeting' }, chairs: [], agenda: [] },
});
const issue = {
  act: 'issue',
  documentType: 'minutes',
  title: { en: 'Minutes' },
  languages: ['en'],
  format: 'text/plain',
  blob: { hash: first, bytes: 10 },
  published: '2019-04-02',
  of: ['HK-G001'],
};
const { blob: _, ...bare } = issue;
const url = 'https://documents.example/minutes';
const held = given([meeting, entry(hk, { kind, about, ...issue, happened: '2019-04-02' })]);
const ask = (fields: object, id: string | undefined = about, by = hk) => ({
  ...{ by, kind, command: fields as Json },
  ...(id === '' ? {} : { about: id }),
});

describe('a document', () => {
  it('is its newest version by day, and keeps every version with its file and days', () => {
    const next = {
      ...issue,
      version: 'B',
      blob: { hash: second, bytes: 20 },
      modified: '2019-05-02',
    };
    const later = entry(hk, { kind, about, ...next, happened: '2019-05-02' });
    const folded = given([later, ...held.entries]).state<{
      readonly digest: string;
      readonly version?: string;
      readonly versions: readonly { readonly digest: string; readonly place: { day: string } }[];
    }>(kind, about);
    expect(folded).toMatchObject({ id: about, party: hk, digest: second, version: 'B' });
    expect(folded.versions.map(({ digest, place }) => [digest, place.day])).toEqual([
      [first, '2019-04-02'],
      [second, '2019-05-02'],
    ]);
    held.when(ask(issue, about, sz)).then({ refused: 'programme.record.not-owner' });
  });

  it('has a file or an address, and of a file the digest that it has', () => {
    given([meeting]).when(ask(bare, '')).then({ refused: 'programme.document.no-content' });
    given([meeting])
      .when(ask({ ...issue, digest: second }, ''))
      .then({
        refused: 'programme.document.other-digest',
        params: { digest: second, blob: first },
      });
    const linked = { ...bare, url, digest: second };
    given([meeting])
      .when(ask(linked, ''))
      .then([{ url, digest: second, about }]);
    given([meeting])
      .when(ask({ ...issue, digest: first }, ''))
      .then([{ digest: first }]);
    for (const fields of [bare, { ...issue, digest: second }]) {
      const folded = given([...held.entries, entry(hk, { kind, about, ...fields })]);
      expect(folded.fold(kind, about)).toMatchObject({ invalid: 1, state: { digest: first } });
    }
    const script = { ...bare, url: 'javascript:alert(1)' };
    given([meeting])
      .when(ask(script, ''))
      .then({ refused: 'programme.command.malformed', params: { path: 'url' } });
  });

  it('is of records that are here, other than itself', () => {
    const known = new Map([['HK-G001', { kind: 'meeting', state: {} }]]);
    given([meeting])
      .when({ ...ask(issue, ''), known })
      .then([{ of: ['HK-G001'] }]);
    for (const record of ['HK-G002', about]) {
      given([meeting])
        .when({ ...ask({ ...issue, of: ['HK-G001', record] }, ''), known })
        .then({ refused: 'programme.document.unknown-record', params: { record } });
    }
  });

  it('was published before it was changed, and not on a day to come', () => {
    held
      .when(ask({ ...issue, modified: '2019-04-01' }))
      .then({ refused: 'programme.document.modified-before' });
    held
      .when(ask({ ...issue, published: '2999-01-01' }))
      .then({ refused: 'programme.document.future', params: { day: '2999-01-01' } });
  });

  it('is withdrawn once, with the reason, and its versions stay', () => {
    const withdraw = { act: 'withdraw', happened: '2019-06-01', why: { en: 'Replaced.' } };
    const gone = held.when(ask(withdraw)).recorded();
    expect(gone.state(kind, about)).toMatchObject({
      ...{ withdrawnOn: '2019-06-01', withdrawnWhy: { en: 'Replaced.' }, digest: first },
    });
    for (const later of [withdraw, issue]) {
      gone.when(ask(later)).then({ refused: 'programme.document.withdrawn' });
    }
    given([]).when(ask(withdraw, '')).then({ refused: 'programme.record.missing' });
  });

  it('names its blob, so that the file is fetched, served and erased with it', () => {
    const head = { schema: 'document/1', by: 'hk3f9a2c7d', about };
    expect(blobNamedBy({ ...head, ...issue })).toMatchObject({ hash: first, bytes: 10 });
    expect(blobNamedBy({ ...head, ...bare, url })).toBeUndefined();
  });

  it('comes to one state whatever three logs hold of it, in any order', () => {
    expectOneState(kind, about, [
      someAct('issue', {
        ...Object.fromEntries(
          Object.entries({ ...bare, url }).map(([name, value]) => [name, fc.constant(value)]),
        ),
        blob: fc.constantFrom({ hash: first, bytes: 10 }, { hash: second, bytes: 20 }),
        digest: fc.constantFrom(first, second),
      }),
      someAct('withdraw', { happened: someDay, why: fc.constant({ en: 'Replaced.' }) }),
    ]);
  });
});
