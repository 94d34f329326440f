// What every log store must do, whatever it is made of (docs/spec/store.md S5 to S9). Run by the test of each driver.
import { describe, expect, it } from 'vitest';
import { toBase64, toHex, utf8 } from '../base/bytes.ts';
import { present } from '../base/errors.ts';
import type { Origin } from '../base/ids.ts';
import { leafHash, rootOf } from '../record/merkle.ts';
import { decodeBundle } from '../record/tile.ts';
import type { LogStore, NewEntry } from './log-store.ts';
import { nodeCrypto } from './node-crypto.ts';

const { sha256 } = nodeCrypto;
/** The log that every store of the suite holds. */
export const contractOrigin = 'a.example/comity' as Origin;

/** Returns an entry without payloads, different for each number. */
export function plainEntry(number: number): NewEntry {
  return { bytes: utf8(`entry ${number}`), payloads: [] };
}

/** Returns entries `from` to `to - 1` of {@link plainEntry}. */
export function plainEntries(from: number, to: number): NewEntry[] {
  return Array.from({ length: to - from }, (_, i) => plainEntry(from + i));
}

/** Returns a payload whose salt and bytes follow from the text. */
export function payloadOf(scope: 'internal' | 'programme' | 'public', text: string) {
  return { scope, salt: sha256(utf8(text)), bytes: utf8(text) };
}

/** Returns an unsigned note over the store's first `size` entries: stores do not look at signatures. */
export async function noteOver(store: LogStore, size: number): Promise<string> {
  const root = rootOf(sha256, [...(await store.leaves(0, size))]);
  return `${store.origin}\n${size}\n${toBase64(root)}\n\n— ${store.origin} AAAAAA==\n`;
}

/** Appends up to the size in calls of at most 1,024, and publishes there. */
export async function growTo(store: LogStore, size: number): Promise<void> {
  while (store.head().size < size) {
    const from = store.head().size;
    await store.append(plainEntries(from, Math.min(size, from + 1_024)));
  }
  await store.putCheckpoint('checkpoint.pending', await noteOver(store, size), size);
}

