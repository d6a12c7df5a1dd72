import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './support/api.ts';
import {
  accessibilityFaults,
  type Look,
  openBrowser,
  type Person,
  person,
  shot,
} from './support/browser.ts';
import {
  callId,
  completeApplication,
  demoProposal,
  enter,
  firstSource,
  formConsortium,
  linkIn,
  organisationId,
  signPart,
  submit,
  view,
} from './support/prepare.ts';
import { type Product, startProduct } from './support/product.ts';
import { allRoutes, routeOf } from './support/routes.ts';

const emails = {
  coordinator: 'coordinator@mobile-heights.example',
  budget: 'budget@mobile-heights.example',
  smart: 'editor@smart-textiles.example',
  automation: 'editor@automation-region.example',
  reader: 'reader@techtank.example',
  officer: 'officer@tillvaxtverket.example',
  admin: 'admin@samspel.example',
};
type Who = keyof typeof emails | 'visitor';

interface Place {
  name: string;
  as: Who;
  path: string;
  /** Where the visitor ends, when the page leads on. */
  leadsTo?: string;
}

let product: Product;
let browser: Browser;
let places: Place[] = [];

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  places = await preparePlaces();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** A draft, a submitted application, an invitation, a request for a pledge: something on every page. */
async function preparePlaces(): Promise<Place[]> {
  const coordinator = await arrive('coordinator');
  const smart = await arrive('smart');
  const automation = await arrive('automation');
  const { page } = coordinator;
  const draft = await demoProposal(page);
  const submitted = await formConsortium(product, coordinator, 'Mätbar mjukvara', [
    { who: smart, email: emails.smart, organisation: 'Smart Textiles' },
    { who: automation, email: emails.automation, organisation: 'Automation Region' },
  ]);
  const submissionId = await signAndSubmit(submitted, { coordinator, smart, automation });
  const invitation = await inviteSomebody(page, draft);
  const pledge = await askForPledge(page, await view(page, draft));
  const call = await callId(page);
  const cluster = await organisationId(page, 'Smart Textiles');
  for (const who of [coordinator, smart, automation]) await who.context.close();
  return [
    ...openPlaces({ call, cluster, invitation, pledge }),
    ...officialPlaces({ call, submissionId }),
    ...workspacePlaces(await viewAs('coordinator', draft), 'draft'),
    ...workspacePlaces(await viewAs('coordinator', submitted), 'submitted').slice(0, 3),
  ];
}

function openPlaces(ids: Record<'call' | 'cluster' | 'invitation' | 'pledge', string>): Place[] {
  const demoLink = new URL(product.links.get(emails.smart) ?? '');
  return [
    { name: 'landing', as: 'visitor', path: '/' },
    { name: 'home', as: 'coordinator', path: '/' },
    { name: 'home-officer', as: 'officer', path: '/' },
    { name: 'calls', as: 'coordinator', path: '/calls' },
    { name: 'call', as: 'coordinator', path: `/calls/${ids.call}` },
    { name: 'call-visitor', as: 'visitor', path: `/calls/${ids.call}` },
    { name: 'clusters', as: 'coordinator', path: '/clusters' },
    { name: 'cluster', as: 'smart', path: `/clusters/${ids.cluster}` },
    { name: 'inbox', as: 'smart', path: '/inbox' },
    { name: 'settings', as: 'coordinator', path: '/settings' },
    { name: 'accessibility', as: 'visitor', path: '/accessibility' },
    { name: 'demo-mailbox', as: 'visitor', path: '/demo/mailbox' },
    { name: 'demo-sign-in', as: 'visitor', path: demoLink.pathname + demoLink.search },
    { name: 'sign-in', as: 'visitor', path: '/sign-in' },
    { name: 'sign-in-confirm', as: 'visitor', path: '/sign-in/confirm?token=abc' },
    { name: 'invitation', as: 'visitor', path: ids.invitation },
    { name: 'invitation-unknown', as: 'visitor', path: `/invitation?token=${'x'.repeat(43)}` },
    { name: 'pledge', as: 'visitor', path: ids.pledge },
    { name: 'not-found', as: 'visitor', path: '/no/such/page' },
  ];
}

