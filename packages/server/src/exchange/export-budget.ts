import { canBudget } from '@samspel/domain/budget/can-budget';
import { assertAllowed } from '@samspel/domain/decision';
import { DomainError } from '@samspel/domain/errors';
import type { Language } from '@samspel/domain/person/person-view';
import { canonicalApplication } from '@samspel/domain/proposal/canonical-application';
import { databaseNow } from '@samspel/platform/clock';
import { type Context, withActor } from '../command.ts';
import { printOnRequest } from '../pdf/print-on-request.ts';
import { findProposal } from '../proposal/proposal.queries.ts';
import { loadApplication } from '../proposal/reading/load-application.ts';
import type { SubmissionFile } from '../submission/export-submission.ts';
import { budgetCsv } from './writing/budget-csv.ts';
import { printedBudget } from './writing/budget-print.ts';
import { type BudgetSource, partnerName, wordsOf } from './writing/budget-source.ts';
import { budgetWorkbook } from './writing/budget-workbook.ts';
import { writeWorkbook } from './xlsx/write-workbook.ts';

export const exportFormats = ['xlsx', 'csv', 'pdf'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface BudgetExport {
  proposalId: string;
  format: ExportFormat;
  /** One partner's; left out, all of them. */
  partnerId?: string | undefined;
  language?: Language | undefined;
  /** Whether a CSV begins with the mark by which spreadsheets know its encoding. */
  bom?: boolean | undefined;
}

/**
 * The budget as it stands, as every member may read it. What the partners pay whom (their people's
 * documents) is never opened here, so no file can hold it.
 */
export async function exportBudget(
  { db, actor }: Pick<Context, 'db' | 'actor'>,
  { proposalId, format, partnerId, language = 'sv', bom = true }: BudgetExport,
): Promise<SubmissionFile> {
  const source = await withActor(db, actor, async (trx): Promise<BudgetSource> => {
    const { subject } = await findProposal(trx, actor, proposalId);
    const target = { ...subject, partnerId: partnerId ?? '', signed: false };
    assertAllowed(canBudget(actor, 'budget.read', target));
    const application = await loadApplication(trx, proposalId, await databaseNow(trx));
    const document = canonicalApplication(application, '');
    const all = document.budget.partners.map(({ id }) => id);
    const partners = partnerId ? all.filter((id) => id === partnerId) : all;
    if (partners.length === 0) throw new DomainError('not_found', 'absent');
    return { language, document, partners };
  });
  return {
    filename: `${fileName(source, partnerId)}.${format}`,
    mediaType: mediaTypes[format],
    bytes: await written[format](source, { bom }),
  };
}

const mediaTypes: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  pdf: 'application/pdf',
};

type Writer = (source: BudgetSource, options: { bom: boolean }) => Buffer | Promise<Buffer>;

const written: Record<ExportFormat, Writer> = {
  xlsx: (source) => writeWorkbook(budgetWorkbook(source)),
  csv: budgetCsv,
  pdf: (source) => printOnRequest(printedBudget(source)),
};

function fileName(source: BudgetSource, partnerId: string | undefined): string {
  const { acronym, title } = source.document.proposal;
  const whose = partnerId ? [partnerName(source, partnerId)] : [];
  return [wordsOf(source).labels.file, acronym || title, ...whose]
    .join(' ')
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/ +/g, ' ')
    .trim()
    .slice(0, 80);
}
