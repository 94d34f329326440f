// A node that listens: its pages, its log and witness, and the operator's socket.
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { ComityError, codeOf, messageOf } from '../base/errors.ts';
import { isBlobNamed } from '../projection/blobs.ts';
import { nodeCrypto } from '../store/node-crypto.ts';
import type { Messages } from '../text/messages.ts';
import { createPages } from '../web/routes.ts';
import type { ReportElement } from '../web/site.ts';
import { caseEventDesk } from './case-event-desk.ts';
import { createCaseEventRoutes } from './case-event-routes.ts';
import { commandDesk } from './command-desk.ts';
import { createCommandRoutes } from './command-routes.ts';
import { createControl } from './control.ts';
import { listenControl } from './control-socket.ts';
import { feedbackDoor } from './feedback-desk.ts';
import { createForecaster } from './forecaster.ts';
import { urlOf } from './introduce.ts';
import { eraseStartMilliseconds } from './limits.ts';
import { createLogRoutes } from './log-routes.ts';
import type { Node } from './node.ts';
import { openNodePlans } from './node-plans.ts';
import { ownKeyFile } from './own-keys.ts';
import { isHeld, nodeQueries, pageVersion, publicQueries } from './pages.ts';
import { schedulePrivateRoot } from './private-root.ts';
import { createPublications } from './publications.ts';

/** What serving needs beside the node. */
export interface ServeSetting {
  readonly node: Node;
  readonly messages: Messages;
  readonly report: readonly ReportElement[];
  /** Held: forecasts are recorded only once `startForecasts` is called. */
  readonly forecasts: 'recorded' | 'held';
  /** Told of what broke a page or a request: never shown to readers. */
  readonly onError: (error: unknown) => void;
}

/** A serving node. */
export interface Serving {
  readonly url: string;
  readonly port: number;
  /** Puts forecasts that are due on record, and goes on doing so. */
  startForecasts(): Promise<void>;
  close(): Promise<void>;
}

/** Listens on the configured port. Failures: server.listen.port-taken, server.listen.refused. */
export async function serveNode(setting: ServeSetting): Promise<Serving> {
  const { node } = setting;
  const { host, port } = node.config;
  // Slow clients are closed after five seconds of headers; Node looks every 30 s unless told. One that asks and
  // does not read is closed when its socket has been quiet for 20 s.
  const server = createServer({ connectionsCheckingInterval: 1_000 });
  server.timeout = 20_000;
  server.headersTimeout = 5_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 10_000;
  const actual = await listen(server, { host, port });
  const plans = openNodePlans(node);
  const forecaster = createForecaster(node, plans);
  const publications = createPublications(node);
  const app = new Hono();
  app.route('/', logRoutes(node, `http://${host}:${actual}`));
  const { party } = node;
  if (party !== undefined) {
    const { messages, onError } = setting;
    const world = { messages, onError, clock: node.clock };
    app.route('/', createCaseEventRoutes({ ...world, desk: caseEventDesk(node, party) }));
    app.route('/', createCommandRoutes({ ...world, desk: commandDesk(node, party) }));
  }
  app.route(
    '/',
    createPages({
      queries: publicQueries(node),
      node: nodeQueries(node),
      plans: plans.public,
      blob: (hash) => node.blobs.get(hash),
      messages: setting.messages,
      demonstration: node.config.demonstration,
      witness: node.config.own === undefined,
      report: setting.report,
      nodeName: node.config.own?.party ?? node.config.witnessName,
      ...(party === undefined ? {} : { feedback: feedbackDoor(node, party) }),
      isHeld: () => isHeld(node),
      version: pageVersion(node),
      onError: setting.onError,
    }),
  );
  server.on('request', getRequestListener(app.fetch));
  const control = await listenControl(node.dataDir, createControl(node, plans));
  node.start();
  // Most starts have nothing to erase and are through at once; whoever asks meanwhile is told to wait.
  await node.party?.eraser.ready(eraseStartMilliseconds);
  void publications.start();
  if (setting.forecasts === 'recorded') void forecaster.start();
  const stopPrivateRoot = schedulePrivateRoot(node);
  return {
    url: `http://${host}:${actual}`,
    port: actual,
    startForecasts: () => forecaster.start(),
    close: async () => {
      stopPrivateRoot();
      // A plan that is being computed is given up: stopping waits for none.
      await Promise.all([publications.close(), forecaster.close(), plans.close()]);
      await control.close();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
      await node.close();
    },
  };
}

function logRoutes(node: Node, listening: string): Hono {
  return createLogRoutes({
    logs: node.logs,
    programme: node.config.programme,
    crypto: nodeCrypto,
    clock: node.clock,
    desk: node.desk,
    evidence: node.evidence,
    prover: node.prover,
    isHeld: () => isHeld(node),
    keyFile: () => ownKeyFile(node),
    blobs: node.blobs,
    isBlobNamed: async (log, asked) => {
      const projection = node.party?.projection;
      return projection !== undefined && isBlobNamed(projection, log.identity, asked);
    },
    readers: () => node.federation.readers(),
    baseUrl: () => (node.config.url === undefined ? listening : urlOf(node)),
  });
}

async function listen(
  server: Server,
  where: { readonly host: string; readonly port: number },
): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(where.port, where.host, resolve);
  try {
    await promise;
  } catch (error) {
    const code =
      codeOf(error) === 'EADDRINUSE' ? 'server.listen.port-taken' : 'server.listen.refused';
    throw new ComityError(code, `${where.host}:${where.port}: ${messageOf(error)}`, error);
  }
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : where.port;
}
