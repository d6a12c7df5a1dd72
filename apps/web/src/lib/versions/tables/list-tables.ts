import { readPeople } from '@samspel/documents/people-document';
import { readWorkplan } from '@samspel/documents/workplan-document';
import { outlineOf } from '@samspel/domain/workplan/outline';
import { planTimeOf } from '@samspel/domain/workplan/plan-time';
import type * as Y from 'yjs';
import { namesIn } from '#lib/collab/cell-text.ts';
import type { Workspace } from '#lib/collab/workspace.svelte.ts';
import { formatMoney, formatRate } from '#lib/kit/format.ts';
import { m } from '#lib/paraglide/messages.js';
import { kindWords, namedItem } from '#lib/workplan/plan-words.ts';
import { whenWords } from '#lib/workplan/timeline/timeline-words.ts';
import { columnsOf, type PastTable } from './past-table.ts';

export function peopleTable(past: Y.Doc): PastTable {
  return {
    columns: columnsOf([
      [m.budget_people_name()],
      [m.budget_people_function()],
      [m.budget_people_salary({ currency: 'SEK' }), 'end'],
      [m.budget_people_share(), 'end'],
    ]),
    rows: readPeople(past).people.map((person) => ({
      id: person.id,
      cells: [
        person.name || m.budget_people_unnamed(),
        person.functionTitle || null,
        formatMoney(person.monthlySalaryMinor),
        formatRate(person.partTimeBp),
      ],
    })),
    sums: [],
  };
}

export function planTable(workspace: Workspace, past: Y.Doc): PastTable {
  const { call, proposal } = workspace.application;
  const time = planTimeOf(call, proposal);
  const nameOf = namesIn(workspace.partners);
  return {
    columns: columnsOf([
      [m.workplan_title()],
      [m.versions_column_kind()],
      [m.versions_column_when()],
      [m.workplan_column_responsiblePartnerId()],
    ]),
    rows: outlineOf(readWorkplan(past)).map((row) => {
      const { root, item, number } = row;
      const who = root === 'milestones' ? item.ownerPersonId : item.responsiblePartnerId;
      return {
        id: `${root}/${item.id}`,
        cells: [
          namedItem(number, item),
          kindWords[root](),
          whenWords(row, time),
          who ? nameOf(who) : null,
        ],
      };
    }),
    sums: [],
  };
}
