import { migrateToLatest } from '@samspel/server/migrate';
import { type Command, print } from '../command.ts';
import { withInstallation } from '../installation.ts';

interface Done {
  schema?: string;
  migration?: string;
}

const command: Command = {
  usage: '',
  does: 'brings the database to the shape of this version; safe to repeat',
  async run() {
    let count = 0;
    await withInstallation('migrate', async ({ databaseUrl }) => {
      await migrateToLatest(databaseUrl, {
        info: (details: unknown) => {
          const { schema, migration } = details as Done;
          if (!migration) return;
          count += 1;
          print(`${schema} ${migration}`);
        },
      });
    });
    print(count === 0 ? 'nothing to do: the database is current' : `${count} migrations done`);
    return 0;
  },
};
export default command;
