import { setTimeout as wait } from 'node:timers/promises';
import { addLine } from '@samspel/documents/budget-document';
import { documentKinds, documentShapes } from '@samspel/documents/kinds';
import { documentName } from '@samspel/documents/names';
import type { Actor } from '@samspel/domain/actor';
import { beginUpload } from '@samspel/server/annex/uploading/begin-upload';
import { finishUpload } from '@samspel/server/annex/uploading/finish-upload';
import { receivePart } from '@samspel/server/annex/uploading/receive-part';
import { newClient, runHub } from '@samspel/sync/testing/running-hub';
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { contentHashOf } from '../support/application.ts';
import { testDatabase } from '../support/database.ts';
import { eventually } from '../support/eventually.ts';
import { pdfFile } from '../support/sample-files.ts';
import { seeded } from '../support/seeded.ts';
import { type Caller, formConsortium, openStage } from '../support/stage.ts';
import { report } from './support/report.ts';
import { rounds } from './support/rounds.ts';

const random = seeded();
const database = await testDatabase();
const stage = await openStage(database);
const { files } = stage;
const hub = await runHub({ url: database.url, options: { documentKinds } });
afterAll(() => hub.stop());

const plan = { kind: 'procurement_plan', partnerId: null, sourceId: null };

async function sendWhole(actor: Actor, proposalId: string, words: string): Promise<string> {
  const context = { ...stage.contextOf(actor), files };
  const content = pdfFile(words);
  const about = { proposalId, ...plan, fileName: 'Plan.pdf', sizeBytes: content.length };
  const { uploadId } = await beginUpload(context, { ...about, sha256: null });
  await receivePart(context, uploadId, 0, [content]);
  return uploadId;
}

const finish = (actor: Actor, uploadId: string) =>
  finishUpload({ ...stage.contextOf(actor), files }, uploadId);

/** A consortium of two with a third invited, an annex in its place, and another on its way. */
async function prepared(n: number) {
  const emails = {
    coordinator: `coordinator-${n}@mobile-heights.example`,
    editor: `editor-${n}@smart-textiles.example`,
    guest: `guest-${n}@automation-region.example`,
  };
  const { proposalId, coordinator, people, partnerIds } = await formConsortium(
    stage,
    [{ organisation: 'Smart Textiles', email: emails.editor }],
    emails.coordinator,
  );
  const invited = await coordinator.consortium.invite({
    proposalId,
    organisationId: await stage.organisationId('Automation Region'),
    role: 'partner',
    email: emails.guest,
  });
  const token = await stage.linkTo(emails.guest);
  const lead = await stage.actor(emails.coordinator);
  await finish(lead, await sendWhole(lead, proposalId, 'first'));
  return {
    ...{ proposalId, coordinator, lead, invited, token },
    uploadId: await sendWhole(lead, proposalId, 'second'),
    guest: await stage.person(emails.guest),
    guestId: (await stage.actor(emails.guest)).personId,
    editor: people[0] as Caller,
    editorId: (await stage.actor(emails.editor)).personId,
    partnerId: partnerIds[0] as string,
    version: (await coordinator.proposal.get({ id: proposalId })).version,
  };
}

type Prepared = Awaited<ReturnType<typeof prepared>>;
/** What is wrong with how it ended; null: one order, and whoever lost was told. */
type Race = (of: Prepared) => Promise<string | null>;

const won = (outcomes: PromiseSettledResult<unknown>[]) =>
  outcomes.map(({ status }) => status === 'fulfilled');

const twoDescribe: Race = async ({ proposalId: id, coordinator, version: expectedVersion }) => {
  const wanted = [12, 24];
  const outcomes = won(
    await Promise.allSettled(
      wanted.map((months) => coordinator.proposal.describe({ id, months, expectedVersion })),
    ),
  );
  const { months } = await coordinator.proposal.get({ id });
  const right = outcomes[0] !== outcomes[1] && months === wanted[outcomes.indexOf(true)];
  return right ? null : `two describe: ${outcomes.join()}, ${months} months`;
};

