// Limits of a node towards others, each with its unit.

/** Bytes of a checkpoint answer. */
export const checkpointBytesMax = 65_536;
/** Bytes of an entry bundle or a payload bundle. */
export const bundleBytesMax = 17 * 1024 * 1024;
/** Bytes of an add-checkpoint body. */
export const addCheckpointBytesMax = 131_072;
/** Bytes of a tile. */
export const tileBytesMax = 8_192;
/** Bundles fetched and verified before they are written, in one round of a pull. */
export const pullBundlesMax = 64;
/** Bundles asked for before they are needed. */
export const pullAheadMax = 2;
/** Bytes of entries and payloads after which a round of a pull ends; one bundle may go beyond it. */
export const pullBytesMax = 4 * 1024 * 1024;
/** Entries of the mirror of one peer: each takes about 42 bytes of memory until it is published and rotated. */
export const mirrorEntriesMax = 10_000_000;
/** Add-checkpoint requests of one source: so many at once, and so many a second after that. */
export const addCheckpointRate = { burst: 100, perSecond: 20 };
/** Sources remembered by a rate limit; the one that was quiet longest is forgotten. */
export const rateSourcesMax = 10_000;
/** Nonces of signed requests remembered for one key. */
export const noncesOfOneKeyMax = 20_000;
/** Milliseconds before a held signer asks its witnesses again. */
export const releaseRetryMilliseconds = 1_000;
/** Attempts in which it waits for parties that may hold payloads of its log: ten minutes of them. */
export const releasePatienceAttempts = 600;
/** Milliseconds between two attempts to get a cosignature that is still missing. */
export const cosignRetryMilliseconds = 2_000;
/** Milliseconds that a size waits for the lines of further witnesses. */
export const witnessWaitMilliseconds = 5_000;
/** Milliseconds between two checkpoints under load. */
export const checkpointSpacingMilliseconds = 200;
/** Milliseconds that a witness gives other witnesses when it compares notes. */
export const compareMilliseconds = 1_000;
/** Milliseconds after which an unexplained note is shown as such. */
export const unprovenMilliseconds = 60_000;
/** Refused items kept for the status page. */
export const refusedMax = 200;
/** Refused items of one source among them. */
export const refusedOfOneMax = 40;
/** Characters of what is told of a refused item. */
export const refusedDetailMax = 500;
/** Alarms kept; open ones always are. */
export const alarmsMax = 100;
/** Milliseconds between two writes of alarms and refused items. */
export const alarmsSpacingMilliseconds = 1_000;
/** Bytes that must stay free on the disk before this node takes more from peers. */
export const freeBytesMin = 512 * 1024 * 1024;
/** Entries applied to the projection in one transaction. */
export const applyEntriesMax = 256;
/** Entries written to the projection in one transaction when it is filled with whole logs. */
export const fillEntriesMax = 512;
/** Records of all kinds whose lists are kept in memory for pages; some 2 KiB each. */
export const keptRecordsMax = 20_000;
/** Milliseconds after which records are looked at that may be due to be public, though nothing was said. */
export const publicationTickMilliseconds = 60_000;
/** Milliseconds before a lost projection is asked again: doubled each time up to the most. */
export const projectionRetryMilliseconds = { first: 250, most: 10_000 };
/** Bytes of a control request: a blob in base64, and what stands around it. */
export const controlBytesMax = 24 * 1024 * 1024;
/** Bundles beside the newest two that one pull looks through for payloads that have not come. */
export const lateBundlesMax = 4;
/** Milliseconds before an older bundle that lacks payloads is asked for again. */
export const lateBundleMilliseconds = 5_000;
/** Blobs of one source: so many at once, and so many a second after that. */
export const blobRate = { burst: 200, perSecond: 20 };
/** Blobs taken of one peer, in the order in which its log names them. */
export const blobsOfOneMax = 4_096;
/** Statements read at once when a log is looked through for blobs. */
export const blobStatementsMax = 256;
/** Milliseconds before a blob that did not come is asked for again: doubled each time up to the most. */
export const blobRetryMilliseconds = { first: 2_000, most: 600_000 };
/** Plans that wait to be computed, the one in hand included. */
export const planTasksMax = 100;
/** Milliseconds after which the computing of a plan is given up. */
export const planWorkMilliseconds = 60_000;
/** Runs of a forecast that pages show and parties record. */
export const forecastRuns = 2_000;
/** Plans that are kept while nothing they are made of changes. */
export const plansKeptMax = 32;
/** Threads of one forecast. */
export const forecastThreadsMax = 64;
/** Seconds that the threads of one forecast may take. */
export const forecastSecondsMax = 1_800;
/** Seconds that reading one schedule file may take. */
export const readerSecondsMax = 30;
/** Megabytes (2^20 bytes) of objects that reading one schedule file may hold at a time. */
export const readerMegabytesMax = 1_536;
/** Activities that a thread places before it says how far it is. */
export const threadPlacements = 2_000_000;
/** Schedules read from their files that are kept in memory. */
export const schedulesKeptMax = 32;
/** Milliseconds between looks at whether a forecast is due while nothing happens. */
export const forecastTickMilliseconds = 600_000;
/** Milliseconds in which further statements still enter the same forecast. */
export const forecastSpacingMilliseconds = 1_500;
/** Rest of the audit after each bundle: so many times as long as the work took, and at least so many milliseconds. */
export const auditRest = { times: 4, leastMilliseconds: 5 };
/** Milliseconds before an erasure that could not be carried out is tried again. */
export const eraseRetryMilliseconds = 1_000;
/** Milliseconds that a node which starts waits for its erasures before it says that it is ready; pages wait longer. */
export const eraseStartMilliseconds = 2_000;
/** Milliseconds that a signer in a process of its own has for an answer. */
export const signerMilliseconds = 5_000;
/** Milliseconds that the clock may lie before the last entry while the node goes on publishing. */
export const clockBackMillisecondsMax = 120_000;
/** Milliseconds that closing a log waits for the others' cosignatures. */
export const freezeConfirmMilliseconds = 10_000;
/** Changes of keys of one party. */
export const keyChangesMax = 300;
/** Bytes of the file of a party's changes of keys. */
export const keyFileBytesMax = 1024 * 1024;
/**
 * Looks at a peer's changes of keys: usually one in so many milliseconds; while notes have lines by keys unknown here, at
 * most so many in as many.
 */
