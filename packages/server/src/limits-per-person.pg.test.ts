import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, describe, expect, test } from 'vitest';
import { testDatabase } from '../../../tests/support/database.ts';
import { formConsortium, openStage } from '../../../tests/support/stage.ts';

const database = await testDatabase();
const stage = await openStage(database);
afterEach(() => database.setClock({ offsetMs: 0 }));

const hour = 3_600_000;
const limited = (reason: string) => ({ cause: { code: 'rate_limited', reason } });

/** What somebody did before, in a consortium that is none of this test's. */
async function didBefore(personId: string, type: string, times: number): Promise<void> {
  await sql`
    with a as (
      insert into samspel.aggregate (id, kind, version) values (${randomUUID()}, 'proposal', ${times})
      returning id
    )
    insert into samspel.event (id, aggregate_id, aggregate_kind, version, type, payload, actor_id, at, hash, published_at)
    select gen_random_uuid(), a.id, 'proposal', n, ${type}, '{}', ${personId}, samspel.now(), '\\x00', samspel.now()
    from a, generate_series(1, ${times}) n`.execute(database.owner);
}

describe('mails to addresses of one’s choice', () => {
  test('are a hundred an hour, whatever asks for them and wherever', async () => {
    const email = 'busy@mobile-heights.example';
    const { proposalId, coordinator } = await formConsortium(stage, [], email);
    const { personId } = await stage.actor(email);
    const invite = async (organisation: string, address: string) =>
      coordinator.consortium.invite({
        proposalId,
        organisationId: await stage.organisationId(organisation),
        role: 'partner',
        email: address,
      });
    await didBefore(personId, 'cofunding.pledge_requested', 60);
    await didBefore(personId, 'consortium.invitation_resent', 39);
    const { invitationId } = await invite('Compare', 'one@compare.example');
    await expect(invite('Techtank', 'two@techtank.example')).rejects.toMatchObject(
      limited('too_many_letters'),
    );
    await database.setClock({ offsetMs: 120_000 });
    await expect(coordinator.consortium.resendInvitation({ invitationId })).rejects.toMatchObject(
      limited('too_many_letters'),
    );
    await database.setClock({ offsetMs: hour + 1000 });
    await coordinator.consortium.resendInvitation({ invitationId });
  });
});

describe('applications', () => {
  test('are begun a hundred a day by one person', async () => {
    const email = 'eager@mobile-heights.example';
    const { proposalId } = await formConsortium(stage, [], email);
    await sql`
      insert into samspel.proposal (id, call_id, title, status, created_by)
      select gen_random_uuid(), call_id, title, 'draft', created_by
      from samspel.proposal, generate_series(1, 99) where id = ${proposalId}`.execute(
      database.owner,
    );
    await expect(formConsortium(stage, [], email)).rejects.toMatchObject(
      limited('too_many_proposals'),
    );
    await database.setClock({ offsetMs: 24 * hour + 1000 });
    expect((await formConsortium(stage, [], email)).proposalId).not.toBe(proposalId);
  });
});
