import type { Actor } from '@samspel/domain/actor';
import type { MeView } from '@samspel/domain/person/person-view';
import { databaseNow } from '@samspel/platform/clock';
import { z } from 'zod';
import { readCallDefinition } from '../call/call.queries.ts';
import { organisationRef, organisationViews } from '../cluster/organisation.queries.ts';
import type { Db } from '../database.ts';
import { authed, open, router } from '../trpc.ts';
import { callsOfOfficer, findPersonById, organisationIdsOf, personView } from './person.queries.ts';
import { UpdateMe, updateMe } from './update-me.ts';

export const personRouter = router({
  me: open.input(z.strictObject({}).optional()).query(async ({ ctx }): Promise<MeView> => {
    const serverTime = (await databaseNow(ctx.db)).toISOString();
    return { ...(await whoIs(ctx.db, ctx.actor)), demo: ctx.config.demo, serverTime };
  }),
  updateMe: authed
    .meta({ access: 'person' })
    .input(UpdateMe)
    .mutation(({ ctx, input }) => updateMe(ctx, input)),
});

async function whoIs(db: Db, actor: Actor): Promise<Pick<MeView, 'person' | 'roles'>> {
  const nobody = { person: null, roles: { isAdmin: false, officerOf: [], organisations: [] } };
  if (actor.kind !== 'person') return nobody;
  const person = await findPersonById(db, actor.personId);
  if (!person) return nobody;
  const [calls, organisationIds] = await Promise.all([
    callsOfOfficer(db, person.id),
    organisationIdsOf(db, person.id),
  ]);
  const organisations = await organisationViews(
    db,
    organisationIds.map(({ organisationId }) => organisationId),
  );
  return {
    person: personView(person),
    roles: {
      isAdmin: person.isAdmin,
      officerOf: calls.map(({ id, code, definition }) => ({
        callId: id,
        code,
        title: readCallDefinition(definition).title,
      })),
      organisations: [...organisations.values()].map(organisationRef),
    },
  };
}
