// Cold replication of a hypercore over TCP on loopback: one process serves, another takes over.
// `node peer-replicate.ts serve MODULES FOLDER ENTRIES`, `node peer-replicate.ts take MODULES FOLDER PORT:KEY:ENTRIES`
import { createRequire } from 'node:module';
import net from 'node:net';
import { join } from 'node:path';

const [role, modules, dir, what] = process.argv.slice(2);
const Hypercore = createRequire(join(modules, 'package.json'))('hypercore');
const batch = 1_024;

if (role === 'serve') {
  const core = new Hypercore(dir);
  await core.ready();
  for (let at = 0; at < Number(what); at += batch) {
    await core.append(
      Array.from({ length: batch }, (_, i) => {
        const bytes = Buffer.alloc(400, 65);
        bytes.writeDoubleBE(at + i, 0);
        return bytes;
      }),
    );
  }
  const server = net.createServer((socket) => {
    const stream = core.replicate(false, { live: true });
    socket.on('error', () => undefined);
    stream.on('error', () => undefined);
    stream.pipe(socket).pipe(stream);
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as net.AddressInfo;
    const key = core.key.toString('hex');
    process.stdout.write(`${JSON.stringify({ port, key, entries: core.length })}\n`);
  });
} else {
  const [port, key, entries] = what.split(':');
  const core = new Hypercore(dir, key);
  await core.ready();
  const from = performance.now();
  const socket = net.connect(Number(port), '127.0.0.1');
  const stream = core.replicate(true, { live: true });
  stream.pipe(socket).pipe(stream);
  await core.update({ wait: true });
  await core.download({ start: 0, end: Number(entries) }).done();
  const seconds = (performance.now() - from) / 1_000;
  process.stdout.write(`${JSON.stringify({ rate: Number(entries) / seconds })}\n`);
  process.exit(0);
}
