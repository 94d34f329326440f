// What the public wrote about records, until an editor takes it over or discards it: a file each in the state folder, outside the
// record, so that rubbish and names of persons never reach a log. Who wrote it is not kept, nor is where it came from.
import { mkdir, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { toHex, utf8 } from '../base/bytes.ts';
import { type Instant, instantOf } from '../base/dates.ts';
import { parseJson } from '../base/json.ts';
import type { Clock, RandomBytes } from '../base/ports.ts';
import { ok, type Refusal, type Result, refuse } from '../base/result.ts';
import { feedbackTopics } from '../programme/kinds/feedback.ts';
import { readText, writeDurably } from '../store/folder.ts';
import { createSerial } from '../store/serial.ts';
import { feedbackWaitingMax } from './limits.ts';

/** One message. */
export interface WaitingFeedback {
  /** `fm` and 12 hex digits. */
  readonly id: string;
  readonly at: Instant;
  /** Id of the record that it is about. */
  readonly record: string;
  readonly topic: (typeof feedbackTopics)[number];
  /** Tag of the language of the page that it was written on. */
  readonly language: string;
  readonly text: string;
}

/** The messages that wait. */
export interface FeedbackInbox {
  /** Oldest first. A file that is none of ours is left out. */
  all(): Promise<readonly WaitingFeedback[]>;
  find(id: string): Promise<WaitingFeedback | undefined>;
  /** Resolves once the message is on the medium. Refusal: server.feedback.full {max}. */
  leave(message: Omit<WaitingFeedback, 'id' | 'at'>): Promise<Result<WaitingFeedback, Refusal>>;
  /** Deletes one; one that is gone already is gone. */
  remove(id: string): Promise<void>;
}

const shape = z.strictObject({
  id: z.string().regex(/^fm[0-9a-f]{12}$/),
  at: z.string(),
  record: z.string().max(60),
  topic: z.enum(feedbackTopics),
  language: z.string().max(20),
  text: z.string().min(1).max(4_000),
});

/** Returns the messages that lie in the folder `feedback` of a state folder. */
export function openFeedbackInbox(
  stateDir: string,
  world: { readonly clock: Clock; readonly random: RandomBytes },
): FeedbackInbox {
  const folder = join(stateDir, 'feedback');
  const inTurn = createSerial();
  const names = async () => {
    const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
    return found.filter((name) => /^fm[0-9a-f]{12}\.json$/.test(name));
  };
  const read = async (name: string): Promise<readonly WaitingFeedback[]> => {
    const json = parseJson((await readText(join(folder, name))) ?? '');
    const parsed = json.ok ? shape.safeParse(json.value) : undefined;
    const isOurs = parsed?.success === true && `${parsed.data.id}.json` === name;
    return isOurs ? [parsed.data as WaitingFeedback] : [];
  };
  return {
    all: async () => {
      const found = (await Promise.all((await names()).map(read))).flat();
      return found.sort((a, b) => (a.at < b.at || (a.at === b.at && a.id < b.id) ? -1 : 1));
    },
    find: async (id) => (/^fm[0-9a-f]{12}$/.test(id) ? (await read(`${id}.json`))[0] : undefined),
    leave: (message) =>
      inTurn(async () => {
        if ((await names()).length >= feedbackWaitingMax)
          return refuse('server.feedback.full', { max: feedbackWaitingMax });
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const id = `fm${toHex(world.random(6))}`;
        const kept = { id, at: instantOf(world.clock()), ...message };
        const text = `${JSON.stringify(kept)}\n`;
        await writeDurably(join(folder, `${id}.json`), utf8(text), { permissions: 0o600 });
        return ok(kept);
      }),
    remove: async (id) => {
      if (!/^fm[0-9a-f]{12}$/.test(id)) return;
      await unlink(join(folder, `${id}.json`)).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
    },
  };
}
