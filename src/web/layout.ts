// The frame of every page: head with addresses in all languages, masthead, notices, content, foot.
import { html } from 'hono/html';
import { type Language, langOfTag, languages } from '../text/languages.ts';
import type { Messages } from '../text/messages.ts';
import { assetPath, styleSheets } from './assets.ts';
import { type Html, nothing } from './html.ts';
import type { Content } from './page.ts';
import { programmeSign } from './parts/mark.ts';
import { sampleMark, shape } from './parts/status.ts';
import { usualTag, type View } from './view.ts';

/** Those marked are all that a witness has: it keeps no records. */
const sections: readonly {
  readonly path: string;
  readonly key: string;
  readonly ofWitness?: true;
}[] = [
  { path: '/projects', key: 'nav.projects' },
  { path: '/approvals', key: 'nav.approvals' },
  { path: '/crossings', key: 'nav.crossings' },
  { path: '/obstacles', key: 'nav.obstacles' },
  { path: '/services', key: 'nav.services' },
  { path: '/agreements', key: 'nav.agreements' },
  { path: '/commitments', key: 'nav.commitments' },
  { path: '/meetings', key: 'nav.meetings' },
  { path: '/reports', key: 'nav.reports' },
  { path: '/verify', key: 'nav.verify' },
  { path: '/status', key: 'nav.status', ofWitness: true },
  { path: '/about', key: 'nav.about', ofWitness: true },
];

/** Returns the whole document of a page. */
export function layout(view: View, messages: Messages, content: Content): Html {
  return html`<!DOCTYPE html>
<html lang="${view.language.lang}"${hasMoreLetters(view) ? html` class="letters"` : ''}>
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${documentTitle(view, content)}</title>
  ${styleSheets.map((path) => html`<link rel="stylesheet" href="${path}">\n`)}
  <link rel="icon" type="image/svg+xml" href="${assetPath('sign.svg')}">
  ${alternates(view)}
</head>
<body>
  <a class="skip" href="#main">${view.text('layout.skip')}</a>
  ${masthead(view, messages)}
  ${alarmNotice(view)}
  <main id="main" tabindex="-1">${content.body}</main>
  ${foot(view)}
</body>
</html>`;
}

/** Whether texts are in a language that the style sheet's usual families may lack letters of. */
function hasMoreLetters({ programme }: View): boolean {
  return programme.languages.some((tag) => !/^(en|zh)(-|$)/.test(tag));
}

function documentTitle(view: View, content: Content): string {
  const programme = view.plain(view.programme.title);
  const sample = content.sample || view.programme.sample;
  const key = sample ? 'layout.title.sample' : 'layout.title';
  return view.text(key, { title: content.title, programme });
}

/** The same page in every language, itself included; `x-default` is the address that negotiates. */
function alternates(view: View): Html {
  const links = languages.map(
    (language) =>
      html`<link rel="alternate" hreflang="${language.hreflang}" href="${view.base}${addressIn(view, language)}">\n`,
  );
  const fallback = view.path === '/' ? '/' : addressIn(view, languages[0] ?? view.language);
  return html`${links}<link rel="alternate" hreflang="x-default" href="${view.base}${fallback}">`;
}

/** The present address in another language: path and query stay. */
function addressIn(view: View, language: Language): string {
  return `/${language.address}${view.path}${view.search}`;
}

function demonstrationNotice(view: View): Html {
  if (!view.demonstration) return nothing;
  return html`<p class="demonstration">${view.text('layout.demonstration')}</p>`;
}

function masthead(view: View, messages: Messages): Html {
  const shown = view.witness ? sections.filter((one) => one.ofWitness) : sections;
  return html`<header class="masthead">
    ${demonstrationNotice(view)}
    <div class="masthead-top">
      <a class="programme" href="${view.href('/')}">${programmeSign(view)}<span
        class="programme-title">${view.marked(view.programme.title)}</span></a>
      ${sampleMark(view, view.programme)}
      <nav class="languages" aria-label="${view.text('layout.languages')}">
        <ul>${languages.map((language) => languageItem(view, messages, language))}</ul>
      </nav>
    </div>
    <nav class="sections" aria-label="${view.text('layout.sections')}">
      <ul>${shown.map(({ path, key }) => {
        const inside = view.path === path || view.path.startsWith(`${path}/`);
        return html`<li><a href="${view.href(path)}"${inside ? html` aria-current="${view.path === path ? 'page' : 'true'}"` : ''}>${view.text(key)}</a></li>`;
      })}</ul>
    </nav>
    ${textLanguageNotice(view)}
  </header>`;
}

