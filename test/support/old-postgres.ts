// A server that says it is an older PostgreSQL than can be installed here: as much of the protocol (PostgreSQL
// manual, chapter 55) as a client needs to connect, to set its settings, and to ask for the version.
import { createServer } from 'node:net';

/** Listens on loopback. Its only row answers every question without parameters: version, UTF8, C.UTF-8. */
export async function openOldPostgres(version: number): Promise<{ url: string } & AsyncDisposable> {
  const server = createServer((socket) => {
    let begun = false;
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      if (!begun) {
        begun = true;
        socket.write(Buffer.concat([message('R', int32(0)), ready]));
        return;
      }
      for (const kind of kindsIn(bytes)) {
        if (kind === 'Q') socket.write(Buffer.concat([...rowOf(version), ready]));
        if (kind === 'S') socket.write(Buffer.concat([...settingsTaken, ready]));
        if (kind === 'X') socket.end();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `postgres://clerk@127.0.0.1:${port}/comity`,
    [Symbol.asyncDispose]: () => new Promise<void>((done) => server.close(() => done())),
  };
}

const int16 = (value: number) => Buffer.from([value >> 8, value & 255]);
const int32 = (value: number) => Buffer.concat([int16(value >>> 16), int16(value & 65_535)]);
const text = (words: string) => Buffer.from(`${words}\0`);

//  kind (1) | length of what follows, itself included (4) | body
function message(kind: string, ...body: readonly Buffer[]): Buffer {
  const whole = Buffer.concat(body);
  return Buffer.concat([Buffer.from(kind), int32(whole.length + 4), whole]);
}

const ready = message('Z', Buffer.from('I'));
const settingsTaken = [
  message('1'),
  message('2'),
  message('n'),
  message('C', text('SELECT 0')),
] as const;

function rowOf(version: number): readonly Buffer[] {
  const columns: readonly (readonly [string, number, string])[] = [
    ['version', 23, String(version)],
    ['encoding', 25, 'UTF8'],
    ['ctype', 25, 'C.UTF-8'],
  ];
  const heads = columns.map(([name, type]) =>
    Buffer.concat([text(name), int32(0), int16(0), int32(type), int16(-1), int32(-1), int16(0)]),
  );
  const values = columns.map(([, , value]) =>
    Buffer.concat([int32(value.length), Buffer.from(value)]),
  );
  const count = int16(columns.length);
  return [
    message('T', count, ...heads),
    message('D', count, ...values),
    message('C', text('SELECT 1')),
  ];
}

/** The kinds of the messages in one piece; a client this polite sends whole ones. */
function* kindsIn(bytes: Buffer): Generator<string> {
  for (let at = 0; at + 5 <= bytes.length; at += 1 + bytes.readInt32BE(at + 1))
    yield String.fromCharCode(bytes[at] ?? 0);
}
