import { organisationKinds } from '@samspel/domain/consortium/partner';
import { DomainError } from '@samspel/domain/errors';
import { optionalName, uuid } from '@samspel/domain/input';
import { z } from 'zod';
import { open, router } from '../trpc.ts';
import { getOrganisation, listOrganisations, regionViews } from './organisation.queries.ts';

const Filter = z.strictObject({
  kind: z.enum(organisationKinds).optional(),
  nuts2: optionalName(10).optional(),
  theme: optionalName(80).optional(),
  search: optionalName(100).optional(),
});

export const clusterRouter = router({
  list: open
    .input(Filter.optional())
    .query(({ ctx, input = {} }) => listOrganisations(ctx.db, input)),
  get: open.input(z.strictObject({ id: uuid() })).query(async ({ ctx, input }) => {
    const organisation = await getOrganisation(ctx.db, input.id);
    if (!organisation) throw new DomainError('not_found', 'absent');
    return organisation;
  }),
  regions: open.input(z.strictObject({}).optional()).query(() => [...regionViews]),
});
