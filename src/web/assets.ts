// Style sheets and pictures, read once, addressed by the hash of them all: an address never changes its content.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Hono } from 'hono';

const folder = new URL('./assets/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

interface Asset {
  readonly body: string;
  readonly type: string;
}

const assets = new Map<string, Asset>(
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const type = types[name.split('.').at(-1) ?? ''];
      return type === undefined
        ? []
        : [[name, { body: readFileSync(new URL(name, folder), 'utf8'), type }]];
    }),
);

const version = hashOf([...assets].map(([name, { body }]) => `${name}\n${body}`).join('\n'));

/** Addresses of the style sheets, in the order in which a page links them. */
export const styleSheets: readonly string[] = [
  'tokens',
  'page',
  'record',
  'charts',
  'project',
  'print',
].map((name) => assetPath(`${name}.css`));

/** Returns the address of an asset: `/assets/<hash>/mark.svg`. */
export function assetPath(name: string): string {
  return `/assets/${version}/${name}`;
}

/** Returns the routes of the assets. Immutable at the present address; 404 at any other. */
export function createAssets(): Hono {
  const app = new Hono();
  app.get('/:version/:name', (c) => {
    const asset = assets.get(c.req.param('name'));
    if (asset === undefined || c.req.param('version') !== version) return c.notFound();
    const tag = `"${hashOf(asset.body)}"`;
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('ETag', tag);
    if (c.req.header('If-None-Match') === tag) return c.body(null, 304);
    return c.body(asset.body, 200, { 'Content-Type': asset.type });
  });
  return app;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
