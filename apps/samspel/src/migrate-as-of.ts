import { migrateDatabase } from '@samspel/platform/migrate';
import { migrationSteps } from '@samspel/server/migrate';
import { Failure } from './failure.ts';

/**
 * Brings an empty database to the shape that it had when these migrations, and no others, had run: an
 * older backup is read in as it was and only then migrated, as its database would have been.
 */
export async function migrateAsOf(
  url: string,
  ran: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const steps = migrationSteps.map((step) => {
    if ('run' in step) return step;
    const names = ran[step.schema] ?? [];
    const unknown = names.find((name) => !(name in step.migrations));
    if (unknown) {
      throw new Failure(
        `the backup comes from a newer version (it has ${step.schema} ${unknown}): ` +
          'restore it with that version or a later one',
      );
    }
    const migrations = Object.fromEntries(
      Object.entries(step.migrations).filter(([name]) => names.includes(name)),
    );
    return { ...step, migrations };
  });
  try {
    await migrateDatabase({ url, steps, log: { info: () => {} } });
  } catch (error) {
    if (!/corrupted migrations/.test(String(error))) throw error;
    throw new Failure(
      'this database has a newer shape than the backup: restore into a database that is new',
    );
  }
}
