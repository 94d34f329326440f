// The route table, and the Hono application that answers it in every language. The server mounts it at the root.
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Refusal } from '../base/result.ts';
import type { ErasureStatus } from '../projection/queries.ts';
import { type Language, languageOfAddress, languages } from '../text/languages.ts';
import { negotiateLanguage } from '../text/negotiation.ts';
import { createApi } from './api/routes.ts';
import { createAssets } from './assets.ts';
import { parseDays } from './days.ts';
import { documentFile } from './document-file.ts';
import { type Download, sendDownload } from './download.ts';
import { downloads } from './downloads.ts';
import { secureHeaders } from './headers.ts';
import { createKeptPages } from './kept-pages.ts';
import { layout } from './layout.ts';
import { type Content, type Route, routeOf } from './page.ts';
import { aboutPage } from './pages/about/page.ts';
import { agreementPage } from './pages/agreement/page.ts';
import { agreementsPage } from './pages/agreements/page.ts';
import { approvalPage } from './pages/approval/page.ts';
import { approvalsPage } from './pages/approvals/page.ts';
import { bodiesPage } from './pages/bodies/page.ts';
import { changesPage } from './pages/changes/page.ts';
import { commitmentsPage } from './pages/commitments/page.ts';
import { crossingsPage } from './pages/crossings/page.ts';
import { dataPage } from './pages/data/page.ts';
import { documentPage } from './pages/document/page.ts';
import { documentsPage } from './pages/documents/page.ts';
import { feedbackPage } from './pages/feedback/page.ts';
import {
  feedbackFormContent,
  feedbackFormPage,
  feedbackFormPath,
  feedbackSentPage,
  feedbackSentPath,
} from './pages/feedback-form/page.ts';
import { postFeedback } from './pages/feedback-form/post.ts';
import { fieldPage } from './pages/field/page.ts';
import { fieldsPage } from './pages/fields/page.ts';
import { homePage } from './pages/home/page.ts';
import { indicatorsPage } from './pages/indicators/page.ts';
import { meetingPage } from './pages/meeting/page.ts';
import { meetingsPage } from './pages/meetings/page.ts';
import { moneyPage } from './pages/money/page.ts';
import { obstaclesPage } from './pages/obstacles/page.ts';
import { offersPage } from './pages/offers/page.ts';
import { organizationsPage } from './pages/organizations/page.ts';
import { placesPage } from './pages/places/page.ts';
import { pressReportPage } from './pages/press-report/page.ts';
import {
  brokenContent,
  erasedContent,
  heldContent,
  noRecords,
  refusedContent,
  unknownAddress,
} from './pages/problem/page.ts';
import { projectPage } from './pages/project/page.ts';
import { projectsPage } from './pages/projects/page.ts';
import { proposalsPage } from './pages/proposals/page.ts';
import { reportsPage } from './pages/reports/page.ts';
import { returnsOfMonthPage, returnsPage } from './pages/returns/page.ts';
import { servicePage } from './pages/service/page.ts';
import { servicesPage } from './pages/services/page.ts';
import { statusPage } from './pages/status/page.ts';
import { storiesPage } from './pages/stories/page.ts';
import { storyPage } from './pages/story/page.ts';
import { termsPage } from './pages/terms/page.ts';
import { verifyPage } from './pages/verify/page.ts';
import { savedFile } from './pages/verify/saved-file.ts';
import { whatIfAnswer } from './pages/what-if/answer.ts';
import { whatIfPage } from './pages/what-if/page.ts';
import { documentsSection } from './parts/documents.ts';
import { feedbackSection } from './parts/feedback.ts';
import type { Site, Visit } from './site.ts';
import { createView, type View } from './view.ts';
import { bareVisit, visitOf } from './visit.ts';

/** Every page, by its path after the language. */
export const routes: readonly Route[] = [
  routeOf(homePage),
  routeOf(projectsPage),
  routeOf(projectPage),
  routeOf(whatIfPage),
  routeOf(approvalsPage),
  routeOf(approvalPage),
  routeOf(agreementsPage),
  routeOf(agreementPage),
  routeOf(commitmentsPage),
  routeOf(meetingsPage),
  routeOf(meetingPage),
  routeOf(documentsPage),
  routeOf(documentPage),
  routeOf(fieldsPage),
  routeOf(fieldPage),
  routeOf(placesPage),
  routeOf(moneyPage),
  routeOf(returnsPage),
  routeOf(returnsOfMonthPage),
  routeOf(proposalsPage),
  routeOf(bodiesPage),
  routeOf(reportsPage),
  routeOf(obstaclesPage),
  routeOf(crossingsPage),
  routeOf(organizationsPage),
  routeOf(servicesPage),
  routeOf(servicePage),
  routeOf(indicatorsPage),
  routeOf(offersPage),
  routeOf(storiesPage),
  routeOf(storyPage),
  routeOf(termsPage),
  routeOf(changesPage),
  routeOf(feedbackPage),
  routeOf(feedbackFormPage),
  routeOf(feedbackSentPage),
  routeOf(dataPage),
  routeOf(verifyPage),
  routeOf(statusPage),
  routeOf(aboutPage),
  routeOf(pressReportPage),
];

