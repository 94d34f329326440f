// The thread that makes the demonstration's database: opened, tables made, closed. Started by demo-template.ts.
import { workerData } from 'node:worker_threads';
import { createTables, hasTables } from '../projection/schema.ts';
import { openPglite } from '../store/pglite.ts';

const { dir } = workerData as { readonly dir: string };
const db = await openPglite({ dir, watchdogMilliseconds: 120_000 });
if (!(await hasTables(db))) await createTables(db);
await db.close();
