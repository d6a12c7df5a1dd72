import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { damageDocument, readyApplication } from '../support/application.ts';
import { testDatabase } from '../support/database.ts';
import { openStage } from '../support/stage.ts';
import { dataFolder, samspel } from './samspel.ts';

const database = await testDatabase();
const stage = await openStage(database);

const environment = () => {
  const { folder, remove } = dataFolder();
  return { env: { SAMSPEL_DATA: folder, DATABASE_URL: database.url }, folder, remove };
};

describe('doctor', () => {
  test('shows a submission that the system handed back, until it is submitted again', async () => {
    const { proposalId, coordinator } = await readyApplication(stage);
    const { env, remove } = environment();
    const lines = async () => {
      const { stdout } = await samspel(['doctor'], { env });
      return stdout.split('\n').filter((line) => / submissions /.test(line));
    };
    try {
      expect(await lines()).toEqual([expect.stringContaining('every one received was decided')]);
      const repair = await damageDocument(stage, coordinator, proposalId);
      await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
      expect(await lines()).toEqual([expect.stringMatching(`^FAIL .*${proposalId}.*handed back`)]);
      await repair();
      await coordinator.proposal.submit({ id: proposalId, intentId: randomUUID() });
      expect(await lines()).toEqual([expect.stringContaining('every one received was decided')]);
    } finally {
      remove();
    }
  });
});
