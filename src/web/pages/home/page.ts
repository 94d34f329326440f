// Home: what this is in one sentence, the parties either side of the boundary, what comes next, what is new.
import { html } from 'hono/html';
import { type Html, nothing } from '../../html.ts';
import type { Page } from '../../page.ts';
import { newsOf } from '../../parts/history.ts';
import { partyMark, sideOf, silentMark } from '../../parts/mark.ts';
import { sampleMark, statusTag } from '../../parts/status.ts';
import { recordPath } from '../../records.ts';
import type { View } from '../../view.ts';
import { type HomeModel, homeModel } from './model.ts';
import type { NextThing } from './next.ts';

/** The page `/`. */
export const homePage: Page<HomeModel> = {
  path: '/',
  dated: false,
  model: homeModel,
  render: (model, view) => ({
    title: view.text('home.title'),
    sample: view.programme.sample,
    body: html`<header class="hero">
        <h1>${view.words(view.programme.title)}</h1>
        <p class="lead">${view.text('home.lead')}</p>
      </header>
      ${partySpine(view, model)}
      ${figures(view, model)}
      <section aria-labelledby="next">
        <h2 id="next">${view.text('home.next')}</h2>
        ${model.next.length === 0 ? html`<p class="quiet">${view.text('home.next.none')}</p>` : ''}
        <ul class="rows">${model.next.map((thing) => nextRow(view, thing))}</ul>
      </section>
      <section aria-labelledby="new">
        <h2 id="new">${view.text('home.new')}</h2>
        <p class="quiet">${view.text('home.new.lead')}</p>
        ${newsOf(view, model.latest)}
      </section>
      ${doors(view)}`,
  }),
};

/** The parties on their sides; what they hold in common crosses the spine. */
function partySpine(view: View, model: HomeModel): Html {
  const { parties, charter } = view.programme;
  const on = charter?.concluded?.on;
  return html`<section class="spine spine-hero" aria-label="${view.text('home.parties')}">
    ${parties.map(
      (party) => html`<div class="${sideOf(view, party.party)} party">
      <p class="party-mark">${silentMark(view, party.party)}</p>
      <p class="party-name">${view.words(party.name)}</p>
      <p class="party-log">${logLine(view, party.party)}</p>
    </div>`,
    )}
    <p class="joint">${
      on === undefined
        ? view.text('home.charter.none')
        : view.html('home.charter', {
            day: view.date(on),
            link: html`<a href="${view.href('/about')}#charter">${view.text('home.charter.link')}</a>`,
          })
    }
      ${model.late === 0 ? nothing : html` <a href="${view.href('/commitments')}">${statusTag('late', view.text('home.late', { count: model.late }))}</a>`}</p>
  </section>`;
}

function logLine(view: View, party: string): Html {
  const log = view.status.logs.find((line) => line.party === party);
  if (log === undefined) return html`${view.text('home.log.unknown')}`;
  const params = { recorded: log.recordedSize, confirmed: log.confirmedSize };
  return html`${view.text('home.log', params)}`;
}

function figures(view: View, model: HomeModel): Html {
  const { projects, projectsAhead, approvals, approvalsLate } = model;
  const all: readonly (readonly [string, number, string])[] = [
    [
      '/projects',
      projects,
      view.text('home.figure.projects', { count: projects, ahead: projectsAhead }),
    ],
    [
      '/approvals',
      approvals,
      view.text('home.figure.approvals', { count: approvals, late: approvalsLate }),
    ],
    [
      '/agreements',
      model.agreements,
      view.text('home.figure.agreements', { count: model.agreements, concluded: model.concluded }),
    ],
    [
      '/commitments',
      model.commitments,
      view.text('home.figure.commitments', { count: model.commitments, late: model.late }),
    ],
    ['/meetings', model.meetings, view.text('home.figure.meetings', { count: model.meetings })],
    ['/reports', model.reportsOpen, view.text('home.figure.reports', { count: model.reportsOpen })],
  ];
  return html`<ul class="figures">${all.map(
    ([path, figure, words]) =>
      html`<li><a href="${view.href(path)}"><b>${figure}</b> <span>${words}</span></a></li>`,
  )}</ul>`;
}

function nextRow(view: View, thing: NextThing): Html {
  const path = thing.kind === 'approval' ? `/approvals/${thing.id}` : (recordPath(thing.id) ?? '/');
  return html`<li class="row">
    <p class="row-id">${view.date(thing.day)}</p>
    <div class="row-main">
      <h3><a href="${view.href(path)}">${view.words(thing.texts)}</a> ${sampleMark(view, thing)}</h3>
      <p class="row-facts"><span class="marks">${thing.parties.map((party) => partyMark(view, party))}</span>
        <span>${view.text(kindKeys[thing.kind])}</span></p>
    </div>
    <p class="row-status">${thing.late ? statusTag('late', view.text('home.next.late')) : statusTag('planned', view.text('home.next.ahead'))}</p>
  </li>`;
}

const kindKeys: Readonly<Record<NextThing['kind'], string>> = {
  approval: 'home.next.approval',
  commitment: 'home.next.commitment',
  meeting: 'home.next.meeting',
  opening: 'home.next.opening',
  'text-open-until': 'home.next.text-open-until',
};

function doors(view: View): Html {
  const all = [
    { path: '/services', title: 'home.door.services', text: 'home.door.services.text' },
    { path: '/offers', title: 'home.door.offers', text: 'home.door.offers.text' },
    { path: '/stories', title: 'home.door.stories', text: 'home.door.stories.text' },
    { path: '/verify', title: 'home.door.verify', text: 'home.door.verify.text' },
    { path: '/status', title: 'home.door.status', text: 'home.door.status.text' },
    ...(view.hasReport
      ? [{ path: '/about/report', title: 'home.door.report', text: 'home.door.report.text' }]
      : []),
  ];
  return html`<nav class="doors" aria-label="${view.text('home.doors')}"><ul>${all.map(
    (door) => html`<li><a href="${view.href(door.path)}"><b>${view.text(door.title)}</b></a>
    <p>${view.text(door.text)}</p></li>`,
  )}</ul></nav>`;
}