/** What a witness has to show: every other page is about records, and it keeps none. */
const witnessPaths: ReadonlySet<string> = new Set([statusPage.path, aboutPage.path]);

/** Pages that show more than records and what is known of logs: made for every reader. */
const unkeptPaths: ReadonlySet<string> = new Set([
  statusPage.path,
  verifyPage.path,
  feedbackFormPath,
]);

/**
 * Returns the pages of a node as a Hono application: `/` negotiates the language, `/{language}/…` answers, anything
 * else is a 404 in the language of its address. Mount it last, at the root: it answers every path.
 */
export function createPages(site: Site): Hono {
  const app = new Hono();
  const kept = createKeptPages(() => site.version?.());
  app.use(secureHeaders());
  app.route('/assets', createAssets());
  app.route('/', createApi(site));
  app.use('*', async (c, next) => {
    if (site.isHeld?.() !== true || isStatus(c.req.path)) return next();
    c.header('Retry-After', '2');
    return problem(c, site, heldContent);
  });
  app.get('/plan/:id/inputs.json', (c) => inputsFile(c, site));
  app.get('/plan/:id/inputs/:file{[0-9a-f]{64}\\.json}', (c) => recordedFile(c, site));
  app.get('/documents/:id/:file{[0-9a-f]{64}}', async (c) => {
    const found = await documentFile(site, c.req.param('id'), c.req.param('file'));
    return found ?? problem(c, site, unknownAddress);
  });
  app.get('/', toOwnLanguage);
  for (const { path } of downloads) app.get(path, toOwnLanguage);
  for (const language of languages) {
    for (const download of downloads) {
      app.get(`/${language.address}${download.path}`, (c) =>
        downloaded(c, { site, download, language }),
      );
    }
    app.get(`/${language.address}`, (c) => c.redirect(`/${language.address}/`, 301));
    app.get(`/${language.address}/projects/:id/what-if.json`, (c) => whatIfJson(c, site, language));
    app.get(`/${language.address}/verify/:file{[0-9a-f]{64}\\.html}`, (c) =>
      verifyFile(c, site, language),
    );
    for (const route of routes) {
      if (route.path === pressReportPage.path && site.report.length === 0) continue;
      if (isOfForm(route.path) && site.feedback === undefined) continue;
      const make = (c: Context) => answer(c, { site, route, language });
      const isKept = !unkeptPaths.has(route.path);
      app.get(`/${language.address}${route.path}`, (c) => (isKept ? kept(c, make) : make(c)));
    }
  }
  if (site.feedback !== undefined) takeFeedback(app, site);
  // Not `notFound`: the handler of an application that is mounted in another is never asked.
  app.get('*', (c) => problem(c, site, unknownAddress));
  app.onError((error, c) => {
    site.onError?.(error);
    return problem(c, site, brokenContent);
  });
  return app;
}

function isOfForm(path: string): boolean {
  return path === feedbackFormPath || path === feedbackSentPath;
}

/** What the public writes: bounded before it is read, and answered by another page, so that going back sends nothing twice. */
function takeFeedback(app: Hono, site: Site): void {
  const limit = bodyLimit({
    maxSize: formBytesMax,
    onError: (c) => problem(c, site, unknownAddress),
  });
  for (const language of languages) {
    app.post(`/${language.address}${feedbackFormPath}`, limit, async (c) => {
      const posted = await postFeedback(c, { site, language });
      if (posted === undefined) return c.redirect(`/${language.address}${feedbackSentPath}`, 303);
      const visit = await visitOf(c, { site, language, when: {} });
      const view = createView(site.messages, visit);
      const content = feedbackFormContent(posted.form, view);
      return c.html(layout(view, site.messages, content), content.status ?? 400);
    });
  }
}

/** Bytes of a form: a message of 4,000 letters, each of them escaped. */
const formBytesMax = 64 * 1024;

/** Leads to the same address in the reader's language. */
function toOwnLanguage(c: Context): Response {
  const language = negotiateLanguage(c.req.header('Accept-Language'));
  c.header('Vary', 'Accept-Language');
  return c.redirect(`/${language.address}${c.req.path}`, 302);
}

/** The page that says why the others wait. */
function isStatus(path: string): boolean {
  return languages.some((language) => path === `/${language.address}${statusPage.path}`);
}

