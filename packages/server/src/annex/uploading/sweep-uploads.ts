import { DomainError } from '@samspel/domain/errors';
import { asSystem } from '@samspel/platform/db/as-system';
import { sql } from 'kysely';
import type { Context } from '../../command.ts';
import { findActor } from '../../person/person.queries.ts';
import { cleanUpload, endUpload } from './end-upload.ts';
import { finishUpload } from './finish-upload.ts';
import type { UploadContext } from './receive-part.ts';
import { KEPT_DAYS } from './upload.queries.ts';

const batch = 50;

export type SweepContext = Omit<UploadContext, 'actor'>;

export interface Swept {
  finished: number;
  givenUp: number;
  cleaned: number;
}

/**
 * Does what nobody waits for any more: finishes uploads that were whole when their process was cut off, as
 * whoever sent them; gives up those without a byte for days; removes what others left behind.
 */
export async function sweepUploads(context: SweepContext): Promise<Swept> {
  const finished = await forEach(context, await wholeOnes(context), async ({ id, personId }) => {
    const actor = await findActor(context.db, personId);
    if (actor) await finishUpload({ ...context, actor }, id);
  });
  const givenUp = await forEach(context, await oldOnes(context), ({ id }) =>
    endUpload(context, id),
  );
  const cleaned = await forEach(context, await uncleanOnes(context), ({ id }) =>
    cleanUpload(context, id),
  );
  await forgetOldRows(context);
  await context.files.tidy();
  return { finished, givenUp, cleaned };
}

interface Found {
  id: string;
  personId: string;
}

async function forEach(
  { log }: Pick<Context, 'log'>,
  uploads: readonly Found[],
  work: (upload: Found) => Promise<void>,
): Promise<number> {
  let done = 0;
  for (const upload of uploads) {
    try {
      await work(upload);
      done += 1;
    } catch (error) {
      // A refusal has ended it; whatever else is wrong is tried again in the next round.
      const level = error instanceof DomainError ? 'info' : 'warn';
      log[level]({ err: error, upload: upload.id }, 'an upload was not finished');
    }
  }
  return done;
}

const wholeOnes = ({ db }: SweepContext) =>
  asSystem(db, (trx) =>
    trx
      .selectFrom('upload')
      .select(['id', 'personId'])
      .where('state', '=', 'open')
      .whereRef('receivedBytes', '=', 'sizeBytes')
      // Whoever sent its last byte is about to finish it.
      .where('touchedAt', '<', sql<Date>`samspel.now() - interval '30 seconds'`)
      .orderBy('touchedAt')
      .limit(batch)
      .execute(),
  );

const oldOnes = ({ db }: SweepContext) =>
  asSystem(db, (trx) =>
    trx
      .selectFrom('upload')
      .select(['id', 'personId'])
      .where('state', '=', 'open')
      .where('touchedAt', '<', sql<Date>`samspel.now() - ${KEPT_DAYS} * interval '1 day'`)
      .limit(batch)
      .execute(),
  );

const uncleanOnes = ({ db }: SweepContext) =>
  asSystem(db, (trx) =>
    trx
      .selectFrom('upload')
      .select(['id', 'personId'])
      .where('state', '<>', 'open')
      .where('cleanedAt', 'is', null)
      .where('touchedAt', '<', sql<Date>`samspel.now() - interval '1 minute'`)
      .limit(batch)
      .execute(),
  );

/** Limits look back a day; nothing else asks for an upload that is over. */
const forgetOldRows = ({ db }: SweepContext) =>
  asSystem(db, (trx) =>
    trx
      .deleteFrom('upload')
      .where('cleanedAt', '<', sql<Date>`samspel.now() - interval '2 days'`)
      .execute(),
  );
