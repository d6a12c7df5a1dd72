import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { writeBackup } from '../backup-files.ts';
import { type Command, print, tell } from '../command.ts';
import { Failure } from '../failure.ts';
import { withInstallation } from '../installation.ts';

const command: Command = {
  usage: 'FILE [--force]',
  does: 'writes everything (database, files, secret) into one file, while others work on',
  words: ['FILE'],
  options: { force: { type: 'boolean' } },
  async run({ words, options }) {
    const file = path.resolve(words[0] ?? '');
    if (existsSync(file) && !options.force) {
      throw new Failure(`${file} exists already; --force writes over it`);
    }
    if (!existsSync(path.dirname(file))) {
      throw new Failure(`the folder ${path.dirname(file)} does not exist`);
    }
    return await withInstallation('backup', async (installation) => {
      const manifest = await writeBackup(installation, file);
      const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
      if (installation.config.secretFile) {
        tell(`not in the backup: your own secret file ${installation.config.secretFile}`);
      }
      print(
        JSON.stringify({
          file,
          bytes: statSync(file).size,
          tables: manifest.tables.length,
          rows,
          files: manifest.files.length,
        }),
      );
      return 0;
    });
  },
};
export default command;
