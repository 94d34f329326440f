// How far another node may go before it is hung up on.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { codeOf } from '../base/errors.ts';
import { type Ask, createHttpClient, isPrivate } from './http-client.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(handler);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}

async function failure(ask: Omit<Ask, 'bytesMax'>, privateAddresses = true) {
  const client = createHttpClient({ privateAddresses });
  try {
    const answer = await client.ask({ bytesMax: 1_000, ...ask });
    return `answered ${answer.status}`;
  } catch (error) {
    return codeOf(error);
  } finally {
    client.close();
  }
}

describe('isPrivate', () => {
  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '100.127.255.255',
    '127.0.0.1',
    '127.255.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.0.0.8',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::7f00:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '0:0:0:0:0:ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    '2001:0:1::1',
    '2002:7f00:1::',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    'localhost',
    '',
  ])('refuses %s', (address) => {
    expect(isPrivate(address)).toBe(true);
  });

  it.each([
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.32.0.1',
    '::ffff:8.8.8.8',
    '2606:4700::1',
  ])('lets %s pass', (address) => {
    expect(isPrivate(address)).toBe(false);
  });
});

describe('createHttpClient', () => {
  it('brings the whole answer, with its status and as it was sent', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000));
    const port = await serve((request, response) => {
      expect(request.headers['accept-encoding']).toBe('identity');
      response.writeHead(404, { 'content-encoding': 'gzip' }).end(packed);
    });
    const client = createHttpClient({ privateAddresses: true });
    const answer = await client.ask({ url: `http://127.0.0.1:${port}/x`, bytesMax: 10_000 });
    client.close();
    // Nothing is unpacked: a bomb stays as small as it came.
    expect([answer.status, answer.bytes.length]).toEqual([404, packed.length]);
  });

  it('refuses private addresses, written any way', async () => {
    const port = await serve((_request, response) => response.end('secret'));
    for (const host of [
      `127.0.0.1:${port}`,
      `2130706433:${port}`,
      `0x7f.1:${port}`,
      `[::1]:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      '169.254.169.254',
    ]) {
      expect(await failure({ url: `http://${host}/` }, false)).toBe('server.peer.address');
    }
  });

  it('refuses a name that leads to a private address', async () => {
    const port = await serve((_request, response) => response.end('secret'));
    expect(await failure({ url: `http://localhost:${port}/` }, false)).toBe('server.peer.address');
    expect(await failure({ url: `http://localhost:${port}/` }, true)).toBe('answered 200');
  });

  it('follows no redirect', async () => {
    let asked = 0;
    const port = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/again' }).end();
    });
    expect(await failure({ url: `http://127.0.0.1:${port}/` })).toBe('server.peer.redirect');
    expect(asked).toBe(1);
  });

  it('gives up on an answer that is too long, announced or not', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/announced') response.setHeader('content-length', 2_000);
      response.write(Buffer.alloc(1_500));
    });
    for (const path of ['announced', 'stream'])
      expect(await failure({ url: `http://127.0.0.1:${port}/${path}` })).toBe(
        'server.peer.too-long',
      );
  });

  it('gives up on a peer that says nothing, and on one that says it too slowly', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/silent') return;
      const timer = setInterval(() => response.write('.'), 30);
      response.on('close', () => clearInterval(timer));
    });
    const url = `http://127.0.0.1:${port}`;
    expect(await failure({ url: `${url}/silent`, idleMilliseconds: 100 })).toBe(
      'server.peer.silent',
    );
    expect(await failure({ url: `${url}/slow`, totalMilliseconds: 300 })).toBe(
      'server.peer.silent',
    );
  });

  it('says unreachable for a closed port, a cut answer and an upgrade', async () => {
    const port = await serve((request, response) => {
      if (request.url === '/upgrade') {
        response.socket?.write(
          'HTTP/1.1 101 Switching\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n',
        );
        return;
      }
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    });
    const url = `http://127.0.0.1:${port}`;
    for (const path of ['cut', 'upgrade'])
      expect(await failure({ url: `${url}/${path}`, totalMilliseconds: 2_000 })).toBe(
        'server.peer.unreachable',
      );
    expect(await failure({ url: 'http://127.0.0.1:1/' })).toBe('server.peer.unreachable');
  });

  it('asks nothing more once it is closed', async () => {
    const client = createHttpClient({ privateAddresses: true });
    client.close();
    const asked = client.ask({ url: 'http://127.0.0.1:1/', bytesMax: 1 });
    await expect(asked).rejects.toMatchObject({ code: 'server.peer.unreachable' });
  });
});