/** Runs the contract against stores made by `open`, each empty. */
export function describeLogStore(name: string, open: () => Promise<LogStore>): void {
  const withStore = async (work: (store: LogStore) => Promise<void>) => {
    const store = await open();
    try {
      await work(store);
    } finally {
      await store.close();
    }
  };

  describe(`${name}: append`, () => {
    it('begins with the empty tree', () =>
      withStore(async (store) => {
        expect(store.origin).toBe(contractOrigin);
        expect(store.head().size).toBe(0);
        expect(toHex(store.head().root)).toMatch(/^e3b0c442/);
      }));

    it('numbers entries from 0, in order, and answers with their leaf hashes', () =>
      withStore(async (store) => {
        const first = await store.append(plainEntries(0, 3));
        const second = await store.append([plainEntry(3)]);
        expect([first.firstIndex, second.firstIndex]).toEqual([0, 3]);
        expect(first.leaves[1]).toEqual(leafHash(sha256, utf8('entry 1')));
        const leaves = await store.leaves(0, 4);
        expect(store.head()).toEqual({ size: 4, root: rootOf(sha256, [...leaves]) });
      }));

    it('keeps the order of calls that run at once, and never splits one', () =>
      withStore(async (store) => {
        const calls = Array.from({ length: 40 }, (_, i) =>
          store.append(plainEntries(100 * i, 100 * i + (i % 7) + 1)),
        );
        const answers = await Promise.all(calls);
        let expected = 0;
        for (const [i, answer] of answers.entries()) {
          expect(answer.firstIndex).toBe(expected);
          expected += answer.leaves.length;
          const [entry] = await store.entries(answer.firstIndex, answer.firstIndex + 1);
          expect(entry).toEqual(plainEntry(100 * i).bytes);
        }
        expect(store.head().size).toBe(expected);
      }));

    it('takes an empty call, an empty entry and an entry of 65,535 bytes', () =>
      withStore(async (store) => {
        expect(await store.append([])).toEqual({ firstIndex: 0, leaves: [] });
        const large = new Uint8Array(65_535).fill(7);
        const bytes = [new Uint8Array(0), large, utf8('after')];
        await store.append(bytes.map((entry) => ({ bytes: entry, payloads: [] })));
        expect(await store.entries(0, 3)).toEqual(bytes);
      }));

    it('refuses more than 1,024 entries, an entry too large and two payloads of a scope', () =>
      withStore(async (store) => {
        const large = { bytes: new Uint8Array(65_536), payloads: [] };
        const twice = {
          ...plainEntry(0),
          payloads: [payloadOf('public', 'a'), payloadOf('public', 'b')],
        };
        await expect(store.append(plainEntries(0, 1_025))).rejects.toThrow('1025 entries');
        await expect(store.append([large])).rejects.toThrow('65536 bytes');
        await expect(store.append([twice])).rejects.toThrow('one payload of a scope');
        expect(store.head().size).toBe(0);
      }));

    it('rejects with store.log.closed once closed', async () => {
      const store = await open();
      await store.append([plainEntry(0)]);
      await store.close();
      const code = { code: 'store.log.closed' };
      await expect(store.append([plainEntry(1)])).rejects.toMatchObject(code);
      await expect(store.putPayload(0, payloadOf('public', 'a'))).rejects.toMatchObject(code);
      await expect(store.erasePayload(0, 'public')).rejects.toMatchObject(code);
      const note = `${contractOrigin}\n1\n${toBase64(store.head().root)}\n\n`;
      await expect(store.putCheckpoint('checkpoint', note, 1)).rejects.toMatchObject(code);
    });
  });

  describe(`${name}: payloads`, () => {
    it('holds the payloads of an entry by scope, with their salts', () =>
      withStore(async (store) => {
        const payloads = [payloadOf('public', 'for all'), payloadOf('internal', 'for us')];
        await store.append([plainEntry(0), { ...plainEntry(1), payloads }]);
        for (const { scope, salt, bytes } of payloads) {
          expect(await store.payload(1, scope)).toEqual({ status: 'held', salt, bytes });
        }
        expect(await store.payload(1, 'programme')).toEqual({ status: 'not-held' });
        expect(await store.payload(0, 'public')).toEqual({ status: 'not-held' });
        expect(await store.payload(9, 'public')).toEqual({ status: 'not-held' });
      }));

    it('takes a payload that arrives later, twice without harm', () =>
      withStore(async (store) => {
        await store.append(plainEntries(0, 300));
        const late = payloadOf('programme', 'late');
        await store.putPayload(299, late);
        await store.putPayload(299, late);
        const { salt, bytes } = late;
        expect(await store.payload(299, 'programme')).toEqual({ status: 'held', salt, bytes });
      }));

    it('erases one payload, keeps its neighbours, and never takes it back', () =>
      withStore(async (store) => {
        const payloads = [payloadOf('public', 'a'), payloadOf('programme', 'b')];
        await store.append([
          { ...plainEntry(0), payloads },
          { ...plainEntry(1), payloads },
        ]);
        const before = store.head();
        await store.erasePayload(0, 'public');
        await store.erasePayload(0, 'public');
        await store.putPayload(0, payloadOf('public', 'a'));
        expect(await store.payload(0, 'public')).toEqual({ status: 'erased' });
        expect(await store.payload(0, 'programme')).toMatchObject({ status: 'held' });
        expect(await store.payload(1, 'public')).toMatchObject({ status: 'held' });
        expect(store.head()).toEqual(before);
        await store.append([{ ...plainEntry(2), payloads }]);
        expect(await store.payload(2, 'public')).toMatchObject({ status: 'held' });
      }));

    it('remembers the erasure of a payload it never held', () =>
      withStore(async (store) => {
        await store.append([plainEntry(0)]);
        await store.erasePayload(0, 'programme');
        await store.putPayload(0, payloadOf('programme', 'late'));
        expect(await store.payload(0, 'programme')).toEqual({ status: 'erased' });
      }));
  });

  describe(`${name}: putCheckpoint`, () => {
    it('shows tiles only up to a signed note, and the note after its tiles', () =>
      withStore(async (store) => {
        await store.append(plainEntries(0, 5));
        expect(await store.resource('tile/0/000.p/5')).toBeUndefined();
        expect(await store.checkpoint('checkpoint.pending')).toBeUndefined();
        const note = await noteOver(store, 4);
        await store.putCheckpoint('checkpoint.pending', note, 4);
        expect(await store.checkpoint('checkpoint.pending')).toBe(note);
        expect(await store.checkpoint('checkpoint')).toBeUndefined();
        const bundle = await store.resource('tile/entries/000.p/4');
        expect(decodeBundle(present(bundle, 'a bundle'), 4)).toMatchObject({
          ok: true,
          value: await store.entries(0, 4),
        });
        expect((await store.resource('tile/0/000.p/4'))?.length).toBe(4 * 32);
        expect(await store.resource('tile/0/000.p/5')).toBeUndefined();
        expect(await store.resource('tile/entries/000.p/5')).toBeUndefined();
      }));

    it.each([1, 255, 256, 257, 511, 512, 513, 768, 1_000])(
      'gives every tile of a tree of %i with the hashes of RFC 6962',
      (size) =>
        withStore(async (store) => {
          await growTo(store, size);
          const leaves = [...(await store.leaves(0, size))];
          for (let index = 0; index * 256 < size; index++) {
            const width = Math.min(256, size - index * 256);
            const part = width === 256 ? '' : `.p/${width}`;
            const tile = await store.resource(`tile/0/00${index}${part}`);
            const expected = leaves.slice(index * 256, index * 256 + width);
            expect(toHex(present(tile, 'a tile'))).toBe(expected.map(toHex).join(''));
            expect(await store.resource(`tile/entries/00${index}${part}`)).toBeDefined();
          }
          const full = Math.floor(size / 256);
          if (full === 0) return expect(await store.resource('tile/1/000.p/1')).toBeUndefined();
          const roots = Array.from({ length: full }, (_, i) =>
            rootOf(sha256, leaves.slice(i * 256, (i + 1) * 256)),
          );
          const level1 = await store.resource(`tile/1/000.p/${full}`);
          expect(toHex(present(level1, 'a tile'))).toBe(roots.map(toHex).join(''));
        }),
    );

    it('refuses a note of another root, origin or size, or smaller than before, and keeps the old one', () =>
      withStore(async (store) => {
        await growTo(store, 10);
        const good = await store.checkpoint('checkpoint.pending');
        const put = (note: string, size: number) =>
          store.putCheckpoint('checkpoint.pending', note, size);
        const ten = await noteOver(store, 10);
        const nine = await noteOver(store, 9);
        const otherRoot = ten.split('\n')[2];
        const mixed = nine.replace(nine.split('\n')[2], otherRoot);
        await store.append([plainEntry(10)]);
        const eleven = (await noteOver(store, 11)).replace(
          (await noteOver(store, 11)).split('\n')[2],
          otherRoot,
        );
        await expect(put(eleven, 11)).rejects.toMatchObject({ code: 'store.log.root-mismatch' });
        await expect(put(ten, 9)).rejects.toMatchObject({ code: 'store.log.note-mismatch' });
        await expect(put(`b${ten}`, 10)).rejects.toMatchObject({ code: 'store.log.note-mismatch' });
        await expect(put(nine, 9)).rejects.toMatchObject({ code: 'store.log.note-older' });
        await expect(store.putCheckpoint('checkpoint', mixed, 9)).rejects.toMatchObject({
          code: 'store.log.root-mismatch',
        });
        expect(await store.checkpoint('checkpoint.pending')).toBe(good);
        expect(await store.checkpoint('checkpoint')).toBeUndefined();
        await put(await noteOver(store, 11), 11);
      }));

    it('publishes a smaller confirmed tree after a larger pending one', () =>
      withStore(async (store) => {
        await growTo(store, 300);
        const note = await noteOver(store, 290);
        await growTo(store, 600);
        await store.putCheckpoint('checkpoint', note, 290);
        expect(await store.checkpoint('checkpoint')).toBe(note);
        expect((await store.resource('tile/0/001.p/34'))?.length).toBe(34 * 32);
      }));

    it('answers nothing for paths that are no tile of the tree', () =>
      withStore(async (store) => {
        await growTo(store, 300);
        const paths = [
          '',
          'checkpoint',
          'private/journal',
          'tile/0/../../private/journal',
          '../private/journal',
          'tile/0/0',
          'tile/0/001',
          'tile/0/001.p/0',
          'tile/0/001.p/256',
          'tile/1/001',
          'tile/64/000',
          'tile/9/000',
          '/tile/0/000',
          'tile/0/000/',
          'tile/entries/x001/000',
          'tile/0/x000/000',
        ];
        for (const path of paths) expect(await store.resource(path)).toBeUndefined();
        expect(await store.resource('tile/0/000')).toBeDefined();
      }));
  });
}
