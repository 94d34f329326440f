// What the pages of a node are given: the public fold of its projection, its own state, and what it can prove.
import { codeOf, Fault } from '../base/errors.ts';
import type { Fold } from '../programme/statement.ts';
import { keepQueries } from '../projection/kept-queries.ts';
import type { NodeQueries, Queries } from '../projection/queries.ts';
import { createQueries, type ReadSetting, readHistory } from '../projection/read.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import { keptRecordsMax } from './limits.ts';
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

/**
 * Whether a node that serves does not know yet that all is erased which must not be shown, or makes its rows anew. A
 * witness shows nothing.
 */
export function isHeld({ party }: Node): boolean {
  return party !== undefined && (party.eraser.state() !== 'ready' || party.projector.isFilling());
}

/** Another text whenever an answer of the queries may be another: rows, what is confirmed of the logs, who is known. */
function rowsVersion({ party, logs, trust }: Node): string {
  const sizes = logs
    .shared()
    .map(({ store, pending, confirmed, keys }) =>
      [store.head().size, pending?.size, confirmed?.size, keys().length].join('/'),
    );
  return [party?.projector.revision(), trust.all().length, ...sizes].join(' ');
}

/**
 * Returns a function whose text is another whenever anything that pages show may have changed: rows, what is signed and
 * confirmed of the logs, alarms, who is known, files; and with every minute, as pages say when they were made.
 */
export function pageVersion(node: Node): () => string {
  let files = 0;
  node.blobs.onBlob(() => {
    files += 1;
  });
  return () => {
    const { party, alarms } = node;
    const raised = alarms
      .all()
      .map(({ state, closed }) => `${state}${closed === undefined ? '' : '-'}`);
    const { ready } = party?.projector.state() ?? { ready: true };
    const signs = party?.publisher.signing().allowed;
    const minute = Math.floor(node.clock() / 60_000);
    return [rowsVersion(node), files, minute, ready, signs, ...raised].join(' ');
  };
}

const publicOf = new WeakMap<Node, Queries>();

/** Returns the queries of the public pages, the same for all of a node. A witness has no projection: its lists are empty. */
export function publicQueries(node: Node): Queries {
  const before = publicOf.get(node);
  if (before !== undefined) return before;
  const made = makePublicQueries(node);
  publicOf.set(node, made);
  return made;
}

function makePublicQueries(node: Node): Queries {
  const setting = pageQueries(node, 'public');
  const queries = keepQueries(createQueries(setting), () => rowsVersion(node), keptRecordsMax);
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
