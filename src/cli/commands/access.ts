// Who may do what on this node, and who did: `comity access list` shows the persons and their roles, `comity access roles` what each
// role may do, `comity access acts` what was done; and the credentials by which persons give commands over the network. Roles
// are given by `comity person-role grant`.
import type { Json } from '../../base/json.ts';
import { type Role, roles, rolesFor } from '../../programme/access.ts';
import { kinds } from '../../programme/kinds.ts';
import type { ListedAct } from '../../server/acts-list.ts';
import type { PersonCredential } from '../../server/person-credentials.ts';
import {
  type Command,
  type Context,
  type ExitCode,
  exitCodes,
  printResult,
  stringOption,
} from '../command.ts';
import { callNode, nodeOptions, sayRefusal } from '../node-access.ts';
import { tableOf } from '../table.ts';

/** Commands on access. */
export const accessCommands: readonly Command[] = [
  { path: 'access list', usage: '[--data DIR] [--json]', options: nodeOptions, run: runList },
  { path: 'access roles', usage: '[--json]', options: { json: nodeOptions.json }, run: runRoles },
  {
    path: 'access acts',
    usage: '[--person PSEUDONYM] [--record ID] [--from DATE] [--last N] [--data DIR] [--json]',
    options: {
      ...{ ...nodeOptions, person: { type: 'string' }, record: { type: 'string' } },
      ...{ from: { type: 'string' }, last: { type: 'string' } },
    },
    run: runActs,
  },
  {
    path: 'access new-credential',
    usage: '--person PSEUDONYM [--until DATE] [--data DIR] [--json]',
    options: { ...nodeOptions, person: { type: 'string' }, until: { type: 'string' } },
    run: runNewCredential,
  },
  {
    path: 'access credentials',
    usage: '[--data DIR] [--json]',
    options: nodeOptions,
    run: runCredentials,
  },
  {
    path: 'access revoke',
    usage: 'ID [--data DIR] [--json]',
    options: nodeOptions,
    run: runRevoke,
  },
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

async function runActs(context: Context): Promise<ExitCode> {
  const { args, options, text } = context;
  const last = stringOption(options, 'last') ?? '100';
  if (args.length > 0) return misused(context);
  if (!/^[1-9]\d{0,5}$/.test(last)) return usageOf(context, 'acts');
  const [person, id, since] = ['person', 'record', 'from'].map((name) =>
    stringOption(options, name),
  );
  const called = await callNode(context, 'acts', {
    most: Number(last),
    ...(person === undefined ? {} : { person }),
    ...(id === undefined ? {} : { id }),
    ...(since === undefined ? {} : { since }),
  });
  if (!called.ok) return sayRefusal(context, called.error);
  const acts = called.value as readonly ListedAct[];
  const head = ['when', 'person', 'act', 'id', 'leaf'] as const;
  const rows = acts.map((one) => [
    ...[one.at, one.person, `${one.kind} ${one.act}`, one.id, one.leaf.slice(0, 12)],
  ]);
  const lines =
    acts.length === 0
      ? [text('cli.access.no-acts')]
      : [...tableOf([head.map((name) => text(`cli.access.head.${name}`)), ...rows])];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}

async function runNewCredential(context: Context): Promise<ExitCode> {
  const { args, options, text } = context;
  const person = stringOption(options, 'person');
  if (args.length > 0 || person === undefined) return usageOf(context, 'new-credential');
  const until = stringOption(options, 'until');
  const params = { person, ...(until === undefined ? {} : { until }) };
  const called = await callNode(context, 'person-credential-new', params);
  if (!called.ok) return sayRefusal(context, called.error);
  const { credential, token } = called.value as {
    readonly credential: PersonCredential;
    readonly token: string;
  };
  context.say(text('cli.access.made', { id: credential.id, person }));
  printResult(context, { ...credential, token }, [token]);
  return exitCodes.ok;
}

async function runCredentials(context: Context): Promise<ExitCode> {
  if (context.args.length > 0) return misused(context);
  const called = await callNode(context, 'person-credentials');
  if (!called.ok) return sayRefusal(context, called.error);
  const all = called.value as readonly PersonCredential[];
  const { text } = context;
  const head = ['id', 'person', 'made', 'until', 'state'] as const;
  const rows = all.map(({ id, person, created, until = '–', revoked }) => [
    ...[id, person, created, until],
    revoked === undefined
      ? text('cli.access.state.valid')
      : text('cli.access.state.revoked', { at: revoked }),
  ]);
  const lines =
    all.length === 0
      ? [text('cli.access.no-credentials')]
      : [...tableOf([head.map((name) => text(`cli.access.head.${name}`)), ...rows])];
  printResult(context, called.value, lines);
  return exitCodes.ok;
}

async function runRevoke(context: Context): Promise<ExitCode> {
  const [id, ...more] = context.args;
  if (id === undefined || more.length > 0) return usageOf(context, 'revoke');
  const called = await callNode(context, 'person-credential-revoke', { id });
  if (!called.ok) return sayRefusal(context, called.error);
  const { revoked = '' } = called.value as PersonCredential;
  printResult(context, called.value, [context.text('cli.access.revoked', { id, at: revoked })]);
  return exitCodes.ok;
}

function usageOf(context: Context, command: string): ExitCode {
  const found = accessCommands.find(({ path }) => path === `access ${command}`);
  const line = `comity access ${command} ${found?.usage ?? ''}`;
  context.say(context.text('cli.access.usage', { line }));
  return exitCodes.usage;
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