function officialPlaces(ids: Record<'call' | 'submissionId', string>): Place[] {
  return [
    { name: 'admin', as: 'admin', path: '/admin' },
    { name: 'authority', as: 'officer', path: '/authority' },
    { name: 'authority-call', as: 'officer', path: `/authority/calls/${ids.call}` },
    { name: 'submission', as: 'officer', path: `/authority/submissions/${ids.submissionId}` },
  ];
}

function workspacePlaces({ id, partners }: ProposalView, name: string): Place[] {
  const [lead, second] = partners;
  const at = (area: string) => `/workspace/${id}/${area}`;
  const place = (area: string, as: Who, part = '', leadsTo?: string): Place => ({
    name: `workspace-${name}-${area}${part && `-${part.slice(0, 4)}`}-${as}`,
    as,
    path: part ? `${at(area)}/${part}` : at(area),
    ...(leadsTo ? { leadsTo } : {}),
  });
  return [
    place('overview', 'coordinator'),
    place('budget', 'coordinator', lead?.id),
    place('narrative', 'coordinator', 'need'),
    {
      name: `workspace-${name}`,
      as: 'coordinator',
      path: `/workspace/${id}`,
      leadsTo: at('overview'),
    },
    place('partners', 'coordinator'),
    place('narrative', 'smart'),
    place('narrative', 'reader', 'need'),
    place('budget', 'smart'),
    place('budget', 'coordinator', 'all'),
    place('budget', 'reader', second?.id),
    place('cofunding', 'smart'),
    place('cofunding', 'coordinator', lead?.id),
    place('cofunding', 'coordinator', 'all'),
    place('checks', 'coordinator'),
    place('activity', 'coordinator'),
  ];
}

async function arrive(who: Who, look: Look = {}): Promise<Person> {
  const someone = await person(browser, product, who, look);
  return who === 'visitor' ? someone : enter(someone, product, emails[who]);
}

async function viewAs(who: Who, id: string): Promise<ProposalView> {
  const someone = await arrive(who);
  const seen = await view(someone.page, id);
  await someone.context.close();
  return seen;
}

async function signAndSubmit(
  id: string,
  people: Record<'coordinator' | 'smart' | 'automation', Person>,
): Promise<string> {
  await completeApplication(product, people.coordinator, id);
  const { partners } = await view(people.coordinator.page, id);
  const signers = [people.coordinator, people.smart, people.automation];
  for (const [index, partner] of partners.entries()) {
    const signer = signers[index];
    if (signer) await signPart(product, signer, id, partner.id);
  }
  const outcome = await submit(people.coordinator, id);
  expect(outcome).toMatchObject({ outcome: 'accepted' });
  if (outcome.outcome !== 'accepted') throw new Error('not submitted');
  return outcome.submission.id;
}

async function inviteSomebody(page: Page, proposalId: string): Promise<string> {
  const email = 'newcomer@compare.example';
  await call(page, 'consortium.invite', {
    proposalId,
    organisationId: await organisationId(page, 'Compare'),
    role: 'partner',
    email,
    personRole: 'editor',
    message: 'Välkommen med i konsortiet.',
  });
  const link = new URL(await linkIn(product, email, '/invitation'));
  return link.pathname + link.search;
}

async function askForPledge(page: Page, proposal: ProposalView): Promise<string> {
  const email = 'finance@region-skane.example';
  await call(page, 'cofunding.requestPledge', {
    proposalId: proposal.id,
    partnerId: proposal.me.partnerId,
    sourceId: await firstSource(product, proposal.id, proposal.me.partnerId),
    funderName: 'Region Skåne',
    email,
    amountMinor: '6340000',
  });
  const link = new URL(await linkIn(product, email, '/pledge'));
  return link.pathname + link.search;
}

