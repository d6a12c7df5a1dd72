import type { ProposalView } from '@samspel/domain/proposal/proposal-view';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
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
  signInAtOnce,
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

interface Ids {
  call: string;
  cluster: string;
  submission: string;
  invitation: string;
  pledge: string;
  demoLink: string;
  draft: string;
  submitted: string;
  lead: string;
  partner: string;
}

interface Place {
  name: string;
  as: Who;
  path: (ids: Ids) => string;
  /** Where the visitor ends, when the page leads on. */
  leadsTo?: (ids: Ids) => string;
  /** One look is enough: another place shows the same route in both. */
  once?: true;
}

const at = (name: string, as: Who, path: Place['path']): Place => ({ name, as, path });
const once = (place: Place): Place => ({ ...place, once: true });

const open: Place[] = [
  at('landing', 'visitor', () => '/'),
  at('home', 'coordinator', () => '/'),
  once(at('home-officer', 'officer', () => '/')),
  at('calls', 'coordinator', () => '/calls'),
  at('call', 'coordinator', ({ call }) => `/calls/${call}`),
  once(at('call-visitor', 'visitor', ({ call }) => `/calls/${call}`)),
  at('clusters', 'coordinator', () => '/clusters'),
  at('cluster', 'coordinator', ({ cluster }) => `/clusters/${cluster}`),
  at('inbox', 'smart', () => '/inbox'),
  at('settings', 'coordinator', () => '/settings'),
  once(at('settings-visitor', 'visitor', () => '/settings')),
  at('accessibility', 'visitor', () => '/accessibility'),
  at('demo-mailbox', 'visitor', () => '/demo/mailbox'),
  at('demo-sign-in', 'visitor', ({ demoLink }) => demoLink),
  at('sign-in', 'visitor', () => '/sign-in'),
  at('sign-in-confirm', 'visitor', () => '/sign-in/confirm?token=abc'),
  at('invitation', 'visitor', ({ invitation }) => invitation),
  once(at('invitation-unknown', 'visitor', () => `/invitation?token=${'x'.repeat(43)}`)),
  at('pledge', 'visitor', ({ pledge }) => pledge),
  at('not-found', 'visitor', () => '/no/such/page'),
  at('admin', 'admin', () => '/admin'),
  at('authority', 'officer', () => '/authority'),
  at('authority-call', 'officer', ({ call }) => `/authority/calls/${call}`),
  at('submission', 'officer', ({ submission }) => `/authority/submissions/${submission}`),
];

const inDraft = (name: string, as: Who, area: (ids: Ids) => string): Place =>
  at(`workspace-${name}`, as, (ids) => `/workspace/${ids.draft}/${area(ids)}`);
const inSubmitted = (name: string, as: Who, area: string): Place =>
  at(`workspace-submitted-${name}`, as, ({ submitted }) => `/workspace/${submitted}/${area}`);

const workspace: Place[] = [
  {
    ...at('workspace', 'coordinator', ({ draft }) => `/workspace/${draft}`),
    leadsTo: ({ draft }) => `/workspace/${draft}/overview`,
  },
  inDraft('overview', 'coordinator', () => 'overview'),
  inDraft('partners', 'coordinator', () => 'partners'),
  inDraft('narrative', 'smart', () => 'narrative'),
  inDraft('section', 'coordinator', () => 'narrative/need'),
  once(inDraft('section-reader', 'reader', () => 'narrative/need')),
  inDraft('workplan', 'coordinator', () => 'workplan'),
  inDraft('timeline', 'coordinator', () => 'workplan/timeline'),
  once(inDraft('workplan-reader', 'reader', () => 'workplan')),
  inDraft('budget', 'smart', () => 'budget'),
  inDraft('budget-all', 'coordinator', () => 'budget/all'),
  once(inDraft('budget-reader', 'reader', ({ partner }) => `budget/${partner}`)),
  inDraft('cofunding', 'coordinator', ({ lead }) => `cofunding/${lead}`),
  inDraft('cofunding-all', 'smart', () => 'cofunding/all'),
  inDraft('annexes', 'coordinator', () => 'annexes'),
  once(inDraft('cofunding-reader', 'reader', () => 'cofunding/all')),
  once(inDraft('annexes-reader', 'reader', () => 'annexes')),
  inDraft('checks', 'coordinator', () => 'checks'),
  inDraft('activity', 'coordinator', () => 'activity'),
  inDraft('versions', 'coordinator', () => 'versions'),
  once(inDraft('versions-reader', 'reader', ({ partner }) => `versions/budget.${partner}`)),
  once(inDraft('not-theirs', 'officer', () => 'overview')),
  inSubmitted('overview', 'coordinator', 'overview'),
  once(inSubmitted('timeline', 'coordinator', 'workplan/timeline')),
  once(inSubmitted('annexes', 'coordinator', 'annexes')),
  once(inSubmitted('section', 'coordinator', 'narrative/need')),
  once(inSubmitted('versions', 'coordinator', 'versions/workplan')),
];

const places = [...open, ...workspace];

let product: Product;
let browser: Browser;
let ids: Ids;

