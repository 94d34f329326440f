// The root of the private log, committed in the shared one, so that what is internal cannot be rewritten
// unseen either (docs/decisions/0001). Daily, and only when the private log has grown.
import { toHex } from '../base/bytes.ts';
import { civilDateIn } from '../base/dates.ts';
import type { LogState } from '../programme/kinds/log.ts';
import type { StatementHead } from '../programme/statement.ts';
import { type Node, nowOf } from './node.ts';

/** Records the private log's root in the shared log unless it is there already. Returns whether it did. */
export async function recordPrivateRoot(node: Node): Promise<boolean> {
  const { own, private: privateLog } = node.logs;
  const { party, config } = node;
  if (own === undefined || privateLog === undefined || party === undefined) return false;
  await party.projector.caughtUp('own');
  const head = privateLog.store.head();
  const key = [config.programme, own.identity.origin];
  const [state] = await party.projection.db.query(
    `select body from state where programme = $1 and fold = 'public' and kind = 'log' and id = $2`,
    key,
  );
  const before = state === undefined ? undefined : (JSON.parse(String(state.body)) as LogState);
  if (before?.privateRoot?.size === head.size) return false;
  const [last] = await party.projection.db.query(
    `select leaf from statement where programme = $1 and fold = 'public' and kind = 'log'
     and origin = $2 order by index desc limit 1`,
    key,
  );
  const statement = {
    schema: 'log/1',
    act: 'private-root',
    by: config.operator ?? '',
    about: own.identity.origin,
    size: head.size,
    root: toHex(head.root),
  } as StatementHead;
  await node.recorder.record(own, [{ payloads: { public: statement } }], async () =>
    last === undefined ? undefined : String(last.leaf),
  );
  party.publisher.kick();
  party.projector.kick();
  return true;
}

/** Records the root once a day for as long as the node runs. Returns how to stop. */
export function schedulePrivateRoot(node: Node): () => void {
  let lastDay = '';
  const timer = setInterval(() => {
    const day = civilDateIn(node.config.own?.zone ?? 'UTC', nowOf(node));
    if (day === lastDay || !node.standby.isSequencer()) return;
    lastDay = day;
    recordPrivateRoot(node).catch(() => undefined);
  }, 60_000);
  timer.unref();
  return () => clearInterval(timer);
}