/** Drawn and at rest: a heading is there, nothing loads any more, fonts have come. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' });
  await page.evaluate(() => document.fonts.ready);
}

/** Content that sticks out and makes the page itself scroll sideways. */
function sticksOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName}.${element.className}: ${element.textContent?.trim()}`);
  });
}

interface Visit {
  place: Place;
  look: Required<Look>;
  faults: string[];
  pathname: string;
}

/** Two visits show each place in both languages, both themes and both widths. */
function looksOf(index: number): Required<Look>[] {
  const phoneIsDark = index % 2 === 0;
  return [
    { locale: index % 4 < 2 ? 'en' : 'sv', dark: phoneIsDark, phone: true },
    { locale: index % 4 < 2 ? 'sv' : 'en', dark: !phoneIsDark, phone: false },
  ];
}

const lookName = ({ locale, dark, phone }: Required<Look>) =>
  `${phone ? '390' : 'wide'}-${dark ? 'dark' : 'light'}-${locale}`;

async function visit(who: Person, place: Place, look: Required<Look>): Promise<Visit> {
  const { page, complaints } = who;
  const before = complaints.length;
  await page.goto(place.path);
  await settled(page);
  const pathname = new URL(page.url()).pathname;
  const faults: string[] = [];
  const expected = new URL(place.leadsTo ?? place.path, product.url).pathname;
  if (pathname !== expected) faults.push(`ended at ${pathname}, not at ${expected}`);
  if ((await page.locator('html').getAttribute('lang')) !== look.locale) faults.push('language');
  if (!(await page.title()).includes('Samspel')) faults.push('has no title');
  await shot(page, `${place.name}-${lookName(look)}`);
  faults.push(...(await accessibilityFaults(page)));
  if (look.phone) {
    await page.setViewportSize({ width: 320, height: 640 });
    faults.push(...(await sticksOut(page)).map((what) => `sticks out at 320 px: ${what}`));
    await page.setViewportSize({ width: 390, height: 844 });
  }
  faults.push(...complaints.slice(before));
  return { place, look, faults, pathname };
}

async function visitAll(): Promise<Visit[]> {
  const visits: Visit[] = [];
  // One sign-in per person and look: their places one after the other.
  const tours = new Map<string, { as: Who; look: Required<Look>; stops: Place[] }>();
  for (const [index, place] of places.entries()) {
    for (const look of looksOf(index)) {
      const key = `${place.as} ${lookName(look)}`;
      const tour = tours.get(key) ?? { as: place.as, look, stops: [] };
      tour.stops.push(place);
      tours.set(key, tour);
    }
  }
  for (const { as, look, stops } of tours.values()) {
    const who = await arrive(as, look);
    for (const place of stops) {
      visits.push(
        await visit(who, place, look).catch((error: Error) => ({
          place,
          look,
          faults: [error.message],
          pathname: place.path,
        })),
      );
    }
    await who.context.close();
  }
  return visits;
}

describe('every route', () => {
  let visits: Visit[] = [];

  it('is reached, accessible, quiet and narrow enough in every look', async () => {
    visits = await visitAll();
    const faults = visits.flatMap(({ place, look, faults: found }) =>
      found.map((fault) => `${place.name} ${lookName(look)}: ${fault}`),
    );
    expect(faults).toEqual([]);
  }, 300_000);

  it('is visited in both languages, both themes and both widths', () => {
    const seen = new Map(allRoutes().map((route) => [route, new Set<string>()]));
    for (const { place, look, pathname } of visits) {
      for (const path of [pathname, new URL(place.path, product.url).pathname]) {
        const looks = seen.get(routeOf(path) ?? '');
        looks
          ?.add(look.locale)
          .add(look.dark ? 'dark' : 'light')
          .add(look.phone ? '390' : 'wide');
      }
    }
    const missing = [...seen].filter(([, looks]) => looks.size < 6);
    expect(missing.map(([route, looks]) => `${route}: only ${[...looks].join(', ')}`)).toEqual([]);
  });
});
