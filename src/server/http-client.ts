// How this node asks others: only configured addresses, no redirects, no private addresses unless allowed,
// a cap on bytes, and patience that ends. Peer addresses never come from peer data (they are in signed exports
// that people entered).
import { lookup as dnsLookup } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { ComityError } from '../base/errors.ts';

/** One request. */
export interface Ask {
  readonly url: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The answer may not be longer. */
  readonly bytesMax: number;
  /** Give up when no byte came for so long. Default 10 s. */
  readonly idleMilliseconds?: number;
  /** Give up after so long in all. Default 60 s. */
  readonly totalMilliseconds?: number;
}

/** One answer, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

/** Asks other nodes. */
export interface HttpClient {
  ask(request: Ask): Promise<Answer>;
  close(): void;
}

const privateAddresses = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  privateAddresses.addSubnet(net, bits, 'ipv4');
}
for (const [net, bits] of [
  // Unspecified, loopback, and the old form that holds an IPv4 address.
  ['::', 96],
  // Translated and tunnelled IPv4: the address inside may be any.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  privateAddresses.addSubnet(net, bits, 'ipv6');
}

/**
 * Returns a client. Failures: server.peer.address (private), server.peer.redirect, server.peer.too-long,
 * server.peer.silent, server.peer.unreachable.
 */
export function createHttpClient(setting: { readonly privateAddresses: boolean }): HttpClient {
  const options = { keepAlive: true, maxSockets: 8, timeout: 10_000 };
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  const lookup = setting.privateAddresses ? undefined : checkedLookup;
  let closed = false;
  return {
    ask: (request) => {
      // Whoever is in the middle of many requests must not hold up a node that stops.
      if (closed)
        return Promise.reject(new ComityError('server.peer.unreachable', 'the node is stopping'));
      const url = new URL(request.url);
      if (!setting.privateAddresses && isIP(hostOf(url)) !== 0 && isPrivate(hostOf(url))) {
        return Promise.reject(
          new ComityError('server.peer.address', `${url.host} is a private address`),
        );
      }
      const secure = url.protocol === 'https:';
      return perform(request, {
        url,
        lookup,
        secure,
        agent: secure ? agents['https:'] : agents['http:'],
      });
    },
    close: () => {
      closed = true;
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Wire {
  readonly url: URL;
  readonly lookup: LookupFunction | undefined;
  readonly secure: boolean;
  readonly agent: http.Agent;
}

function perform(request: Ask, wire: Wire): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const fail = (code: string, message: string, cause?: unknown) => {
    clearTimeout(timer);
    outgoing.destroy();
    reject(new ComityError(code, `${wire.url.origin}: ${message}`, cause));
  };
  const outgoing = (wire.secure ? https : http).request(wire.url, {
    method: request.method ?? 'GET',
    agent: wire.agent,
    headers: { 'accept-encoding': 'identity', ...request.headers },
    ...(wire.lookup === undefined ? {} : { lookup: wire.lookup }),
  });
  const total = request.totalMilliseconds ?? 60_000;
  const timer = setTimeout(
    () => fail('server.peer.silent', `no whole answer in ${total} ms`),
    total,
  );
  const idle = request.idleMilliseconds ?? 10_000;
  outgoing.setTimeout(idle, () => fail('server.peer.silent', `no byte in ${idle} ms`));
  outgoing.on('error', (error) => {
    clearTimeout(timer);
    if (error instanceof ComityError) reject(error);
    else
      reject(
        new ComityError('server.peer.unreachable', `${wire.url.origin}: ${error.message}`, error),
      );
  });
  outgoing.on('upgrade', (_answer, socket) => {
    socket.destroy();
    fail('server.peer.unreachable', 'wants another protocol');
  });
  outgoing.on('response', (incoming) => {
    const status = incoming.statusCode ?? 0;
    if (status >= 300 && status < 400 && status !== 304) {
      fail('server.peer.redirect', `answered ${status}; redirects are not followed`);
      return;
    }
    const parts: Buffer[] = [];
    let length = 0;
    incoming.on('data', (part: Buffer) => {
      length += part.length;
      if (length <= request.bytesMax) parts.push(part);
      else {
        parts.length = 0;
        fail('server.peer.too-long', `more than ${request.bytesMax} bytes`);
      }
    });
    incoming.on('error', (error) => fail('server.peer.unreachable', error.message, error));
    incoming.on('end', () => {
      clearTimeout(timer);
      const whole = Buffer.concat(parts, length);
      parts.length = 0;
      // A view, not a copy: bundles are large.
      const bytes = new Uint8Array(whole.buffer, whole.byteOffset, whole.length);
      resolve({ status, headers: incoming.headers, bytes });
    });
  });
  outgoing.end(request.body);
  return promise;
}

/** Resolves once, refuses private results, and connects to the very address that was checked. */
const checkedLookup: LookupFunction = (hostname, options, callback) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    const first = addresses?.[0];
    const refused = addresses?.find((entry) => isPrivate(entry.address));
    if (error !== null || first === undefined) callback(error, '', 0);
    else if (refused !== undefined) {
      const text = `${hostname} is at the private address ${refused.address}`;
      callback(new ComityError('server.peer.address', text), '', 0);
    } else if (options.all === true) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/**
 * Returns whether an address is loopback, private, link-local, shared, multicast, or an IPv6 form of one of these.
 * Anything that is no address counts as private.
 */
export function isPrivate(address: string): boolean {
  const family = isIP(address);
  // A zone (`fe80::1%eth0`) is only ever part of a link-local address.
  if (family === 0 || address.includes('%')) return true;
  // Node compares IPv4-mapped addresses with the IPv4 rules by itself.
  return privateAddresses.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}