beforeAll(async () => {
  product = await startProduct();
  browser = await openBrowser();
  ids = await prepare();
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** A draft, a submitted application, an invitation, a request for a pledge: something on every page. */
async function prepare(): Promise<Ids> {
  const coordinator = await arrive('coordinator');
  const smart = await arrive('smart');
  const automation = await arrive('automation');
  const { page } = coordinator;
  const draft = await demoProposal(page);
  const submitted = await formConsortium(product, coordinator, 'Mätbar mjukvara', [
    { who: smart, email: emails.smart, organisation: 'Smart Textiles' },
    { who: automation, email: emails.automation, organisation: 'Automation Region' },
  ]);
  const submission = await signAndSubmit(submitted, [coordinator, smart, automation]);
  const proposal = await view(page, draft);
  const demoLink = new URL(product.links.get(emails.smart) ?? '');
  const known = {
    call: await callId(page),
    cluster: await organisationId(page, 'Smart Textiles'),
    submission,
    invitation: await inviteSomebody(page, draft),
    pledge: await askForPledge(page, proposal),
    demoLink: demoLink.pathname + demoLink.search,
    draft,
    submitted,
    lead: proposal.partners[0]?.id ?? '',
    partner: proposal.partners[1]?.id ?? '',
  };
  for (const who of [coordinator, smart, automation]) await who.context.close();
  return known;
}

const arrive = async (who: keyof typeof emails): Promise<Person> =>
  enter(await person(browser, product, who), product, emails[who]);

/** Somebody whose first page is yet to be chosen. */
async function begin(who: Who, look: Look): Promise<Person> {
  const someone = await person(browser, product, who, look);
  if (who !== 'visitor') await signInAtOnce(someone, product, emails[who]);
  return someone;
}

async function signAndSubmit(id: string, signers: Person[]): Promise<string> {
  const [lead] = signers;
  if (!lead) throw new Error('nobody signs');
  await completeApplication(product, lead, id);
  const { partners } = await view(lead.page, id);
  for (const [index, partner] of partners.entries()) {
    const signer = signers[index];
    if (signer) await signPart(product, signer, id, partner.id);
  }
  const outcome = await submit(lead, id);
  if (outcome.outcome !== 'accepted') throw new Error(JSON.stringify(outcome));
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

/** Drawn and at rest: a heading is there, nothing loads any more, what is read stays the same. */
async function settled(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor({ state: 'attached' });
  let before = '';
  await eventually(
    'the page is at rest',
    async () => {
      const now = await page.evaluate(async () => {
        await document.fonts.ready;
        if (document.querySelector('.skeleton, main [aria-busy="true"]')) return '';
        return document.querySelector('main')?.textContent ?? '';
      });
      const rests = now !== '' && now === before;
      before = now;
      return rests;
    },
    { everyMs: 120 },
  );
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

type FullLook = Required<Look>;

const looks: FullLook[] = [
  { locale: 'en', dark: false, phone: false },
  { locale: 'sv', dark: true, phone: true },
  { locale: 'sv', dark: false, phone: true },
  { locale: 'en', dark: true, phone: false },
];
const lookName = ({ locale, dark, phone }: FullLook) =>
  `${phone ? '390' : 'wide'}-${dark ? 'dark' : 'light'}-${locale}`;

/** Each place in two looks that have nothing in common; neighbours take turns with the other two. */
const stops = looks.flatMap((look, lookIndex) =>
  places.flatMap((place, index) => {
    const first = (index % 2) * 2;
    const shown = lookIndex === first || (lookIndex === first + 1 && !place.once);
    return shown ? [{ place, look }] : [];
  }),
);

/** A person who goes through their places in one look, signed in once. */
const tours = [...Map.groupBy(stops, ({ place, look }) => `${place.as} ${lookName(look)}`)];

/** What each route was seen in. */
const seen = new Map(allRoutes().map((route) => [route, new Set<string>()]));

async function visit(who: Person, place: Place, look: FullLook): Promise<string[]> {
  const { page, complaints } = who;
  const before = complaints.length;
  const asked = new URL(place.path(ids), product.url).pathname;
  await page.goto(place.path(ids));
  await settled(page);
  const { pathname } = new URL(page.url());
  const faults: string[] = [];
  const expected = place.leadsTo?.(ids) ?? asked;
  if (pathname !== expected) faults.push(`ended at ${pathname}, not at ${expected}`);
  if ((await page.locator('html').getAttribute('lang')) !== look.locale) faults.push('language');
  if (!(await page.title()).includes('Samspel')) faults.push(`title ${await page.title()}`);
  await shot(page, `${place.name}-${lookName(look)}`);
  faults.push(...(await accessibilityFaults(page)));
  if (look.phone) {
    await page.setViewportSize({ width: 320, height: 640 });
    faults.push(...(await sticksOut(page)).map((what) => `sticks out at 320 px: ${what}`));
    await page.setViewportSize({ width: 390, height: 844 });
  }
  for (const path of [asked, pathname]) {
    const traits = seen.get(routeOf(path) ?? '');
    traits
      ?.add(look.locale)
      .add(look.dark ? 'dark' : 'light')
      .add(look.phone ? '390' : 'wide');
  }
  return [...faults, ...complaints.slice(before)].map((fault) => `${place.name}: ${fault}`);
}

describe('every route is reached, accessible, quiet and narrow enough', () => {
  it.each(tours)('%s', async (_, tour) => {
    const faults: string[] = [];
    let who: Person | undefined;
    for (const { place, look } of tour) {
      who ??= await begin(place.as, look);
      const found = visit(who, place, look);
      faults.push(...(await found.catch((error: Error) => [`${place.name}: ${error.message}`])));
    }
    await who?.context.close();
    expect(faults).toEqual([]);
  });

  it('in both languages, both themes and both widths', () => {
    const missing = [...seen].filter(([, traits]) => traits.size < 6);
    expect(missing.map(([route, traits]) => `${route}: only ${[...traits].join()}`)).toEqual([]);
  });
});