async function answer(
  c: Context,
  asked: { readonly site: Site; readonly route: Route; readonly language: Language },
): Promise<Response> {
  const { site, route, language } = asked;
  if (site.witness && route.path === '/') return c.redirect(`/${language.address}/status`, 302);
  const days = route.dated ? parseDays(c.req.query()) : ({ ok: true, value: {} } as const);
  const visit = await visitOf(c, { site, language, when: days.ok ? days.value : {} });
  const view = createView(site.messages, visit);
  const send = (content: Content, status: ContentfulStatusCode) =>
    c.html(layout(view, site.messages, content), status);
  if (!days.ok) return send(refusedContent(view, days.error), 400);
  if (site.witness && !witnessPaths.has(route.path)) return send(noRecords(view), 404);
  const content = await route.answer(site, visit, view);
  if (!content.ok) {
    const erasure = erasureOf(visit, content.error);
    if (erasure !== undefined) return send(erasedContent(view, erasure), 410);
    return send(refusedContent(view, content.error), statusOf(content.error));
  }
  c.header('Cache-Control', 'no-cache');
  const isOfRecord = route.path.endsWith('/:id');
  const shown = isOfRecord
    ? await withWhatNamesIt(content.value, { site, visit, view })
    : content.value;
  return send(shown, shown.status ?? 200);
}

/** The page of one record ends with its documents and the feedback on it, whichever page it is. */
async function withWhatNamesIt(
  content: Content,
  { site, visit, view }: { readonly site: Site; readonly visit: Visit; readonly view: View },
): Promise<Content> {
  const id = visit.params.id ?? '';
  const [documents, feedback] = await Promise.all([
    site.queries.records('document', visit.when),
    site.queries.records('feedback', visit.when),
  ]);
  const ofIt = documents.filter(({ state }) => state.of.includes(id));
  const onIt = feedback.filter(({ state }) => state.record === id);
  const body = html`${content.body}${documentsSection(view, ofIt)}${feedbackSection(view, onIt, site.feedback && { record: id })}`;
  return { ...content, body };
}

/** Public records in a format of others. */
async function downloaded(
  c: Context,
  asked: { readonly site: Site; readonly download: Download; readonly language: Language },
): Promise<Response> {
  const { site, download, language } = asked;
  if (site.witness) return problem(c, site, noRecords);
  const visit = await visitOf(c, { site, language, when: {} });
  const view = createView(site.messages, visit);
  return (await sendDownload(download, { site, visit, view })) ?? problem(c, site, unknownAddress);
}

/** The inputs document of a project's forecast as it stands: what `comity plan forecast` reads. */
async function inputsFile(c: Context, site: Site): Promise<Response> {
  const document = await site.plans.inputs(c.req.param('id') ?? '');
  if (document === undefined) return problem(c, site, unknownAddress);
  c.header('Cache-Control', 'no-cache');
  return c.body(document, 200, { 'Content-Type': 'application/json; charset=utf-8' });
}

/** The inputs document that a forecast on record names: it never changes. */
async function recordedFile(c: Context, site: Site): Promise<Response> {
  const hash = (c.req.param('file') ?? '').slice(0, 64);
  const document = await site.plans.recordedInputs(c.req.param('id') ?? '', hash);
  if (document === undefined) return problem(c, site, unknownAddress);
  c.header('Cache-Control', 'public, max-age=31536000, immutable');
  return c.body(document, 200, { 'Content-Type': 'application/json; charset=utf-8' });
}

/** An entry as a file that checks itself wherever it is opened. The policy of the pages does not apply to it there. */
async function verifyFile(c: Context, site: Site, language: Language): Promise<Response> {
  if (site.witness) return problem(c, site, noRecords);
  const leaf = (c.req.param('file') ?? '').slice(0, 64);
  const visit = await visitOf(c, { site, language, when: {} });
  const saved = await savedFile(site, visit, leaf);
  if (saved === undefined) return problem(c, site, unknownAddress);
  c.header('Cache-Control', 'no-cache');
  c.header('Content-Disposition', `attachment; filename="${saved.name}"`);
  return c.html(saved.document);
}

/** The answer of the what-if page alone, in words, for its script. */
async function whatIfJson(c: Context, site: Site, language: Language): Promise<Response> {
  const visit = await visitOf(c, { site, language, when: {} });
  const answer = await whatIfAnswer(site, visit, createView(site.messages, visit));
  if (answer === undefined) return c.json({}, 404);
  return c.json(answer, answer.faults.length === 0 ? 200 : 400);
}

/** Whether what is asked for was there, and was erased as a whole. */
function erasureOf(visit: Visit, { code, params }: Refusal): ErasureStatus | undefined {
  if (!code.endsWith('.unknown')) return undefined;
  return visit.status.erasures.find(({ record }) => record !== undefined && record === params.id);
}

function statusOf(refusal: Refusal): ContentfulStatusCode {
  return refusal.code.endsWith('.unknown') ? 404 : 400;
}

/** Answers with a page about a problem, in the language of the address, else the reader's. */
async function problem(
  c: Context,
  site: Site,
  contentOf: (view: ReturnType<typeof createView>) => Content,
): Promise<Response> {
  const language =
    languageOfAddress(c.req.path.split('/')[1] ?? '') ??
    negotiateLanguage(c.req.header('Accept-Language'));
  const visit = await visitOf(c, { site, language, when: {} }).catch(() =>
    bareVisit(c, site, language),
  );
  const view = createView(site.messages, visit);
  const content = contentOf(view);
  return c.html(layout(view, site.messages, content), content.status ?? 500);
}