export const keyLooks = { usualMilliseconds: 60_000, unknownMilliseconds: 5_000, unknownMax: 5 };
/** Days for which an old key and a new one sign side by side, unless said otherwise. */
export const keyOverlapDays = 30;
/** The most days that may be asked for. */
export const keyOverlapDaysMax = 3_650;
/** Steps of a demonstration's story given side by side. */
export const waveStepsMax = 32;
/** Events of different cases recorded side by side. */
export const caseEventsAtOnce = 64;
/** Requests with events of cases of one source: so many at once, and so many a second after that. */
export const caseEventsRate = { burst: 20, perSecond: 1 };
/** Milliseconds after which a request with events of cases leaves the rest for the next. */
export const caseEventsMilliseconds = 8_000;
/** Credentials of systems of authorities, revoked ones included. */
export const caseCredentialsMax = 200;
/** Bytes of one mapping of such a system. */
export const caseMappingBytesMax = 65_536;
/** Messages of the public that wait for an editor. */
export const feedbackWaitingMax = 1_000;
/** Messages of one source: so many at once, and so many a second after that. */
export const feedbackRate = { burst: 20, perSecond: 1 / 30 };
/** Days from its receipt by which feedback is to be answered, unless somebody says otherwise. */
export const feedbackDueDays = 30;
/** Lines of who did what, unless more are asked for. */
export const actsMax = 100;
/** Credentials of persons, revoked ones included. */
export const personCredentialsMax = 1_000;
/** Commands of one source over the network: so many at once, and so many a second after that. */
export const commandRate = { burst: 40, perSecond: 2 };
/** Bytes of one command over the network: a payload is at most half of it. */
export const commandBytesMax = 128 * 1024;
/** Milliseconds for which the outcome of a command is given again to who sends it with the same key. */
export const commandKeyMilliseconds = 24 * 60 * 60 * 1_000;
/** Keys of commands that are remembered; the oldest is forgotten. */
export const commandKeysMax = 10_000;
/** Bytes of a list of requests, after which it is begun anew beside the one before. */
export const requestListBytesMax = 4 * 1024 * 1024;
/** Lines for requests without a credential, from wherever: so many at once, and so many a second after that. */
export const refusedLinesRate = { burst: 100, perSecond: 0.1 };
