// One script out of many sources: it runs by itself, holds no types, and takes in nothing that does not belong.
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Fault } from '../base/errors.ts';
import { linkScript } from './link-script.ts';

describe('a linked script', () => {
  it('runs without modules and gives the answers of its sources', () => {
    const script = `${linkScript('base/sha256.ts')}\nmodules['base/sha256.ts'].createSha256()(bytes);`;
    const digest: Uint8Array = runInNewContext(script, { bytes: new TextEncoder().encode('abc') });
    expect(Buffer.from(digest).toString('hex').slice(0, 16)).toBe('ba7816bf8f01cfea');
  });

  it('holds each source once, behind what it imports, and no import or export', () => {
    const script = linkScript('web/browser/verify-entry.ts');
    const order = [...script.matchAll(/^modules\['([^']+)'\] =/gm)].map((match) => match[1]!);
    expect(new Set(order).size).toBe(order.length);
    expect(order.indexOf('base/bytes.ts')).toBeLessThan(order.indexOf('record/verify.ts'));
    expect(order.at(-1)).toBe('web/browser/verify-entry.ts');
    expect(script).not.toMatch(/^\s*(import|export)\b/m);
    expect(linkScript('web/browser/verify-entry.ts')).toBe(script);
  });

  it('takes in no file that needs a server, and nothing from outside src', () => {
    expect(() => linkScript('store/node-crypto.ts')).toThrow(Fault);
    expect(() => linkScript('web/assets.ts')).toThrow(Fault);
    expect(() => linkScript('../package.json')).toThrow(Fault);
  });

  it('says nothing on the terminal of whoever runs the node', () => {
    const said: unknown[] = [];
    const listen = (warning: Error) => void said.push(warning.name);
    process.on('warning', listen);
    linkScript('record/merkle.ts');
    process.off('warning', listen);
    expect(said).toEqual([]);
  });
});
