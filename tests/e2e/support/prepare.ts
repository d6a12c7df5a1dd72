import path from 'node:path';
import { addLine } from '@samspel/documents/budget-document';
import { addSource, readCofunding } from '@samspel/documents/cofunding-document';
import { editDocument } from '@samspel/documents/edit-document';
import { type DocumentKind, documentName } from '@samspel/documents/names';
import { openDocument } from '@samspel/documents/open-document';
import { appendNarrative } from '@samspel/documents/write-narrative';
import { canonicalPart } from '@samspel/domain/proposal/canonical-application';
import type {
  ProposalSummary,
  ProposalView,
  SubmitOutcome,
} from '@samspel/domain/proposal/proposal-view';
import { planTimeOf } from '@samspel/domain/workplan/plan-time';
import { databaseNow } from '@samspel/platform/clock';
import { openFiles } from '@samspel/platform/files/files';
import { newId } from '@samspel/platform/ids';
import { loadApplication, sha256 } from '@samspel/server/proposal/reading/load-application';
import { writeDemoWorkplan } from '@samspel/server/seed/demo-workplan';
import { appendServerEdit, readUpdates } from '@samspel/sync/store/documents';
import type { Page } from 'playwright-core';
import { insertAnnexes } from '../../support/annexes.ts';
import { eventually } from '../../support/eventually.ts';
import { call } from './api.ts';
import type { Person } from './browser.ts';
import type { Product } from './product.ts';

/** Signed in without the demo link's page, for tests that are about something else. */
export async function enter(who: Person, product: Product, email: string): Promise<Person> {
  await signInAtOnce(who, product, email);
  await who.page.goto('/');
  await who.page.getByRole('main').waitFor();
  return who;
}

