// What the pages of a node are given: the public fold of its projection, its own state, and what it can prove.
import { codeOf, Fault } from '../base/errors.ts';
import type { Fold } from '../programme/statement.ts';
import type { NodeQueries, Queries } from '../projection/queries.ts';
import { createQueries, type ReadSetting, readHistory } from '../projection/read.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { Node } from './node.ts';
import { statusOf } from './status.ts';

/** Returns what reading one fold of a node's projection needs. */
export function pageQueries(node: Node, fold: Fold): ReadSetting {
  const projection = node.party?.projection ?? {
    db: {
      query: async () => [],
      transaction: async () => Promise.reject(new Fault('a witness has no projection')),
    },
    programme: node.config.programme,
    sha256: nodeCrypto.sha256,
    logs: () => [],
    marks: () => new Map(),
  };
  return {
    ...projection,
    fold,
    standingOf: (place) => node.logs.standingOf(place),
    knownParties: () => node.federation.parties(),
  };
}

/** Whether a node that serves does not know yet that all is erased which must not be shown. A witness shows nothing. */
export function isHeld(node: Node): boolean {
  return node.party !== undefined && node.party.eraser.state() !== 'ready';
}

/** Returns the queries of the public pages. A witness has no projection: its lists are empty. */
export function publicQueries(node: Node): Queries {
  const setting = pageQueries(node, 'public');
  const queries = createQueries(setting);
  // Enough for the status page; other pages ask for more, and fail or are held.
  const bare = () => {
    const { programme } = setting;
    const parties = setting.knownParties();
    return { id: programme, title: { en: programme }, languages: [], parties, sample: false };
  };
  return {
    ...queries,
    programme: async () => {
      // What parties say of themselves may be among what is to be erased.
      if (isHeld(node)) return bare();
      return queries.programme().catch((error: unknown) => {
        if (!codeOf(error).startsWith('store.projection.')) throw error;
        return bare();
      });
    },
  };
}

/** Returns what only the running node knows. */
export function nodeQueries(node: Node): NodeQueries {
  return {
    status: () => statusOf(node),
    verify: (leaf) => node.prover.verify(leaf),
    kept: (leaf) => node.prover.kept(leaf),
    leavesOf: (id) => readHistory(pageQueries(node, 'public'), { subject: id }),
  };
}
