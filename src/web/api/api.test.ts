// docs/spec/exchange.md X16 to X19: what programs are answered, and the document that says so.
import { describe, expect, it } from 'vitest';
import { checkSchema } from '../../../test/support/json-schema.ts';
import { createSite } from '../../../test/support/web-fixture.ts';
import { leafOf } from '../../../test/support/web-places.ts';
import { createPages } from '../routes.ts';
import { apiPath, operations } from './operations.ts';

const site = createSite({ alarm: 'alarm' });
const pages = createPages(site);

async function get(path: string, headers: Record<string, string> = {}, app = pages) {
  const response = await app.request(`http://node.test${path}`, { headers });
  const text = await response.text();
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, never>;
  return { status: response.status, headers: response.headers, body };
}

const { body: openapi } = await get(`${apiPath}/openapi.json`);

/** An address of an operation, its parameters as the document gives them for example. */
function addressOf(operation: (typeof operations)[number]): string {
  const path = operation.path.replace(/\{([a-z]+)\}/g, (_, name: string) => {
    if (name === 'leaf') return leafOf(8);
    return operation.parameters.find((one) => one.name === name)!.example;
  });
  return `${apiPath}${path}`;
}

function issuesOf(body: unknown, name: string) {
  const document = { ...(openapi as object), id: 'openapi' };
  return checkSchema(body, { $ref: `openapi#/components/schemas/${name}` }, [document]);
}

/** Every reference of the document leads somewhere. */
function referencesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    name === '$ref' ? [String(member)] : referencesOf(member),
  );
}

describe('the interface for programs', () => {
  it('answers every operation as its schema says', async () => {
    for (const operation of operations) {
      const { status, body, headers } = await get(addressOf(operation));
      expect(status).toBe(200);
      expect(headers.get('content-type')).toContain('application/json');
      expect(headers.get('access-control-allow-origin')).toBe('*');
      expect([operation.id, issuesOf(body, operation.answers)]).toEqual([operation.id, []]);
    }
  });

  it('is checked by schemas that can fail', async () => {
    const { body } = await get(`${apiPath}/records/project/HK-P001`);
    expect(issuesOf({ ...(body as object), id: 'nobody' }, 'RecordWithHistory')).toEqual([
      { path: '/id', keyword: 'pattern' },
    ]);
    expect(issuesOf({ ...(body as object), history: [{}] }, 'RecordWithHistory')).not.toEqual([]);
  });

  it('gives the same states and statements as the pages read', async () => {
    const { body } = await get(`${apiPath}/records/project/HK-P001`);
    const record = await site.queries.record('project', 'HK-P001');
    expect(body.state).toEqual(JSON.parse(JSON.stringify(record!.state)));
    const leaves = (body.history as { place: { leaf: string } }[]).map(({ place }) => place.leaf);
    expect(leaves).toEqual(record!.history.map(({ place }) => place.leaf));
    expect(leaves.length).toBeGreaterThan(0);
  });

  it('lists records some at a time, each once, and says where the rest is', async () => {
    const seen: string[] = [];
    let address: string | undefined = `${apiPath}/records/approval-case?limit=3&asof=2026-11-20`;
    for (let turn = 0; address !== undefined && turn < 50; turn += 1) {
      const { status, body } = await get(address);
      expect(status).toBe(200);
      const page = body as unknown as { records: { id: string }[]; next?: string };
      expect(page.records.length).toBeLessThanOrEqual(3);
      seen.push(...page.records.map(({ id }) => id));
      address = page.next;
    }
    const all = await site.queries.records('approval-case', { asof: '2026-11-20' });
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(seen.length).toBeGreaterThan(6);
  });

  it('goes on after an id that is not there any more', async () => {
    const all = (await site.queries.records('approval-case')).map(({ id }) => id);
    const { body } = await get(`${apiPath}/records/approval-case?after=AA-K001`);
    expect((body.records as { id: string }[])[0]!.id).toBe(all[0]);
    const end = await get(`${apiPath}/records/approval-case?after=ZZZZZZ-K999999`);
    expect(end.body).toEqual({ records: [] });
  });

  it('answers that nothing has changed to who knows it already', async () => {
    const first = await get(`${apiPath}/records/project`);
    const tag = first.headers.get('etag')!;
    expect(tag).toMatch(/^(W\/)?".+"$/);
    const again = await get(`${apiPath}/records/project`, { 'if-none-match': tag });
    expect(again.status).toBe(304);
    const other = await get(`${apiPath}/records/meeting`, { 'if-none-match': tag });
    expect(other.status).toBe(200);
  });

  it('refuses with code, parameters and a sentence in the language asked for', async () => {
    const refusals: readonly (readonly [string, number, string])[] = [
      ['/records/dragon', 404, 'web.api.kind.unknown'],
      ['/records/person-role', 404, 'web.api.kind.unknown'],
      ['/records/log', 404, 'web.api.kind.unknown'],
      ['/records/constructor', 404, 'web.api.kind.unknown'],
      ['/records/project/HK-P999', 404, 'web.api.record.unknown'],
      ['/records/project/%00', 404, 'web.api.record.unknown'],
      ['/records/meeting/SZ-G009', 410, 'web.api.record.erased'],
      [`/entries/${'f'.repeat(64)}`, 404, 'web.api.entry.unknown'],
      ['/entries/zz', 404, 'web.api.entry.unknown'],
      ['/records/project?limit=0', 400, 'web.api.limit'],
      ['/records/project?limit=501', 400, 'web.api.limit'],
      ['/statements?limit=201', 400, 'web.api.limit'],
      ['/records/project?after=x', 400, 'web.api.after'],
      ['/records/project?asof=today', 400, 'web.day.not-a-day'],
      ['/nothing', 404, 'web.api.address.unknown'],
    ];
    for (const [path, status, code] of refusals) {
      const answers = await Promise.all(
        ['en', 'zh-hant', 'zh-hans'].map((lang) =>
          get(`${apiPath}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`),
        ),
      );
      const sentences = answers.map(({ body }) => {
        const { refused } = body as unknown as { refused: { code: string; sentence: string } };
        expect(refused.code).toBe(code);
        return refused.sentence;
      });
      expect(answers.map((one) => one.status)).toEqual([status, status, status]);
      expect(new Set(sentences).size).toBe(3);
      for (const sentence of sentences) expect(sentence).not.toBe(code);
    }
  });

  it('waits while it is not known what must be erased, and is nothing of a witness: web.api.held, web.api.witness.unknown', async () => {
    const held = await get(`${apiPath}/kinds`, {}, createPages({ ...site, isHeld: () => true }));
    expect([held.status, held.headers.get('retry-after')]).toEqual([503, '2']);
    expect(held.body).toMatchObject({ refused: { code: 'web.api.held' } });
    const witness = createPages({ ...site, witness: true });
    const none = await get(`${apiPath}/records/project`, {}, witness);
    expect(none.status).toBe(404);
    expect(none.body).toMatchObject({ refused: { code: 'web.api.witness.unknown' } });
    expect((await get(`${apiPath}/logs`, {}, witness)).status).toBe(200);
  });

  it('says no more than that something broke: web.api.failed', async () => {
    const told: unknown[] = [];
    const records = async () => Promise.reject(new Error('select secret from nowhere'));
    const broken = createPages({
      ...site,
      queries: { ...site.queries, records },
      onError: (error) => void told.push(error),
    });
    const { status, body } = await get(`${apiPath}/records/project`, {}, broken);
    expect(status).toBe(500);
    expect(body).toMatchObject({ refused: { code: 'web.api.failed' } });
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(told).toHaveLength(1);
  });
});

