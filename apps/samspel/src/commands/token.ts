import { parseDocumentName } from '@samspel/documents/names';
import { findPersonByEmail } from '@samspel/server/person/person.queries';
import { readUpdates } from '@samspel/sync/store/documents';
import { issueDocumentToken } from '@samspel/sync/store/tickets';
import { type Command, emailOf, print, required } from '../command.ts';
import { Failure, Malformed } from '../failure.ts';
import { withInstallation } from '../installation.ts';
import { openAsApp } from '../prepare-database.ts';

const command: Command = {
  usage: '--user EMAIL --document NAME',
  does: 'prints a token for the y-websocket endpoint: one document, 10 minutes, for reconnects too',
  options: { user: { type: 'string' }, document: { type: 'string' } },
  async run(given) {
    const email = emailOf(required(given, 'user'), '--user');
    const documentName = required(given, 'document');
    if (!parseDocumentName(documentName)) {
      throw new Malformed(
        `--document: "${documentName}" is not a document's name, such as narrative/<proposal>/<section>`,
      );
    }
    return await withInstallation('token', async ({ databaseUrl }) => {
      const db = openAsApp(databaseUrl, 'samspel-token');
      try {
        const person = await findPersonByEmail(db, email);
        if (!person) throw new Failure(`nobody has the address ${email}`);
        if ((await readUpdates(db, [documentName])).size === 0) {
          throw new Failure(`there is no document ${documentName}`);
        }
        print(
          await issueDocumentToken(db, { personId: person.id, documentName, name: person.name }),
        );
        return 0;
      } finally {
        await db.destroy();
      }
    });
  },
};
export default command;
