import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import { openFiles } from '@samspel/platform/files/files';
import { newId, newToken } from '@samspel/platform/ids';
import { openLog } from '@samspel/platform/log';
import { finishUpload } from '@samspel/server/annex/uploading/finish-upload';
import { receivePart } from '@samspel/server/annex/uploading/receive-part';
import type { Database } from '@samspel/server/database';
import { findActor } from '@samspel/server/person/person.queries';
import { pdfFile } from '../../support/sample-files.ts';

// What an API process does with the last part of an upload; killed at the failpoint of its environment.
const env = process.env;
const db = openDatabase<Database>({
  url: env.DATABASE_URL!,
  role: 'samspel_app',
  applicationName: 'uploader',
});
const actor = await findActor(db, env.FAULT_PERSON!);
if (!actor) throw new Error('nobody to upload');
const context = {
  db,
  actor,
  bus: openInProcessBus(),
  config: readConfig({}),
  log: openLog('uploader'),
  ids: { newId, newToken },
  files: openFiles(env.FAULT_FILES!),
};
const content = pdfFile(env.FAULT_WORDS!, 5000);
await receivePart(context, env.FAULT_UPLOAD!, 2000, [content.subarray(2000)]);
await finishUpload(context, env.FAULT_UPLOAD!);
process.stdout.write('ready\n');
await db.destroy();
