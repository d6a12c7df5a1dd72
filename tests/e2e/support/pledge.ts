import type { Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';
import type { Product } from './product.ts';
import type { Words } from './words.ts';

/** The newest code that was mailed to somebody after so many of them. */
function codeTo(product: Product, to: string, after: number): Promise<string> {
  return eventually(`a code to ${to}`, () =>
    product.asOwner(async (trx) => {
      const mails = await trx
        .selectFrom('mail')
        .select('subject')
        .where('recipient', '=', to)
        .where('effectKey', 'like', 'pledge-code/%')
        .orderBy('id')
        .execute();
      return /\d{6}/.exec(mails.slice(after).at(-1)?.subject ?? '')?.[0];
    }),
  );
}

export async function codesSoFar(product: Product, to: string): Promise<number> {
  return product.asOwner(
    async (trx) =>
      (
        await trx
          .selectFrom('mail')
          .select('id')
          .where('recipient', '=', to)
          .where('effectKey', 'like', 'pledge-code/%')
          .execute()
      ).length,
  );
}

/** Has the code mailed and enters it: the address confirms itself in this browser. */
export async function passDoor(
  page: Page,
  product: Product,
  { to, say }: { to: string; say: Words },
): Promise<void> {
  const before = await codesSoFar(product, to);
  await page.getByRole('button', { name: say('pledge_door_send'), exact: true }).click();
  await page.getByLabel(say('pledge_door_code')).fill(await codeTo(product, to, before));
  await page.getByRole('button', { name: say('pledge_door_open'), exact: true }).click();
  await page.getByLabel(say('pledge_door_code')).waitFor({ state: 'detached' });
}