/** Said once where no text of the programme is in the reader's language, instead of at every text. */
function textLanguageNotice(view: View): Html {
  const usual = usualTag(view);
  if (usual === undefined) return nothing;
  const languages = view.list(view.programme.languages.map(view.languageIn));
  const language = view.languageIn(usual);
  return html`<p class="text-notice">${view.text('layout.texts', { languages, language })}</p>`;
}

function languageItem(view: View, messages: Messages, language: Language): Html {
  const name = html`<span lang="${language.lang}">${messages.text(language, 'language.name')}</span>`;
  if (language === view.language) return html`<li><span aria-current="true">${name}</span></li>`;
  return html`<li><a href="${addressIn(view, language)}" hreflang="${language.hreflang}"
    lang="${langOfTag(language.tag)}" rel="alternate">${name}</a></li>`;
}

/** Shown on every page while a log contradicts itself and nobody has closed the alarm. */
function alarmNotice(view: View): Html {
  const open = view.status.alarms.filter((alarm) => alarm.closed === undefined);
  if (open.length === 0) return nothing;
  const named = open.map((alarm) =>
    alarm.party === undefined ? alarm.origin : view.partyName(alarm.party),
  );
  const parties = view.list([...new Set(named)]);
  const state = open.some((alarm) => alarm.state === 'proven') ? 'proven' : 'open';
  return html`<section class="alarm" aria-labelledby="alarm-title">
    ${shape('late')}
    <div>
      <h2 id="alarm-title">${view.text(alarmKeys[state].title)}</h2>
      <p>${view.text(alarmKeys[state].text, { parties })} <a href="${view.href('/status')}#alarms">${view.text('layout.alarm.link')}</a></p>
    </div>
  </section>`;
}

const alarmKeys = {
  proven: { title: 'layout.alarm.title', text: 'layout.alarm.text' },
  open: { title: 'layout.alarm.open.title', text: 'layout.alarm.open.text' },
} as const;

function foot(view: View): Html {
  const { status } = view;
  const operator = status.party === undefined ? status.name : view.partyName(status.party);
  return html`<footer class="foot">
    <p>${view.text(view.witness ? 'layout.operator.witness' : 'layout.operator', { operator })}</p>
    <ul>${footLinks(view).map(([path, key]) => html`<li><a href="${view.href(path)}">${view.text(key)}</a></li>`)}</ul>
    <p class="permalink">${view.base}${addressIn(view, view.language)}</p>
    <p class="quiet">${view.text('layout.version', { version: status.version, node: status.name })} ${view.html('layout.now', { now: view.instant(status.now) })}</p>
  </footer>`;
}

function footLinks(view: View): readonly (readonly [path: string, key: string])[] {
  if (view.witness) return [['/about', 'layout.foot.about']];
  return [
    ['/about', 'layout.foot.about'],
    ['/organizations', 'nav.organizations'],
    ['/documents', 'nav.documents'],
    ['/fields', 'nav.fields'],
    ['/places', 'nav.places'],
    ['/money', 'nav.money'],
    ['/returns', 'nav.returns'],
    ['/bodies', 'nav.bodies'],
    ['/proposals', 'nav.proposals'],
    ['/indicators', 'nav.indicators'],
    ['/offers', 'nav.offers'],
    ['/stories', 'nav.stories'],
    ['/terms', 'nav.terms'],
    ['/feedback', 'nav.feedback'],
    ['/changes', 'nav.changes'],
    ['/data', 'nav.data'],
    ...(view.hasReport ? [['/about/report', 'nav.press-report'] as const] : []),
    ['/verify', 'layout.foot.verify'],
  ];
}
