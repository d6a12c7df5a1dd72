import { makeAdministrator } from '@samspel/server/person/make-administrator';
import { type Command, emailOf, print, required } from '../command.ts';
import { withInstallation } from '../installation.ts';
import { openAsApp, prepareDatabase } from '../prepare-database.ts';
import { readSecret, secretFileOf } from '../secret.ts';

const command: Command = {
  usage: '--admin EMAIL [--name NAME]',
  does: 'prepares the database and makes the first administrator, who signs in by mail',
  options: { admin: { type: 'string' }, name: { type: 'string' } },
  async run(given) {
    const email = emailOf(required(given, 'admin'), '--admin');
    const name = typeof given.options.name === 'string' ? given.options.name : undefined;
    return await withInstallation('init', async ({ databaseUrl, dataFolder, config }) => {
      readSecret(secretFileOf(dataFolder, config.secretFile));
      await prepareDatabase(databaseUrl, { demo: false, dataFolder, say: () => {} });
      const db = openAsApp(databaseUrl, 'samspel-init');
      try {
        const outcome = await makeAdministrator(db, { email, name });
        print(
          outcome === 'made'
            ? `${email} is an administrator now and signs in at ${config.publicUrl}`
            : `${email} was an administrator already`,
        );
        return 0;
      } finally {
        await db.destroy();
      }
    });
  },
};
export default command;
