/** The cell of a grid that is open. */
export interface OpenCell {
  text: string;
  /** Typed into: the text is what was typed, and the caret stands behind it. */
  replace: boolean;
}

/** Where the focus goes when a cell's input closes. */
export type CloseWay = 'ArrowDown' | 'ArrowUp' | 'Tab' | 'stay' | 'gone';
