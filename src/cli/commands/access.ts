// Who may do what on this node: `comity access list` shows the persons and their roles, `comity access roles` what each role
// may do. Roles are given by `comity person-role grant`.
import type { Json } from '../../base/json.ts';
import { type Role, roles, rolesFor } from '../../programme/access.ts';
import { kinds } from '../../programme/kinds.ts';
import { type Command, type Context, type ExitCode, exitCodes, printResult } from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { tableOf } from '../table.ts';

/** Commands on access. */
export const accessCommands: readonly Command[] = [
  { path: 'access list', usage: '[--data DIR] [--json]', options: nodeOptions, run: runList },
  { path: 'access roles', usage: '[--json]', options: { json: nodeOptions.json }, run: runRoles },
];

interface Person {
  readonly id: string;
  readonly pseudonym: string;
  readonly organization?: string;
  readonly from: string;
  readonly until?: string;
  readonly granted?: { readonly roles: readonly string[]; readonly widest?: string };
}

async function runList(context: Context): Promise<ExitCode> {
  if (context.args.length > 0) return misused(context);
  const called = await callNode(context, 'persons');
  if (!called.ok) return sayRefusal(context, called.error);
  const persons = called.value as unknown as readonly Person[];
  const { text } = context;
  const rows = persons.map(({ id, pseudonym, organization = '–', from, until = '–', granted }) => [
    ...[id, pseudonym, organization, from, until],
    ...[granted?.roles.join(', ') ?? '', granted?.widest ?? ''].map((cell) => cell || '–'),
  ]);
  const head = ['id', 'person', 'organization', 'from', 'until', 'roles', 'widest'] as const;
  const lines =
    persons.length === 0
      ? [text('cli.access.none')]
      : [...tableOf([head.map((one) => text(`cli.access.head.${one}`)), ...rows])];
  printResult(context, called.value, lines);
  if (persons.every(({ granted }) => granted === undefined)) context.say(text('cli.access.open'));
  return exitCodes.ok;
}

async function runRoles(context: Context): Promise<ExitCode> {
  if (context.args.length > 0) return misused(context);
  const table = roles.map((role) => ({ role, acts: actsOf(role) }));
  const lines = table.flatMap(({ role, acts }) => [
    role,
    ...Object.entries(acts).map(([kind, list]) => `  ${kind}: ${list.join(', ')}`),
  ]);
  printResult(context, table as unknown as Json, lines);
  return exitCodes.ok;
}

/** By kind the acts that the role may give; acts that every kind has stand with each. */
function actsOf(role: Role): Readonly<Record<string, readonly string[]>> {
  const everywhere = ['rectify', 'retract', 'publish', 'translate'];
  return Object.fromEntries(
    Object.values(kinds).flatMap((kind) => {
      const all = [...new Set([...kind.acts, ...everywhere])];
      const given = all.filter((act) => rolesFor(kind, act).includes(role));
      return given.length === 0 ? [] : [[kind.name, given]];
    }),
  );
}

function misused(context: Context): ExitCode {
  context.say(context.text('cli.access.no-argument', { given: context.args.join(' ') }));
  return exitCodes.usage;
}
