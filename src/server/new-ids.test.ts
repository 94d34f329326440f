// Ids of new records: given once, in the order of asking, and never again.
import { describe, expect, it } from 'vitest';
import type { Mark } from '../base/ids.ts';
import { createNewIds } from './new-ids.ts';

const north = 'NO' as Mark;

describe('ids of new records', () => {
  it('follow those in rows and those given since, and not each other before they are given', () => {
    const ids = createNewIds(north);
    expect(ids.next('project', 7)).toBe('NO-P008');
    expect(ids.next('project', 7)).toBe('NO-P008');
    ids.give(ids.next('project', 7));
    expect(ids.next('project', 7)).toBe('NO-P009');
    expect(ids.next('project', 999)).toBe('NO-P1000');
    expect(ids.next('approval-case', 0)).toBe('NO-K001');
  });

  it('come back where nothing was recorded, unless a later one was given', () => {
    const ids = createNewIds(north);
    const first = ids.next('project', 0);
    ids.give(first);
    ids.takeBack(first);
    expect(ids.next('project', 0)).toBe(first);
    ids.give(first);
    ids.give(ids.next('project', 0));
    ids.takeBack(first);
    expect(ids.next('project', 0)).toBe('NO-P003');
  });

  it('are given in the order of asking, one after another', async () => {
    const ids = createNewIds(north);
    const places = [ids.line('project'), ids.line('project'), ids.line('project')];
    const order: number[] = [];
    const turns = places.map(({ turn }, i) => turn.then(() => order.push(i)));
    places[1]?.leave();
    places[2]?.leave();
    await turns[0];
    await new Promise(setImmediate);
    expect(order).toEqual([0]);
    places[0]?.leave();
    await Promise.all(turns);
    expect(order).toEqual([0, 1, 2]);
    const other = ids.line('approval-case');
    await other.turn;
  });
});
