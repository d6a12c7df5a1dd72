import { DomainError } from '@samspel/domain/errors';
import type { PrintDocument } from './print-model.ts';
import { PdfBusy, renderPdf } from './render-pdf.ts';

/** For somebody who waits at a screen. Blocks that one who asks and asks keeps receipts from being printed. */
export async function printOnRequest(document: PrintDocument): Promise<Buffer> {
  try {
    return await renderPdf(document);
  } catch (error) {
    if (error instanceof PdfBusy) throw new DomainError('rate_limited', 'printing_is_busy');
    throw error;
  }
}
