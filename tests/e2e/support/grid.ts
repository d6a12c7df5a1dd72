import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** A budget's grid, told as what somebody does in it. */
export class Grid {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get root(): Locator {
    return this.page.getByRole('grid');
  }

  cell(row: string, column: string): Locator {
    return this.root
      .locator('tr')
      .filter({ hasText: row })
      .first()
      .locator(`[data-cell$=".${column}"]`);
  }

  /** A mouse's click: on a phone the row before it may still be sliding. */
  async go(row: string, column: string): Promise<void> {
    await this.cell(row, column).click();
    await this.cell(row, column).and(this.page.locator(':focus')).waitFor();
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** As another program leaves it on the clipboard. */
  async paste(formats: Record<string, string>): Promise<void> {
    await this.page.evaluate((given) => {
      const clipboardData = new DataTransfer();
      for (const [format, text] of Object.entries(given)) clipboardData.setData(format, text);
      const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement?.dispatchEvent(event);
    }, formats);
  }

  /** What another program gets of the chosen cells. */
  copy(kind: 'copy' | 'cut' = 'copy'): Promise<Record<string, string>> {
    return this.page.evaluate((type) => {
      const clipboardData = new DataTransfer();
      document.activeElement?.dispatchEvent(
        new ClipboardEvent(type, { clipboardData, bubbles: true, cancelable: true }),
      );
      return Object.fromEntries(
        clipboardData.types.map((format) => [format, clipboardData.getData(format)]),
      );
    }, kind);
  }

  async text(row: string, column: string): Promise<string> {
    return ((await this.cell(row, column).locator('.text').textContent()) ?? '').trim();
  }

  async shows(row: string, column: string, text: string): Promise<void> {
    await eventually(`${row}, ${column}: ${text}`, async () => {
      return (await this.text(row, column)) === text;
    });
  }

  /** The lines' texts from top to bottom. */
  async lines(): Promise<string[]> {
    const texts = await this.root.locator('tr.line td.description .text').allTextContents();
    return texts.map((text) => text.trim());
  }

  async standsAs(lines: readonly string[]): Promise<void> {
    await eventually(`lines ${lines.join(', ')}`, async () => {
      return JSON.stringify(await this.lines()) === JSON.stringify(lines);
    });
  }

  get status(): Locator {
    return this.page.locator('.said[role="status"]');
  }
}
