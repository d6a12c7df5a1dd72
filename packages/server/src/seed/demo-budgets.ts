import type { BudgetLine, FlatRateChoices } from '@samspel/domain/budget/budget-sheet';
import type { CostModel } from '@samspel/domain/call/call';
import type { FundingSource } from '@samspel/domain/cofunding/cofunding-sheet';

type Line = Pick<BudgetLine, 'category' | 'quantity' | 'unitPriceMinor'> &
  Partial<Omit<BudgetLine, 'id'>>;

export interface DemoBudget {
  model: CostModel;
  flat: FlatRateChoices;
  lines: Line[];
  sources: Partial<FundingSource>[];
}

/** Three budgets by three cost models; together EUR 448,430.16, of which 224,215.07 from the EU. */
export const demoBudgets: Record<string, DemoBudget> = {
  'Mobile Heights': {
    model: 'fifteen_fifteen',
    flat: { travelOnStaff: 1500, officeOnStaff: 1500 },
    lines: [
      {
        category: 'STAFF',
        functionTitle: 'Projektledare',
        description: 'Samordning, halvtid',
        unit: 'månad',
        quantity: '24',
        unitPriceMinor: '312500',
      },
      {
        category: 'STAFF',
        functionTitle: 'Kommunikatör',
        description: 'Användare och spridning, kvartstid',
        unit: 'månad',
        quantity: '24',
        unitPriceMinor: '187500',
      },
      {
        category: 'EXTERNAL',
        description: 'Användarstudier i hemtjänsten',
        unit: 'studie',
        quantity: '4',
        unitPriceMinor: '600000',
      },
      {
        category: 'EXTERNAL',
        description: 'Lärande utvärdering',
        unit: 'uppdrag',
        quantity: '1',
        unitPriceMinor: '2133333',
      },
      {
        category: 'EQUIPMENT',
        description: 'Mottagare för sensordata',
        unit: 'styck',
        quantity: '20',
        unitPriceMinor: '50000',
      },
    ],
    sources: [
      { funderName: 'Region Skåne', mode: 'weight', weight: 60 },
      { funderName: 'Egen insats, Mobile Heights', legal: 'private', mode: 'weight', weight: 30 },
      {
        funderName: 'Medlemsföretag',
        legal: 'private',
        form: 'in_kind',
        mode: 'weight',
        weight: 10,
      },
    ],
  },
  'Smart Textiles': {
    model: 'staff_and_flat',
    flat: { otherOnStaff: 4000 },
    lines: [
      {
        category: 'STAFF',
        functionTitle: 'Textilingenjör',
        description: 'Vävteknik och prototyper',
        unit: 'timme',
        quantity: '1500',
        unitPriceMinor: '4500',
      },
      {
        category: 'STAFF',
        functionTitle: 'Designer',
        description: 'Utformning med användare',
        unit: 'uppdrag',
        quantity: '1',
        unitPriceMinor: '3126543',
      },
    ],
    sources: [
      { funderName: 'Västra Götalandsregionen', mode: 'weight', weight: 1 },
      { funderName: 'Egen insats, Smart Textiles', mode: 'weight', weight: 1 },
    ],
  },
  'Automation Region': {
    model: 'flat_staff',
    flat: { staffOnDirect: 2000, officeOnStaff: 1500 },
    lines: [
      {
        category: 'TRAVEL',
        description: 'Resor till provkommunerna',
        unit: 'resa',
        quantity: '40',
        unitPriceMinor: '20000',
      },
      {
        category: 'EXTERNAL',
        functionTitle: 'Systemutvecklare',
        description: 'Mätenhet och dataöverföring',
        unit: 'timme',
        quantity: '800',
        unitPriceMinor: '6250',
      },
      {
        category: 'EXTERNAL',
        description: 'Säkerhetsgranskning',
        unit: 'uppdrag',
        quantity: '1',
        unitPriceMinor: '1000005',
      },
      {
        category: 'EQUIPMENT',
        description: 'Mätrigg för tvättprov',
        unit: 'styck',
        quantity: '1',
        unitPriceMinor: '1234567',
      },
    ],
    sources: [
      { funderName: 'Region Västmanland', mode: 'amount', amountMinor: '3000000' },
      {
        funderName: 'Egen insats, Automation Region',
        legal: 'private',
        form: 'in_kind',
        mode: 'weight',
        weight: 1,
      },
    ],
  },
};
