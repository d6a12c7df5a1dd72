import {
  type ImportedFile,
  type ImportFault,
  importLimits,
} from '@samspel/domain/exchange/imported-file';
import { reasonText } from '#lib/api/problem.ts';
import { textOf } from '#lib/api/text.ts';
import { m } from '#lib/paraglide/messages.js';

/** What came of a file: its cells, or in words why not. */
export type Upload = { file: ImportedFile } | { refused: string };

/** Has the server read a file; nothing of it is kept there, and with `gone` it is read no further. */
export async function readUpload(
  proposalId: string,
  partnerId: string,
  file: Blob,
  gone: AbortSignal,
): Promise<Upload> {
  // Said before it has travelled for minutes.
  if (file.size > importLimits.fileBytes) return { refused: faultText('too_large') };
  let response: Response;
  try {
    response = await fetch(`/api/proposals/${proposalId}/budget/read?partner=${partnerId}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: file,
      signal: gone,
    });
  } catch {
    return { refused: m.exchange_not_sent() };
  }
  if (response.status === 413) return { refused: faultText('too_large') };
  const answer = (await response.json().catch(() => ({}))) as {
    file?: ImportedFile;
    fault?: ImportFault;
    reason?: string;
  };
  if (answer.file) return { file: answer.file };
  if (answer.fault) return { refused: faultText(answer.fault) };
  return { refused: reasonText(answer.reason ?? 'internal') };
}

function faultText(fault: ImportFault): string {
  const params = {
    megabytes: importLimits.fileBytes / 1_000_000,
    unpacked: importLimits.unpackedBytes / 1_000_000,
    rows: importLimits.rows,
    cells: importLimits.cells,
  };
  return textOf(`exchange_file_${fault}`, params) ?? m.exchange_file_damaged();
}
