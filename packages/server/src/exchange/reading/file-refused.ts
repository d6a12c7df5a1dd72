import type { ImportFault } from '@samspel/domain/exchange/imported-file';

/** A file that is not taken, for a reason that its sender is told. */
export class FileRefused extends Error {
  readonly fault: ImportFault;

  constructor(fault: ImportFault) {
    super(fault);
    this.fault = fault;
  }
}