/** Signed in, and on no page yet. */
export async function signInAtOnce(who: Person, product: Product, email: string): Promise<void> {
  const link = product.links.get(email);
  if (!link) throw new Error(`start printed no link for ${email}`);
  const key = new URL(link).searchParams.get('key');
  const answer = await who.context.request.post('/api/demo/sign-in', {
    data: { email, key },
    headers: { origin: product.url },
  });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()}`);
}

export async function callId(page: Page, code = 'INTERREG-KLUSTER'): Promise<string> {
  const calls = await call<{ id: string; code: string }[]>(page, 'calls.list');
  return found(
    calls.find((one) => one.code === code),
    code,
  ).id;
}

export async function organisationId(page: Page, name: string): Promise<string> {
  const list = await call<{ id: string; name: string }[]>(page, 'cluster.list');
  return found(
    list.find((one) => one.name === name),
    name,
  ).id;
}

/** The begun application that every demo installation has. */
export async function demoProposal(page: Page): Promise<string> {
  const mine = await call<ProposalSummary[]>(page, 'proposal.mine');
  return found(
    mine.find((one) => one.title === 'Smart textil, smart vård'),
    'the demo application',
  ).id;
}

export const view = (page: Page, id: string): Promise<ProposalView> =>
  call<ProposalView>(page, 'proposal.get', { id });

export async function partnerNamed(page: Page, id: string, name: string) {
  const { partners } = await view(page, id);
  return found(
    partners.find(({ organisation }) => organisation.name === name),
    name,
  );
}

/** How many mails have been written so far; `linkIn` looks at those that come after. */
export const mailsSoFar = (product: Product): Promise<number> =>
  product.asOwner(async (trx) => (await trx.selectFrom('mail').select('id').execute()).length);

/** The link in a mail to somebody, as it waits in the outgoing mail. */
export function linkIn(product: Product, to: string, path: string, after = 0): Promise<string> {
  return eventually(`a mail to ${to} with a link to ${path}`, () =>
    product.asOwner(async (trx) => {
      const mails = await trx
        .selectFrom('mail')
        .select(['recipient', 'textBody'])
        .orderBy('id')
        .offset(after)
        .execute();
      return mails
        .filter(({ recipient }) => recipient === to)
        .flatMap(({ textBody }) => textBody.match(/https?:\/\/\S+/g) ?? [])
        .findLast((link) => new URL(link).pathname === path);
    }),
  );
}

export interface Guest {
  who: Person;
  email: string;
  organisation: string;
  role?: 'partner' | 'associated';
  personRole?: 'editor' | 'reader';
}

/** A consortium of one's own, made through the interface's calls. */
export async function formConsortium(
  product: Product,
  lead: Person,
  title: string,
  guests: Guest[],
): Promise<string> {
  const { id } = await call<{ id: string }>(lead.page, 'proposal.create', {
    callId: await callId(lead.page),
    title,
    organisationId: await organisationId(lead.page, 'Mobile Heights'),
  });
  for (const { who, email, organisation, role = 'partner', personRole = 'editor' } of guests) {
    const before = await mailsSoFar(product);
    await call(lead.page, 'consortium.invite', {
      proposalId: id,
      organisationId: await organisationId(lead.page, organisation),
      role,
      email,
      personRole,
    });
    const link = await linkIn(product, email, '/invitation', before);
    const token = new URL(link).searchParams.get('token');
    await call(who.page, 'consortium.acceptInvitation', { token });
  }
  return id;
}

/** Writes into a document that nobody has open, as the server's own edit. */
export function writeDocument(
  product: Product,
  kind: DocumentKind,
  proposalId: string,
  part: string | undefined,
  edit: Parameters<typeof editDocument>[2],
): Promise<void> {
  const name = documentName(kind, proposalId, part);
  return product.asOwner(async (trx) => {
    const stored = (await readUpdates(trx, [name])).get(name);
    const update = editDocument(kind, found(stored, name).updates, edit);
    if (update) await appendServerEdit(trx, name, update, null);
  });
}

/** The id of a partner's first source of co-funding. */
export async function firstSource(product: Product, id: string, partnerId: string) {
  const name = documentName('cofunding', id, partnerId);
  const stored = await product.asOwner((trx) => readUpdates(trx, [name]));
  const doc = openDocument('cofunding', found(stored.get(name), name).updates);
  return found(readCofunding(doc, partnerId).sheet.sources[0], `a source in ${name}`).id;
}

/** Everything that the call asks for, so that only signatures are missing. */
export async function completeApplication(
  product: Product,
  lead: Person,
  id: string,
): Promise<void> {
  const { version, call: rules, partners, me } = await view(lead.page, id);
  const startsOn = `${new Date().getUTCFullYear() + 1}-06-01`;
  const theme = rules.themes[0]?.key ?? '';
  const facts = { id, startsOn, months: 24, theme, expectedVersion: version };
  await call(lead.page, 'proposal.describe', facts);
  const names = partners.map((one) => [one.organisation.shortName, one.id] as const);
  const time = planTimeOf(rules, { startDate: startsOn, months: 24 });
  await writeDocument(product, 'workplan', id, undefined, (doc) =>
    writeDemoWorkplan(doc, time, new Map(names), me.personId),
  );
  for (const { key, required } of rules.sections) {
    if (!required) continue;
    const text = `Text of the section ${key}.`;
    await writeDocument(product, 'narrative', id, key, (doc) =>
      appendNarrative(doc, [{ type: 'paragraph', content: [{ type: 'text', text }] }]),
    );
  }
  for (const { id: partnerId, role } of partners) {
    if (role === 'associated') continue;
    await writeDocument(product, 'budget', id, partnerId, (doc) => {
      const cells = { category: 'STAFF', functionTitle: 'Developer', unit: 'month' } as const;
      addLine(doc, { cells: { ...cells, quantity: '20', unitPriceMinor: '900000' } });
    });
    await writeDocument(product, 'cofunding', id, partnerId, (doc) => {
      const cells = { funderName: 'Own funds', mode: 'weight', weight: 1 } as const;
      addSource(doc, { cells: { ...cells, status: 'certified' } });
    });
  }
  const files = openFiles(path.join(product.dataFolder, 'files'));
  await product.asOwner((trx) => insertAnnexes(trx, files, id));
}

/** Signs a part as it stands on the server; the story does it by hand. */
export async function signPart(
  product: Product,
  who: Person,
  id: string,
  partnerId: string,
): Promise<void> {
  const content = await product.asOwner(async (trx) =>
    canonicalPart(await loadApplication(trx, id, await databaseNow(trx)), partnerId),
  );
  const expectedContentHash = sha256(content);
  await call(who.page, 'proposal.signOff', {
    id,
    partnerId,
    versionName: 'Final',
    expectedContentHash,
  });
}

export async function submit(lead: Person, id: string): Promise<SubmitOutcome> {
  return call<SubmitOutcome>(lead.page, 'proposal.submit', { id, intentId: newId() });
}

function found<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new Error(`not found: ${what}`);
  return value;
}
