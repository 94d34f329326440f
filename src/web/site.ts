// What the web layer is handed, and what one visit knows: language, address, day, parties, node.
import type { Context } from 'hono';
import type { CivilDate, Instant } from '../base/dates.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { TextState } from '../programme/joint-kind.ts';
import type { FeedbackState } from '../programme/kinds/feedback.ts';
import type { FieldContent } from '../programme/kinds/field.ts';
import type { Plans } from '../projection/plan.ts';
import type {
  AsOf,
  NodeQueries,
  NodeStatus,
  ProgrammeView,
  Queries,
} from '../projection/queries.ts';
import type { Language } from '../text/languages.ts';
import type { Messages } from '../text/messages.ts';

/** How an element of the press report of 2 April 2019 stands in the example programme. */
export type ElementState = 'real' | 'sample' | 'not-in-source' | 'not-built';

/** One element of the press report and where it is in the programme (examples/…/report.json). */
export interface ReportElement {
  readonly id: string;
  /** Heading under which it is listed; elements of one section stand together. */
  readonly section: Readonly<Record<string, string>>;
  readonly text: Readonly<Record<string, string>>;
  readonly state: ElementState;
  /** A path without language: `/agreements/HK-A001`. */
  readonly link?: string;
  readonly note?: Readonly<Record<string, string>>;
}

/** What somebody wrote about a record. */
export interface FeedbackMessage {
  readonly record: string;
  readonly topic: FeedbackState['topic'];
  /** Charter tag of the page's language. */
  readonly language: string;
  readonly text: string;
}

/** What the server hands in. */
export interface Site {
  readonly queries: Queries;
  readonly node: NodeQueries;
  readonly plans: Plans;
  readonly messages: Messages;
  /** Returns a file that is kept here, by its hash, which every read checks. Absent: none is kept. */
  readonly blob?: (hash: string) => Promise<Uint8Array | undefined>;
  /** Whether every page says that it is a demonstration. */
  readonly demonstration: boolean;
  /** Whether the node belongs to no party: it cosigns logs and keeps no records. */
  readonly witness: boolean;
  /** Empty where the programme has no press report to compare with. */
  readonly report: readonly ReportElement[];
  /** The name of the node as its operator set it: `hong-kong`. */
  readonly nodeName: string;
  /** Whether records may not be shown yet, after a start (docs/decisions/0028). Absent: they may. */
  readonly isHeld?: () => boolean;
  /** Another text whenever anything that pages show may have changed. Absent: every page is made for every reader. */
  readonly version?: () => string | undefined;
  /** Takes in what the public writes. Absent: nothing is taken, and no form is shown. */
  readonly feedback?: {
    leave(message: FeedbackMessage, request: Context): Promise<Result<unknown, Refusal>>;
  };
  /** Called with what broke a page; the page says only that something broke. */
  readonly onError?: (error: unknown) => void;
}

/** One request, parsed. */
export interface Visit {
  readonly language: Language;
  /** The path after the language: `/agreements/HK-A001`, `/` for home. */
  readonly path: string;
  /** The query as it came, with its question mark, or ''. */
  readonly search: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Scheme and host of the request, for addresses that leave the page (hreflang, commands to copy). */
  readonly base: string;
  readonly when: AsOf;
  /** The day for what is computed: `asof`, else today in the operator's zone. */
  readonly day: CivilDate;
  readonly zone: string;
  readonly now: Instant;
  readonly programme: ProgrammeView;
  /** Fields of cooperation on record beside those of the charter, by id; those that ended among them. Absent: none. */
  readonly fields?: readonly TextState<FieldContent>[];
  /** Languages of the programme in the order in which their texts stand in where the reader's own is lacking. */
  readonly textLanguages: readonly string[];
  readonly demonstration: boolean;
  readonly witness: boolean;
  /** Whether there is a press report to compare the programme with. */
  readonly hasReport: boolean;
  readonly status: NodeStatus;
}
