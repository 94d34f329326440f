// Feedback from the public on its way onto the record: what a page hands in waits in the inbox; an editor takes it over, as a statement of
// the kind feedback, or discards it.
import type { Context } from 'hono';
import { type CivilDate, civilDateIn, isCivilDate } from '../base/dates.ts';
import type { Json } from '../base/json.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { dateToDay, dayToDate } from '../plan/civil-time.ts';
import { randomBytes } from '../store/node-crypto.ts';
import { createSerial } from '../store/serial.ts';
import type { CommandOutcome } from './commands.ts';
import { stateDirOf } from './config.ts';
import { type FeedbackInbox, openFeedbackInbox, type WaitingFeedback } from './feedback-inbox.ts';
import { feedbackDueDays, feedbackRate } from './limits.ts';
import { addressOfClient } from './log-routes.ts';
import type { Node } from './node.ts';
import { createRateLimit, sourceOf } from './rate-limit.ts';

type Party = NonNullable<Node['party']>;
type Message = Omit<WaitingFeedback, 'id' | 'at'>;

/** What pages hand messages to. */
export interface FeedbackDoor {
  /** Refusals: server.feedback.busy {seconds}, server.feedback.full. */
  leave(message: Message, request: Context): Promise<Result<unknown, Refusal>>;
}

const inboxes = new WeakMap<Party, FeedbackInbox>();

/** Returns the inbox of a party's node: one for all who come. */
export function feedbackInbox(node: Node, party: Party): FeedbackInbox {
  const { clock, config, dataDir } = node;
  const inbox =
    inboxes.get(party) ??
    openFeedbackInbox(stateDirOf(dataDir, config), { clock, random: randomBytes });
  inboxes.set(party, inbox);
  return inbox;
}

/** Returns what pages of a party's node hand messages to: of one source some at once, then one by one. */
export function feedbackDoor(node: Node, party: Party): FeedbackDoor {
  const rate = createRateLimit({ clock: node.clock, ...feedbackRate });
  const inbox = feedbackInbox(node, party);
  return {
    leave: async (message, request) => {
      const seconds = rate.secondsToWait(sourceOf(addressOfClient(request)));
      if (seconds > 0) return refuse('server.feedback.busy', { seconds });
      return inbox.leave(message);
    },
  };
}

/** Parameters of a method, as they came. */
type Params = Readonly<Record<string, Json | undefined>>;

const textOf = (value: Json | undefined) => (typeof value === 'string' ? value : undefined);

/**
 * Puts a message on record and deletes it from the inbox: {id, due?, text?, scope?, as?}. Where the deletion fails it is on record and
 * waits still. Refusals: server.feedback.unknown {id}, programme.command.malformed (the day), and those of the command.
 */
export function takeFeedback(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<CommandOutcome, Refusal>> {
  return withMessage(feedbackInbox(node, party), params, async (message) => {
    const { id, at, record, topic, language, text } = message;
    const happened = civilDateIn(node.config.own?.zone ?? 'UTC', at);
    const due = textOf(params.due) ?? dayToDate(dateToDay(happened) + feedbackDueDays);
    if (!isCivilDate(due))
      return refuse('programme.command.malformed', { path: 'due', expected: 'YYYY-MM-DD' });
    const scope = textOf(params.scope);
    const as = textOf(params.as);
    const command = {
      ...{ act: 'receive', happened, record, topic, due: due as CivilDate },
      text: { [language]: textOf(params.text) ?? text },
      ...(scope === undefined ? {} : { scope }),
    };
    const input = { kind: 'feedback', command, ...(as === undefined ? {} : { as }) };
    const done = await party.commands.execute(input);
    if (done.ok) await feedbackInbox(node, party).remove(id);
    return done;
  });
}

/** Deletes a message that goes on no record. Refusal: server.feedback.unknown {id}. */
export function discardFeedback(
  node: Node,
  party: Party,
  params: Params,
): Promise<Result<WaitingFeedback, Refusal>> {
  const inbox = feedbackInbox(node, party);
  return withMessage(inbox, params, async (message) => {
    await inbox.remove(message.id);
    return ok(message);
  });
}

const turns = new WeakMap<FeedbackInbox, ReturnType<typeof createSerial>>();

/** One after another: of two editors who take the same message over, the second finds it gone. */
function withMessage<Value>(
  inbox: FeedbackInbox,
  params: Params,
  work: (message: WaitingFeedback) => Promise<Result<Value, Refusal>>,
): Promise<Result<Value, Refusal>> {
  const inTurn = turns.get(inbox) ?? createSerial();
  turns.set(inbox, inTurn);
  return inTurn(async () => {
    const id = textOf(params.id) ?? '';
    const message = await inbox.find(id);
    return message === undefined ? refuse('server.feedback.unknown', { id }) : work(message);
  });
}
