import { organisationKinds, personRoles } from '@samspel/domain/consortium/partner';
import { findCounty } from '@samspel/domain/consortium/regions';
import { email, name, text, uuid } from '@samspel/domain/input';
import { z } from 'zod';

const personRole = z.enum(personRoles);
const message = text(1000).optional();
const reason = text(500).optional();
/** What a link carries; anything else is no link of ours. */
const token = z.string().regex(/^[A-Za-z0-9_-]{20,100}$/, { error: 'not_a_link' });

const NewOrganisation = z.strictObject({
  name: name(200),
  kind: z.enum(organisationKinds).exclude(['authority']),
  nuts3: z.string().refine((code) => findCounty(code) !== null, { error: 'not_a_county' }),
  orgnr: z
    .string()
    .max(20)
    .transform((value) => value.replace(/[\s-]/g, ''))
    .refine((value) => /^\d{10}$/.test(value), { error: 'not_an_orgnr' })
    .transform((value) => `${value.slice(0, 6)}-${value.slice(6)}`)
    .optional(),
});
export type NewOrganisation = z.output<typeof NewOrganisation>;

export const InvitePartner = z
  .strictObject({
    proposalId: uuid(),
    organisationId: uuid().optional(),
    newOrganisation: NewOrganisation.optional(),
    role: z.enum(['partner', 'associated']),
    email: email(),
    personRole: personRole.default('editor'),
    message,
  })
  .refine(
    (input) => (input.organisationId === undefined) !== (input.newOrganisation === undefined),
    {
      error: 'choose_one_organisation',
      path: ['organisationId'],
    },
  );
export type InvitePartner = z.output<typeof InvitePartner>;

export const InvitePerson = z.strictObject({
  proposalId: uuid(),
  partnerId: uuid(),
  email: email(),
  role: personRole,
  message,
});
export type InvitePerson = z.output<typeof InvitePerson>;

export const ByProposal = z.strictObject({ proposalId: uuid() });
export const ByInvitation = z.strictObject({ invitationId: uuid() });
export const ByToken = z.strictObject({ token });
export const Decline = z.strictObject({ token, reason });
export const Leave = z.strictObject({ proposalId: uuid(), reason });
export const DropPartner = z.strictObject({
  proposalId: uuid(),
  partnerId: uuid(),
  reason: text(500),
});
export const ChangeLead = z.strictObject({
  proposalId: uuid(),
  partnerId: uuid(),
  personId: uuid(),
});
export const ChangeRole = z.strictObject({
  proposalId: uuid(),
  memberId: uuid(),
  role: personRole,
});
export const RemovePerson = z.strictObject({ proposalId: uuid(), memberId: uuid() });
