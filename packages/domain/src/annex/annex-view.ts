import type { AnnexPlace, AnnexType, ScanState } from './annex.ts';

/** A file as it was put into a place; null where the place was emptied. */
export interface AnnexVersionView {
  id: string;
  number: number;
  at: string;
  byName: string;
  file: {
    name: string;
    type: AnnexType;
    sizeBytes: number;
    sha256: string;
    scan: ScanState;
  } | null;
}

/** One place with its whole history, the newest first. */
export interface AnnexView extends AnnexPlace {
  id: string;
  versions: AnnexVersionView[];
}

/** An upload of one's own that is not whole yet. */
export interface UploadView extends AnnexPlace {
  id: string;
  name: string;
  sizeBytes: number;
  receivedBytes: number;
  /** As the browser computed it, to know the same file again; null when it did not. */
  sha256: string | null;
  expiresAt: string;
}
