import { annexMediaTypes } from '@samspel/domain/annex/annex';
import { annexSlots } from '@samspel/domain/annex/annex-slots';
import type { Files } from '@samspel/platform/files/files';
import { newId } from '@samspel/platform/ids';
import type { Trx } from '@samspel/server/database';
import { loadApplication } from '@samspel/server/proposal/reading/load-application';
import { pdfFile } from './sample-files.ts';

/** A PDF in every place that the call demands one for, without the way through HTTP. */
export async function insertAnnexes(trx: Trx, files: Files, proposalId: string): Promise<void> {
  const application = await loadApplication(trx, proposalId, new Date());
  const { createdBy } = await trx
    .selectFrom('proposal')
    .select('createdBy')
    .where('id', '=', proposalId)
    .executeTakeFirstOrThrow();
  for (const { annex, kind, partnerId, sourceId } of annexSlots(application)) {
    if (!annex.demanded) continue;
    const content = pdfFile(`${kind} ${partnerId ?? ''} ${sourceId ?? ''}`);
    const sha256 = Buffer.from(await files.put(content), 'hex');
    await trx
      .insertInto('file')
      .values({ sha256, size: BigInt(content.length), mediaType: annexMediaTypes.pdf })
      .onConflict((conflict) => conflict.column('sha256').doNothing())
      .execute();
    const annexId = newId();
    await trx
      .insertInto('annex')
      .values({ id: annexId, proposalId, kind, partnerId, sourceId })
      .execute();
    await trx
      .insertInto('annexVersion')
      .values({
        ...{ id: newId(), annexId, proposalId, number: 1, byPerson: createdBy },
        ...{ name: `${annex.title.sv}.pdf`, type: 'pdf', sizeBytes: BigInt(content.length) },
        ...{ sha256, scan: 'unscanned', scannedAt: null },
      })
      .execute();
  }
}
