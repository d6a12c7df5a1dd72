import { isEmptyInstallation } from '@samspel/server/seed/is-empty';
import { seedDemo } from '@samspel/server/seed/seed-demo';
import { type Command, print } from '../command.ts';
import { Failure } from '../failure.ts';
import { withInstallation } from '../installation.ts';
import { openAsApp, prepareDatabase } from '../prepare-database.ts';

const command: Command = {
  usage: '[--demo]',
  does: 'brings regions, clusters and the two seed calls; with --demo the demo people too',
  options: { demo: { type: 'boolean' } },
  async run({ options }) {
    return await withInstallation('seed', async ({ databaseUrl, dataFolder }) => {
      await prepareDatabase(databaseUrl, { demo: false, dataFolder, say: () => {} });
      print('regions, clusters and calls are there');
      if (!options.demo) return 0;
      const db = openAsApp(databaseUrl, 'samspel-seed');
      try {
        if (!(await isEmptyInstallation(db))) {
          throw new Failure('the demo goes into an empty installation only: this one has people');
        }
        await seedDemo(db);
        print('the demo consortium is there');
        return 0;
      } finally {
        await db.destroy();
      }
    });
  },
};
export default command;
