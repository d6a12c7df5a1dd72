/** A value that a cell of a document has had, as its log tells it. */
export interface CellWriting {
  client: number;
  clock: number;
  /** ISO instant at which the server took it. */
  at: string;
  /** Null for the system, and for whoever is no longer known. */
  by: string | null;
  value: string | number | null;
}
