// Pages stay closed to other origins although the log beside them is open: both are served by one node.
import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { createLogRoutes, type LogRoutesWorld } from '../src/server/log-routes.ts';
import { createPages } from '../src/web/routes.ts';
import { testCrypto } from './support/crypto.ts';
import { createSite } from './support/web-fixture.ts';

const nothing = async () => undefined;
const world = {
  logs: { byOriginHash: () => undefined },
  programme: 'two-towns',
  crypto: testCrypto,
  clock: () => 0,
  desk: { addCheckpoint: nothing, newest: async () => 'a note\n', compareAll: nothing },
  evidence: { read: nothing },
  prover: { entry: nothing, tlogProof: nothing, verify: nothing },
  isHeld: () => false,
  readers: () => [],
  baseUrl: () => 'http://node.test',
} as unknown as LogRoutesWorld;

const app = new Hono().route('/', createLogRoutes(world)).route('/', createPages(createSite()));

describe('headers of a node', () => {
  it('open the log to pages of other origins, and keep the node’s own pages closed', async () => {
    const note = await app.request('http://node.test/witness/ab/checkpoint');
    expect([note.status, note.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    const page = await app.request('http://node.test/en/');
    expect(page.status).toBe(200);
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    expect(page.headers.get('cross-origin-resource-policy')).toBe('same-origin');
  });
});
