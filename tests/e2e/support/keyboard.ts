import type { Locator, Page } from 'playwright-core';
import { eventually } from '../../support/eventually.ts';

/** Somebody without a mouse: Tab, arrows, Enter and letters are all they have. */
export class Keyboard {
  readonly page: Page;
  /** Stops at which nothing on the screen showed where the focus is. */
  readonly unseen: string[] = [];

  constructor(page: Page) {
    this.page = page;
  }

  press(key: string): Promise<void> {
    return this.page.keyboard.press(key);
  }

  type(text: string): Promise<void> {
    return this.page.keyboard.type(text);
  }

  /** Walks with Tab until the element has the focus. */
  async to(target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    await target.first().waitFor();
    const stops: string[] = [];
    for (let step = 0; step < 120; step++) {
      const has = await target.first().evaluate((element) => element === document.activeElement);
      if (has) return;
      await this.press(key);
      const stop = await this.page.evaluate(stopUnderFocus);
      stops.push(stop.name);
      if (!stop.visible) this.unseen.push(stop.name);
    }
    throw new Error(`never reached ${target}; the last stops: ${stops.slice(-12).join(' | ')}`);
  }

  async activate(target: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
    await this.to(target);
    await this.press(key);
  }

  /** An option by its first letters, as a list box takes them. */
  async choose(target: Locator, label: string): Promise<void> {
    await this.to(target);
    await this.type(label);
    await eventually(`${label} is chosen`, () =>
      target.evaluate(
        (element, wanted) =>
          (element as HTMLSelectElement).selectedOptions[0]?.label.trim() === wanted,
        label,
      ),
    );
  }
}

/** Runs in the page: where the focus is, and whether something is drawn that shows it. */
function stopUnderFocus(): { name: string; visible: boolean } {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: 'the page', visible: true };
  const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
  const name = `${element.tagName.toLowerCase()} ${text.trim().slice(0, 40)}`;
  const box = element.getBoundingClientRect();
  const drawn = (one: Element | null, pseudo?: string): boolean => {
    if (!one) return false;
    const style = getComputedStyle(one, pseudo);
    const outlined = style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 1;
    return outlined || style.boxShadow !== 'none' || Number.parseFloat(style.borderTopWidth) >= 2;
  };
  const inField = element.matches('input, select, textarea');
  const shown =
    drawn(element) ||
    drawn(element, '::after') ||
    // In a text the caret shows it.
    element.matches('[contenteditable="true"]') ||
    drawn(element.nextElementSibling) ||
    drawn(element.parentElement) ||
    (inField && drawn(element.closest('div')));
  return { name, visible: shown && box.width > 0 && box.height > 0 };
}
