// Runs a command with COMITY_DATABASE_URL naming a new database on a throw-away PostgreSQL, made as the operator's
// manual says, and looks afterwards whether it was used. Usage: node .ci/on-postgres.ts COMMAND [ARGUMENT ...]
import { spawnSync } from 'node:child_process';
import { openCluster } from '../test/support/postgres.ts';

const [command, ...args] = process.argv.slice(2);
if (command === undefined) throw new Error('expected a command');
await using cluster = await openCluster();
const url = await cluster.database('comity');
const env = { ...process.env, COMITY_DATABASE_URL: url };
const ended = spawnSync(command, args, { stdio: 'inherit', env });
const used = await cluster.run(
  'comity',
  `select schemaname as schema, count(*)::integer as tables from pg_tables
   where schemaname not in ('pg_catalog', 'information_schema') group by 1 order by 1`,
);
console.log(`schemas: ${JSON.stringify(used)}`);
if (used.length === 0) throw new Error('the command made no tables in PostgreSQL');
process.exitCode = ended.status ?? 1;
