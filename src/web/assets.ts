// Style sheets, pictures and scripts: files of assets/ read once and addressed by the hash of them all, linked scripts
// (scripts.ts) by their own. An address never changes its content.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { present } from '../base/errors.ts';
import { isScriptName, type ScriptName, scriptNamed, scriptPath } from './scripts.ts';

const folder = new URL('./assets/', import.meta.url);
const types: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

interface Asset {
  readonly body: string;
  readonly type: string;
  /** The part of the address that changes with the content. */
  readonly version: string;
}

const files = new Map<string, Pick<Asset, 'body' | 'type'>>(
  readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const type = types[name.split('.').at(-1) ?? ''];
      return type === undefined
        ? []
        : [[name, { body: readFileSync(new URL(name, folder), 'utf8'), type }]];
    }),
);

const version = hashOf([...files].map(([name, { body }]) => `${name}\n${body}`).join('\n'));

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

/** Returns the text of a style sheet, for documents that are to stand alone. */
export function styleSheetText(name: string): string {
  return present(files.get(`${name}.css`), `a style sheet ${name}`).body;
}

/** Returns the routes of the assets. Immutable at the present address; 404 at any other. */
export function createAssets(): Hono {
  const app = new Hono();
  app.get('/:version/:name', (c) => {
    const name = c.req.param('name');
    const asset = isScriptName(name) ? scriptAsset(name) : fileAsset(name);
    if (asset === undefined || c.req.param('version') !== asset.version) return c.notFound();
    const tag = `"${hashOf(asset.body)}"`;
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('ETag', tag);
    if (c.req.header('If-None-Match') === tag) return c.body(null, 304);
    return c.body(asset.body, 200, { 'Content-Type': asset.type });
  });
  return app;
}

function fileAsset(name: string): Asset | undefined {
  const file = files.get(name);
  return file === undefined ? undefined : { ...file, version };
}

function scriptAsset(name: ScriptName): Asset {
  const [, , hash = ''] = scriptPath(name).split('/');
  return { body: scriptNamed(name).text, type: types.js, version: hash };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
