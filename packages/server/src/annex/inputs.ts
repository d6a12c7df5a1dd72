import { name, uuid } from '@samspel/domain/input';
import { z } from 'zod';

const place = {
  kind: name(40),
  partnerId: uuid().nullable(),
  sourceId: name(64).nullable(),
};

export const RemoveAnnex = z.strictObject({ proposalId: uuid(), ...place });
export type RemoveAnnex = z.output<typeof RemoveAnnex>;

export const UploadsOfProposal = z.strictObject({ proposalId: uuid() });

/** What a browser says of a file before it sends it; whatever path its name came with is not a name. */
export const BeginUpload = z.strictObject({
  proposalId: uuid(),
  ...place,
  fileName: z
    .string()
    .max(2000)
    .transform((given) => given.split(/[\\/]/).at(-1) ?? '')
    .pipe(name(255)),
  sizeBytes: z.int().min(0),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'not_a_hash' })
    .nullable(),
});
export type BeginUpload = z.output<typeof BeginUpload>;
