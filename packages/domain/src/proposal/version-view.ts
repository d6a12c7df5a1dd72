/** A stretch of writing in one document; how it stood afterwards is a version that can be looked at. */
export interface VersionView {
  /** Numbers of its first and its last change in the document's log. */
  from: number;
  to: number;
  /** ISO instants of these two. */
  begun: string;
  ended: string;
  /** Names of those who wrote. */
  by: string[];
  /** So did the system, or somebody who is no longer known. */
  byOthers: boolean;
}

/** A piece of what a document was made of, for whoever builds that version. */
export interface VersionPiece {
  /** Where the next piece begins. */
  to: number;
  complete: boolean;
  /** Yjs updates in base64. */
  updates: string[];
}
