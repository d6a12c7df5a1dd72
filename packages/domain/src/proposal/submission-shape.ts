import { z } from 'zod';
import { annexTypes, scanStates } from '../annex/annex.ts';
import { costCategories, lineCurrencies } from '../budget/budget-sheet.ts';
import { callDefinition, costModels, flatRateKinds } from '../call/call.ts';
import {
  sourceForms,
  sourceLegals,
  sourceModes,
  sourceStatuses,
} from '../cofunding/cofunding-sheet.ts';
import { organisationKinds, partnerRoles, partnerStatuses } from '../consortium/partner.ts';
import { ruleSet } from '../rules.ts';
import { type WorkplanRoot, workplanRoots } from '../workplan/workplan-sheet.ts';

// Nothing here transforms: a verifier must judge what is in the file, not a cleaned copy of it.
const id = z.string().min(1).max(100);
const text = z.string().max(100_000);
const amount = z.string().regex(/^-?\d{1,18}$/);
const at = z.iso.datetime({ offset: true });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const whole = z.int();
const quantity = z.string().regex(/^\d{1,12}(\.\d{1,4})?$/);

const budgetSheet = z.strictObject({
  lines: z.array(
    z.strictObject({
      id,
      category: z.enum(costCategories),
      description: text,
      functionTitle: text,
      unit: text,
      quantity,
      unitPriceMinor: z.string().regex(/^-?\d{1,15}$/),
      currency: z.enum(lineCurrencies),
      period: whole.nullable(),
      workPackage: text.nullable(),
      note: text,
      cellNotes: z.record(z.string().regex(/^[a-zA-Z]\w{0,39}$/), text).optional(),
      perPeriod: z.record(z.string().regex(/^[1-9]\d{0,2}$/), quantity).optional(),
      uprated: z.literal(true).optional(),
      onCosts: z.literal(true).optional(),
    }),
  ),
  flat: z.partialRecord(z.enum(flatRateKinds), whole.min(0).max(10_000)),
  model: z.enum(costModels).optional(),
});

const cofundingSheet = z.strictObject({
  sources: z.array(
    z.strictObject({
      id,
      funderName: text,
      legal: z.enum(sourceLegals),
      form: z.enum(sourceForms),
      mode: z.enum(sourceModes),
      amountMinor: z.string().regex(/^\d{1,15}$/),
      weight: whole.min(0).max(1_000_000),
      status: z.enum(sourceStatuses),
      locked: z.literal(true).optional(),
      funderId: id.optional(),
    }),
  ),
});

const workplanItem = z.strictObject({
  id,
  parentId: id.nullable(),
  title: text,
  responsiblePartnerId: id.nullable(),
  startPeriod: whole.nullable(),
  endPeriod: whole.nullable(),
  description: text.optional(),
  after: z.array(id).optional(),
  partnerIds: z.array(id).optional(),
  ownerPersonId: id.optional(),
  dueDate: text.optional(),
  evidence: text.optional(),
  unit: text.optional(),
  target: text.optional(),
});
const workplan = z.strictObject(
  Object.fromEntries(workplanRoots.map((root) => [root, z.array(workplanItem)])) as Record<
    WorkplanRoot,
    z.ZodArray<typeof workplanItem>
  >,
);

const partner = z.strictObject({
  id,
  organisationId: id,
  organisationName: text,
  organisationNumber: text.nullable(),
  kind: z.enum(organisationKinds),
  nuts3: text.nullable(),
  role: z.enum(partnerRoles),
  status: z.enum(partnerStatuses),
  signOff: z.strictObject({ by: id, at, contentHash: hash }).nullable(),
});

const pledgeSeal = z.strictObject({
  content: z.strictObject({
    format: z.literal('samspel.pledge/1'),
    pledgeId: id,
    statement: z.strictObject({ version: whole.min(1), language: z.enum(['sv', 'en']), text }),
    amountMinor: amount,
    currency: text,
    funderName: text,
    partnerName: text,
    proposalTitle: text,
    signedName: text,
    signedFunction: text,
    signedAt: at,
  }),
  contentHash: hash,
});

const isCall = (value: unknown) => callDefinition.safeParse(value).success;

const submissionDocument = z.strictObject({
  format: z.literal('samspel.application/1'),
  rules: z.literal(ruleSet).optional(),
  receivedAt: at,
  submittedBy: id,
  call: z.custom<z.infer<typeof callDefinition>>(isCall, { error: 'not a call' }),
  proposal: z.strictObject({
    id,
    title: text,
    acronym: text,
    theme: text.nullable(),
    months: whole.nullable(),
    startDate: text.nullable(),
  }),
  partners: z.array(partner),
  sections: z.array(
    z.strictObject({
      key: id,
      ownerPartnerId: id.nullable(),
      characters: whole,
      content: z.json(),
    }),
  ),
  budgets: z.record(id, budgetSheet),
  cofunding: z.record(id, cofundingSheet),
  pledges: z.array(
    z.strictObject({
      partnerId: id,
      sourceId: id,
      amountMinor: amount,
      status: z.enum(sourceStatuses),
      signature: pledgeSeal.optional(),
    }),
  ),
  workplan: workplan.optional(),
  annexes: z
    .array(
      z.strictObject({
        kind: id,
        partnerId: id.nullable(),
        sourceId: id.nullable(),
        name: text,
        type: z.enum(annexTypes),
        sizeBytes: whole.min(0),
        sha256: hash,
        scan: z.enum(scanStates),
      }),
    )
    .optional(),
  budget: z.record(z.string(), z.json()),
  findings: z.array(z.json()),
});

/** The exported file's shape; `document` is the canonical application, `seal` the hash over all. */
export const exportedSubmission = z.strictObject({
  format: z.literal('samspel.submission/1'),
  document: submissionDocument,
  sha256: hash,
  receipt: z.strictObject({
    submissionId: id,
    number: whole.min(1),
    reference: text.min(1),
    receivedAt: at,
    auditHead: hash,
  }),
  seal: hash,
});
