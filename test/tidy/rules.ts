// Every rule that tidy checks, in the order of its report.
import * as banned from './banned.ts';
import * as codes from './codes.ts';
import * as comments from './comments.ts';
import { unusedExports } from './exports.ts';
import * as layering from './layers.ts';
import type { Rule } from './rule.ts';
import * as size from './size.ts';
import { enforcedBy } from './spec.ts';
import { machineTraces } from './traces.ts';
import * as words from './words.ts';

/** All rules. */
export const rules: readonly Rule[] = [
  layering.layers,
  layering.cycles,
  layering.packages,
  layering.barrels,
  size.fileLength,
  size.functionLength,
  size.parameters,
  banned.plainErrors,
  banned.consoleCalls,
  banned.processExit,
  banned.clockAndChance,
  banned.world,
  banned.globalState,
  banned.defaultExports,
  banned.looseTypes,
  banned.readonlyFields,
  banned.fileNames,
  banned.testMarks,
  words.hanInCode,
  words.wordsInHtml,
  comments.headers,
  comments.docstrings,
  comments.marks,
  comments.folderPages,
  unusedExports,
  codes.dottedCodes,
  codes.testedCodes,
  enforcedBy,
  machineTraces,
];
