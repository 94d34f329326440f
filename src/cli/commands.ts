// Every command of the command line, in the order of `comity help`.
import type { Command } from './command.ts';
import { caseCommands } from './commands/case.ts';
import { demoCommands } from './commands/demo.ts';
import { keyCommands } from './commands/key.ts';
import { logCommands } from './commands/log.ts';
import { nodeCommands } from './commands/node.ts';
import { partyCommands } from './commands/party.ts';
import { planCommands } from './commands/plan.ts';
import { programmeCommands } from './commands/programme.ts';
import { projectCommands } from './commands/project.ts';
import { recordCommands } from './commands/record.ts';
import { scheduleCommands } from './commands/schedule.ts';
import { signerCommands } from './commands/signer.ts';
import { verifyCommands } from './commands/verify.ts';

/** All commands. */
export const commands: readonly Command[] = [
  ...demoCommands,
  ...nodeCommands,
  ...partyCommands,
  ...programmeCommands,
  ...recordCommands,
  ...projectCommands,
  ...scheduleCommands,
  ...caseCommands,
  ...logCommands,
  ...keyCommands,
  ...signerCommands,
  ...verifyCommands,
  ...planCommands,
];
