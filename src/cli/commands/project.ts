// `comity project forecast`: puts a forecast of a project on record now, with the inputs that anybody can compute it
// from. The other words of the kind (list, show, open, propose …) are those of every kind (record.ts).
import { isCivilDate } from '../../base/dates.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';

/** Commands on projects beside those of every kind. */
export const projectCommands: readonly Command[] = [
  {
    path: 'project forecast',
    usage: 'ID [--asof DATE] [--data DIR] [--json]',
    options: { ...nodeOptions, asof: { type: 'string' } },
    run: runForecast,
  },
];

async function runForecast(context: Context): Promise<ExitCode> {
  const [project, ...more] = context.args;
  const asof = stringOption(context.options, 'asof');
  if (asof !== undefined && !isCivilDate(asof)) {
    context.say(context.text('cli.case.day', { option: '--asof', given: asof }));
    return exitCodes.usage;
  }
  if (project === undefined || more.length > 0) {
    context.say(context.text('cli.project.forecast.usage'));
    return exitCodes.usage;
  }
  const called = await callNode(context, 'forecast', {
    project,
    ...(asof === undefined ? {} : { asof }),
  });
  if (!called.ok) return sayRefusal(context, called.error);
  const done = called.value as {
    readonly ids: readonly string[];
    readonly leaves: readonly string[];
  };
  const params = { ids: done.ids.join(', '), leaf: done.leaves[0] ?? '' };
  printResult(context, called.value, [context.text('cli.record.done', params)]);
  return exitCodes.ok;
}
