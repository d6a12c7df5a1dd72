import type * as Y from 'yjs';
import { integerCell, optionalTextCell, patternCell, type ReportCell, textCell } from './cells.ts';
import { addRow, type InsertOptions, moveRow, type Row, rowsOf, setRegister } from './rows.ts';

const root = 'people';

/** Names and salaries of one partner: read by that partner alone, never by another or the server's rules. */
export interface ProjectPerson {
  id: string;
  name: string;
  functionTitle: string;
  monthlySalaryMinor: string;
  partTimeBp: number;
  budgetLineId: string | null;
}

export type PersonCells = Omit<ProjectPerson, 'id'>;
export type PersonField = keyof PersonCells;

export interface PeopleReading {
  people: ProjectPerson[];
  removed: ProjectPerson[];
  /** Cells that could not be read; kept apart from the proposal's findings, which all partners see. */
  unreadable: { personId: string; column: string }[];
}

const newPerson: PersonCells = {
  name: '',
  functionTitle: '',
  monthlySalaryMinor: '0',
  partTimeBp: 10_000,
  budgetLineId: null,
};

export function readPeople(doc: Y.Doc): PeopleReading {
  const reading: PeopleReading = { people: [], removed: [], unreadable: [] };
  const { rows, skipped } = rowsOf(doc, root);
  for (const personId of skipped) reading.unreadable.push({ personId, column: 'person' });
  for (const row of rows) {
    const report: ReportCell = (column) => {
      if (!row.deleted) reading.unreadable.push({ personId: row.id, column });
    };
    (row.deleted ? reading.removed : reading.people).push(readPerson(row, report));
  }
  return reading;
}

function readPerson(row: Row, report: ReportCell): ProjectPerson {
  const cells = row.registers;
  return {
    id: row.id,
    name: textCell(cells, 'name', 200, report),
    functionTitle: textCell(cells, 'functionTitle', 200, report),
    monthlySalaryMinor: patternCell(cells, 'monthlySalaryMinor', /^\d{1,15}$/, '0', report),
    partTimeBp: integerCell(cells, 'partTimeBp', { min: 0, max: 10_000 }, 10_000, report),
    budgetLineId: optionalTextCell(cells, 'budgetLineId', 64, report),
  };
}

export function addPerson(
  doc: Y.Doc,
  options: InsertOptions & { cells?: Partial<PersonCells> } = {},
  origin: unknown = null,
): string {
  return addRow(doc, root, { ...newPerson, ...options.cells }, options, origin);
}

export function setPersonCell<F extends PersonField>(
  doc: Y.Doc,
  personId: string,
  field: F,
  value: PersonCells[F],
  origin: unknown = null,
): boolean {
  return setRegister(doc, root, personId, field, value, origin);
}

export function removePerson(doc: Y.Doc, personId: string, origin: unknown = null): boolean {
  return setRegister(doc, root, personId, 'deleted', true, origin);
}

export function restorePerson(doc: Y.Doc, personId: string, origin: unknown = null): boolean {
  return setRegister(doc, root, personId, 'deleted', false, origin);
}

export function movePerson(
  doc: Y.Doc,
  personId: string,
  after: string | null,
  origin: unknown = null,
): boolean {
  return moveRow(doc, root, personId, after, origin);
}
