// How far each erasure has come, as this node knows it: for pages, `comity status` and `comity erase list`.
import type { ErasureStatus } from '../projection/queries.ts';
import type { Node } from './node.ts';

/** Returns all erasures that were asked for, newest first; those of the private log concern its own party alone. */
export async function erasuresOf(
  node: Node,
): Promise<readonly (ErasureStatus & { readonly isPrivate: boolean })[]> {
  const { party, federation, logs } = node;
  const all = (await party?.eraser.list()) ?? [];
  const everybody = federation.parties().map((one) => one.party);
  const erasures = all.flatMap(({ leaf, party: owner, origin, index, request, done }) => {
    if (request === undefined) return [];
    const { at: asked, ground, record } = request;
    const isPrivate = origin === logs.private?.identity.origin;
    const parties = isPrivate ? [owner] : everybody;
    return {
      ...{ leaf, party: owner, index, ground, asked, parties, isPrivate },
      ...(record === undefined ? {} : { record }),
      done: done.filter((one) => parties.includes(one)),
    };
  });
  return erasures.sort((a, b) => (a.asked < b.asked ? 1 : a.asked > b.asked ? -1 : 0));
}