const acceptedAndWithdrawn: Race = async ({ proposalId, coordinator, invited, guest, ...more }) => {
  const { token, guestId } = more;
  const { invitationId } = invited;
  const [accepted, withdrawn] = won(
    await Promise.allSettled([
      guest.consortium.acceptInvitation({ token }),
      coordinator.consortium.withdrawInvitation({ invitationId }),
    ]),
  );
  const { rows } = await sql<{ documents: number }>`
    select count(*)::int as documents from sync.access a join sync.doc d on d.id = a.doc_id
    where a.person_id = ${guestId} and d.scope = ${proposalId}`.execute(database.owner);
  const mayRead = (rows[0]?.documents ?? 0) > 0;
  const right = accepted !== withdrawn && mayRead === accepted;
  return right ? null : `accepted ${accepted}, withdrawn ${withdrawn}, reads ${mayRead}`;
};

const filledAndEmptied: Race = async ({ proposalId, coordinator, lead, uploadId }) => {
  const outcomes = won(
    await Promise.allSettled([
      finish(lead, uploadId),
      coordinator.annex.remove({ proposalId, ...plan }),
    ]),
  );
  const versions = await database.owner
    .selectFrom('annexVersion')
    .select(['number', 'sha256'])
    .where('proposalId', '=', proposalId)
    .orderBy('number')
    .execute();
  const there = await Promise.all(
    versions.map(async ({ sha256 }) => (sha256 ? files.get(sha256.toString('hex')) : null)),
  );
  const numbers = versions.map(({ number }) => number).join();
  const kept = there.filter((file) => file !== null).length;
  const right = outcomes.every(Boolean) && numbers === '1,2,3' && kept === 2;
  return right ? null : `filled and emptied: ${outcomes.join()}, ${numbers}, ${kept} files`;
};

const signedAndEdited: Race = async ({ proposalId, partnerId, editor, editorId }) => {
  const person = { personId: editorId, name: 'Editor', initials: 'E', colour: '#225588' };
  const client = newClient(database.app, hub.url, person, { shapes: documentShapes });
  const document = client.open(documentName('budget', proposalId, partnerId));
  await eventually('synced', () => document.state.synced);
  const expectedContentHash = await contentHashOf(stage, proposalId, partnerId);
  addLine(document.doc);
  // Edits gather for a moment before they are sent.
  await wait(random.next() * 80);
  const signing = editor.proposal.signOff({
    ...{ id: proposalId, partnerId, versionName: 'Version 1', expectedContentHash },
  });
  const [signed] = won(await Promise.allSettled([signing]));
  await eventually('answered', () => document.state.unsaved === 0);
  const taken = document.state.refused === null;
  await client.close();
  const same = (await contentHashOf(stage, proposalId, partnerId)) === expectedContentHash;
  return signed !== taken && same === signed ? null : `signed ${signed}, edited ${taken}`;
};

const races = [twoDescribe, acceptedAndWithdrawn, filledAndEmptied, signedAndEdited];
const atOnce = 5;

test('two who do what excludes the other, at the same time: one order, and the loser is told', async () => {
  const turns = rounds(1, 20, 0.02);
  const wrong: string[] = [];
  for (; turns.due(); turns.done += 1) {
    const tries: Prepared[] = [];
    for (let n = 0; n < atOnce; n += 1) tries.push(await prepared(turns.done * atOnce + n));
    for (const race of races) {
      const ends = await Promise.all(tries.map(race));
      wrong.push(...ends.filter((end) => end !== null));
    }
  }
  const also = { races: turns.done * atOnce * races.length, 'of them ended wrong': wrong.length };
  report('races', { seed: random.seed, rounds: turns.figures(), also });
  expect(wrong).toEqual([]);
});

test('control: two who need not say what they have seen are found out', async () => {
  const blind = { ...(await prepared(1_000_000)), version: 1_000_000 };
  expect(await twoDescribe(blind)).toMatch('two describe: true,true');
});
