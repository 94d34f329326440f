// A file that a reader keeps: one HTML document with the entry, its proof, its public content, the keys and the script
// that checks them, in every language of the pages. It opens from a disk, asks no network, and its own policy forbids
// both. The same script as on the page, byte for byte.
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import { assert } from '../../../base/errors.ts';
import type { Verification } from '../../../projection/queries.ts';
import { type Language, languages } from '../../../text/languages.ts';
import { styleSheetText } from '../../assets.ts';
import type { Html } from '../../html.ts';
import { scriptNamed } from '../../scripts.ts';
import type { Site, Visit } from '../../site.ts';
import { createView, type View } from '../../view.ts';
import {
  browserCheck,
  type Checkable,
  isCheckable,
  materialOf,
  withoutScript,
} from './browser-check.ts';
import { keysOf, type LogKeys } from './model.ts';
import { provesNot } from './proof.ts';

/** Returns the document for a leaf (hex), or undefined where there is no such entry or no proof of it yet. */
export async function savedFile(
  site: Site,
  visit: Visit,
  leaf: string,
): Promise<{ readonly name: string; readonly document: Html } | undefined> {
  const verification = await site.node.verify(leaf);
  const kept = verification === undefined ? undefined : await site.node.kept(leaf);
  if (verification === undefined || !isCheckable(kept)) return undefined;
  const keys = keysUsed(keysOf(visit.programme, verification), verification);
  const views = [visit.language, ...languages.filter((one) => one !== visit.language)].map(
    (language) => createView(site.messages, { ...visit, language }),
  );
  const name = fileName(verification, visit.language);
  return { name, document: documentOf(views, { verification, kept, keys }) };
}

/** Only witnesses that have cosigned: a line that is gone from the file later was there when it was saved. */
function keysUsed(keys: LogKeys | undefined, { steps }: Verification): LogKeys | undefined {
  if (keys === undefined) return undefined;
  const names = new Set(
    steps.flatMap(({ check, outcome, params }) =>
      check === 'cosignature' && outcome === 'passed' ? [params.key] : [],
    ),
  );
  const witnesses = keys.witnesses.filter((key) => names.has(key.slice(0, key.indexOf('+'))));
  return { ...keys, witnesses };
}

interface Saved {
  readonly verification: Verification;
  readonly kept: Checkable;
  readonly keys: LogKeys | undefined;
}

function documentOf(views: readonly View[], saved: Saved): Html {
  const [view] = views;
  const style = ['tokens', 'page', 'record', 'print'].map(styleSheetText).join('\n');
  const { text: script } = scriptNamed('verify.js');
  for (const text of [style, script])
    assert(!/<\/|<!--/.test(text), 'what stands inside a tag ends none');
  const policy = [
    "default-src 'none'",
    `script-src '${cspHash(script)}'`,
    `style-src '${cspHash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return html`<!DOCTYPE html>
<html lang="${view.language.lang}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${view.text('verify.saved.title', { record: saved.verification.about })}</title>
  <style>${raw(style)}</style>
</head>
<body class="saved">
  <main id="main">
    ${languageLinks(views)}
    ${views.map((one, i) => part(one, saved, i === 0))}
    ${materialOf(view, saved.kept)}
  </main>
  <script type="module">${raw(script)}</script>
</body>
</html>
`;
}

function languageLinks(views: readonly View[]): Html {
  return html`<nav class="languages" aria-label="${views[0]?.text('layout.languages') ?? ''}"><ul>${views.map(
    ({ language, languageName }) =>
      html`<li><a href="#${language.address}" lang="${language.lang}" hreflang="${language.hreflang}">${languageName(language.tag)}</a></li>`,
  )}</ul></nav>`;
}

function part(view: View, saved: Saved, isFirst: boolean): Html {
  const { verification, keys } = saved;
  const { language, status } = view;
  const title = view.text('verify.saved.title', { record: verification.about });
  const facts = {
    party: view.partyName(verification.party),
    programme: view.plain(view.programme.title),
    index: verification.index,
  };
  return html`<article id="${language.address}" lang="${language.lang}">
    <header class="page-head">${isFirst ? html`<h1>${title}</h1>` : html`<h1 class="again">${title}</h1>`}
      <p class="lead">${view.text('verify.saved.lead', facts)}</p>
      <p class="quiet">${view.html('verify.saved.from', { node: status.name, at: view.instant(view.now) })}</p>
    </header>
    ${withoutScript(view)}
    ${browserCheck(view, keys, { absent: 'failed' })}
    ${provesNot(view, language.address)}
  </article>`;
}

function cspHash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Letters, digits and hyphens only. */
function fileName(verification: Pick<Verification, 'about' | 'index'>, language: Language): string {
  const about = verification.about.replace(/[^A-Za-z0-9]+/g, '-');
  return `${about}-${verification.index}.${language.address}.html`;
}