describe('its document', () => {
  it('names every operation once, with its parameters, and no reference leads nowhere', () => {
    const {
      openapi: version,
      paths,
      components,
    } = openapi as unknown as {
      openapi: string;
      paths: Record<
        string,
        Record<string, { operationId: string; parameters: { name: string; in: string }[] }>
      >;
      components: { schemas: Record<string, unknown> };
    };
    expect(version).toBe('3.1.0');
    const ids = Object.values(paths).flatMap((one) => Object.values(one).map((o) => o.operationId));
    expect(new Set(ids).size).toBe(ids.length);
    for (const operation of operations) {
      const described = paths[`${apiPath}${operation.path}`]!.get!;
      expect(described.operationId).toBe(operation.id);
      const inPath = described.parameters
        .filter((one) => one.in === 'path')
        .map(({ name }) => name);
      const named = [...operation.path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      expect(inPath).toEqual(named);
      expect(components.schemas).toHaveProperty(operation.answers);
    }
    for (const reference of referencesOf(openapi)) {
      const [name] = reference.split('/').slice(-1);
      expect(reference).toBe(`#/components/schemas/${name}`);
      expect(components.schemas).toHaveProperty(name!);
    }
  });

  it('describes the services as JSON-LD, and they are there', async () => {
    const { paths } = openapi as unknown as { paths: Record<string, { get?: object }> };
    const path = Object.keys(paths).find((one) => one.endsWith('.jsonld')) ?? '';
    expect(paths[path]!.get).toMatchObject({
      responses: { 200: { content: { 'application/ld+json': {} } } },
    });
    const response = await pages.request(`http://node.test${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/ld+json');
  });

  it('says where it is served and whether the records are sample data', () => {
    expect(openapi).toMatchObject({ servers: [{ url: 'http://node.test' }] });
    expect(JSON.stringify(openapi)).toContain('invented sample data');
  });
});
