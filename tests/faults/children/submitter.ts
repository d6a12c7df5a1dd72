import { openInProcessBus } from '@samspel/platform/bus/in-process-bus';
import { readConfig } from '@samspel/platform/config';
import { openDatabase } from '@samspel/platform/db/open-database';
import { newId, newToken } from '@samspel/platform/ids';
import { openLog } from '@samspel/platform/log';
import type { Database } from '@samspel/server/database';
import { findActor } from '@samspel/server/person/person.queries';
import { submitProposal } from '@samspel/server/proposal/submitting/submit-proposal';

// What an API process does with one request to submit; killed at the failpoint of its environment.
const env = process.env;
const db = openDatabase<Database>({
  url: env.DATABASE_URL!,
  role: 'samspel_app',
  applicationName: 'submitter',
});
const actor = await findActor(db, env.FAULT_PERSON!);
if (!actor) throw new Error('nobody to submit');
process.stdout.write('submitting\n');
const decided = await submitProposal(
  {
    db,
    actor,
    bus: openInProcessBus(),
    config: readConfig({}),
    log: openLog('submitter'),
    ids: { newId, newToken },
  },
  { id: env.FAULT_PROPOSAL!, intentId: env.FAULT_INTENT! },
);
process.stdout.write(`ready ${decided.outcome}\n`);
await db.destroy();
