// Every command of the command line, in the order of `comity help`.
import type { Command } from './command.ts';
import { accessCommands } from './commands/access.ts';
import { backupCommands } from './commands/backup.ts';
import { caseCommands } from './commands/case.ts';
import { caseEventCommands } from './commands/case-events.ts';
import { caseEventWatchCommands } from './commands/case-events-watch.ts';
import { demoCommands } from './commands/demo.ts';
import { eraseCommands } from './commands/erase.ts';
import { evidenceCommands } from './commands/evidence.ts';
import { exportCommands } from './commands/export.ts';
import { feedbackInboxCommands } from './commands/feedback-inbox.ts';
import { importCommands } from './commands/import.ts';
import { keyCommands } from './commands/key.ts';
import { logCommands } from './commands/log.ts';
import { nodeCommands } from './commands/node.ts';
import { partyCommands } from './commands/party.ts';
import { planCommands } from './commands/plan.ts';
import { programmeCommands } from './commands/programme.ts';
import { projectCommands } from './commands/project.ts';
import { projectImportCommands } from './commands/project-import.ts';
import { recordCommands } from './commands/record.ts';
import { returnCommands } from './commands/return.ts';
import { scheduleCommands } from './commands/schedule.ts';
import { signerCommands } from './commands/signer.ts';
import { syncCommands } from './commands/sync.ts';
import { termCommands } from './commands/term.ts';
import { verifyCommands } from './commands/verify.ts';
import { witnessCommands } from './commands/witness.ts';

/** All commands. */
export const commands: readonly Command[] = [
  ...demoCommands,
  ...nodeCommands,
  ...backupCommands,
  ...partyCommands,
  ...programmeCommands,
  ...recordCommands,
  ...accessCommands,
  ...projectCommands,
  ...projectImportCommands,
  ...returnCommands,
  ...scheduleCommands,
  ...caseCommands,
  ...caseEventCommands,
  ...caseEventWatchCommands,
  ...feedbackInboxCommands,
  ...exportCommands,
  ...importCommands,
  ...termCommands,
  ...syncCommands,
  ...witnessCommands,
  ...evidenceCommands,
  ...logCommands,
  ...eraseCommands,
  ...keyCommands,
  ...signerCommands,
  ...verifyCommands,
  ...planCommands,
];
