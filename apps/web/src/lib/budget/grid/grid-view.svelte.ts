import type { ColumnChoice } from './columns.ts';

interface Kept extends Partial<ColumnChoice> {
  dense?: boolean;
}

const key = 'samspel.grid';

function stored(): Kept {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** How this device shows budgets: nothing of it concerns anybody else. */
class GridView {
  #kept = $state.raw<Kept>(stored());

  get dense(): boolean {
    return this.#kept.dense === true;
  }

  /** Work packages are shown where lines have any, until somebody says otherwise. */
  columns(packages: boolean): ColumnChoice {
    const { workPackage = packages, quantities = false, amounts = false } = this.#kept;
    return { workPackage, quantities, amounts };
  }

  choose(change: Kept): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      localStorage.setItem(key, JSON.stringify(this.#kept));
    } catch {
      // Without storage the choice lasts as long as the tab.
    }
  }
}

export const gridView = new GridView();
