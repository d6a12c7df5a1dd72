import { labelsOf } from '../../pdf/labels.ts';
import { sheetNames, type Workbook } from '../xlsx/workbook.ts';
import { type BudgetSource, partnerName, wordsOf } from './budget-source.ts';
import { partnerSheet } from './partner-sheet.ts';
import { sourcesSheet } from './sources-sheet.ts';
import { summarySheet } from './summary-sheet.ts';

/** A budget as a workbook that computes itself: an overview, a sheet for each partner, who pays the rest. */
export function budgetWorkbook(source: BudgetSource): Workbook {
  const { labels } = wordsOf(source);
  const { language, document } = source;
  const names = sheetNames([
    labels.summary,
    labelsOf[language].cofunding,
    ...source.partners.map((id) => partnerName(source, id)),
  ]);
  const written = source.partners.map((id, at) => ({
    id,
    ...partnerSheet(source, id, names[at + 2] ?? ''),
  }));
  const partners = written.map(({ id, sheet, cells }) => ({ id, sheet: sheet.name, cells }));
  const sheets = written.map(({ sheet }) => sheet);
  const sources = sourcesSheet(source, partners);
  return {
    title: document.proposal.title,
    language,
    sheets: [...(partners.length > 1 ? [summarySheet(source, partners)] : []), ...sheets, sources],
  };
}
