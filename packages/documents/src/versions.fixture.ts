import type { DocumentKind } from './names.ts';

export interface StoredVersion {
  kind: DocumentKind;
  shapeVersion: number;
  /** The whole document as one update, in base64, as that version of the product wrote it. */
  update: string;
  reading: unknown;
}

/** One document of every kind in every version that ever was; added to, never changed. */
export const versions: StoredVersion[] = [
  {
    kind: 'narrative',
    shapeVersion: 1,
    update:
      'AQcBAAcBB2NvbnRlbnQDB2hlYWRpbmcHAAEABgQAAQEFQmVob3YoAAEABWxldmVsAX0ChwEAAwlwYXJhZ3JhcGgHAAEIBgQAAQkZU21hcnQgdGV4dGlsLCBzbWFydCB2w6VyZAA=',
    reading: {
      characters: 29,
      text: 'Behov\nSmart textil, smart vård',
      findings: [],
    },
  },
  {
    kind: 'budget',
    shapeVersion: 1,
    update:
      'ASsBACcBBWxpbmVzBmxpbmUtMQEoAAEACGNhdGVnb3J5AXcFU1RBRkYoAAEAC2Rlc2NyaXB0aW9uAXcOUHJvamVrdGxlZG5pbmcoAAEADWZ1bmN0aW9uVGl0bGUBdw9Qcm9qZWN0IG1hbmFnZXIoAAEABHVuaXQBdwFoKAABAAhxdWFudGl0eQF3Azg0MCgAAQAOdW5pdFByaWNlTWlub3IBdwUyOTY1MSgAAQAIY3VycmVuY3kBdwNTRUsoAAEABnBlcmlvZAF9ASgAAQALd29ya1BhY2thZ2UBdwN3cDEoAAEABG5vdGUBdwlIYWxmIHRpbWUoAAEABW9yZGVyAXcIVjAwMG43ZlYoAAEAB2RlbGV0ZWQBeScBBWxpbmVzBmxpbmUtMgEoAAENCGNhdGVnb3J5AXcHUkVWRU5VRSgAAQ0LZGVzY3JpcHRpb24BdwAoAAENDWZ1bmN0aW9uVGl0bGUBdwAoAAENBHVuaXQBdwAoAAENCHF1YW50aXR5AXcBMSgAAQ0OdW5pdFByaWNlTWlub3IBdwQtMTAwKAABDQhjdXJyZW5jeQF3A0VVUigAAQ0GcGVyaW9kAX4oAAENC3dvcmtQYWNrYWdlAX4oAAENBG5vdGUBdwAoAAENBW9yZGVyAXcIVjAwMW83ZlYoAAENB2RlbGV0ZWQBeScBBWxpbmVzBmxpbmUtMAEoAAEaCGNhdGVnb3J5AXcFU1RBRkYoAAEaC2Rlc2NyaXB0aW9uAXcAKAABGg1mdW5jdGlvblRpdGxlAXcAKAABGgR1bml0AXcAKAABGghxdWFudGl0eQF3ATEoAAEaDnVuaXRQcmljZU1pbm9yAXcBMCgAARoIY3VycmVuY3kBdwNFVVIoAAEaBnBlcmlvZAF+KAABGgt3b3JrUGFja2FnZQF+KAABGgRub3RlAXcAKAABGgVvcmRlcgF3CFV6enptN2ZWIQABGgdkZWxldGVkAagBJgF4KAEEZmxhdAxvdGhlck9uU3RhZmYBfaA+IQEEZmxhdA10cmF2ZWxPblN0YWZmAagBKQF+AQECJgEpAQ==',
    reading: {
      sheet: {
        lines: [
          {
            id: 'line-1',
            category: 'STAFF',
            description: 'Projektledning',
            functionTitle: 'Project manager',
            unit: 'h',
            quantity: '840',
            unitPriceMinor: '29651',
            currency: 'SEK',
            period: 1,
            workPackage: 'wp1',
            note: 'Half time',
          },
          {
            id: 'line-2',
            category: 'REVENUE',
            description: '',
            functionTitle: '',
            unit: '',
            quantity: '1',
            unitPriceMinor: '-100',
            currency: 'EUR',
            period: null,
            workPackage: null,
            note: '',
          },
        ],
        flat: {
          otherOnStaff: 4000,
        },
      },
      removed: [
        {
          id: 'line-0',
          category: 'STAFF',
          description: '',
          functionTitle: '',
          unit: '',
          quantity: '1',
          unitPriceMinor: '0',
          currency: 'EUR',
          period: null,
          workPackage: null,
          note: '',
        },
      ],
      findings: [],
    },
  },
  {
    kind: 'cofunding',
    shapeVersion: 1,
    update:
      'ARYBACcBB3NvdXJjZXMIc291cmNlLTEBKAABAApmdW5kZXJOYW1lAXcNUmVnaW9uIFNrw6VuZSgAAQAFbGVnYWwBdwZwdWJsaWMoAAEABGZvcm0BdwRjYXNoIQABAARtb2RlASEAAQALYW1vdW50TWlub3IBKAABAAZ3ZWlnaHQBfQEoAAEABnN0YXR1cwF3B3BsZWRnZWQoAAEABW9yZGVyAXcIVjAwMElzbVYoAAEAB2RlbGV0ZWQBeagBBAF3BmFtb3VudKgBBQF3BzYwMDAwMDAnAQdzb3VyY2VzCHNvdXJjZS0yASgAAQwKZnVuZGVyTmFtZQF3CU93biBmdW5kcygAAQwFbGVnYWwBdwdwcml2YXRlKAABDARmb3JtAXcHaW5fa2luZCgAAQwEbW9kZQF3BndlaWdodCgAAQwLYW1vdW50TWlub3IBdwEwKAABDAZ3ZWlnaHQBfR4oAAEMBnN0YXR1cwF3BGlkZWEoAAEMBW9yZGVyAXcIVjAwMUpzbVYoAAEMB2RlbGV0ZWQBeQEBAQQC',
    reading: {
      sheet: {
        sources: [
          {
            id: 'source-1',
            funderName: 'Region Skåne',
            legal: 'public',
            form: 'cash',
            mode: 'amount',
            amountMinor: '6000000',
            weight: 1,
            status: 'pledged',
          },
          {
            id: 'source-2',
            funderName: 'Own funds',
            legal: 'private',
            form: 'in_kind',
            mode: 'weight',
            amountMinor: '0',
            weight: 30,
            status: 'idea',
          },
        ],
      },
      removed: [],
      findings: [],
    },
  },
  {
    kind: 'people',
    shapeVersion: 1,
    update:
      'AQgBACcBBnBlb3BsZQhwZXJzb24tMQEoAAEABG5hbWUBdw9Qcm9qZWN0IG1hbmFnZXIoAAEADWZ1bmN0aW9uVGl0bGUBdw9Qcm9qZWN0IG1hbmFnZXIoAAEAEm1vbnRobHlTYWxhcnlNaW5vcgF3BzQyNTAwMDAoAAEACnBhcnRUaW1lQnABfYhOKAABAAxidWRnZXRMaW5lSWQBdwZsaW5lLTEoAAEABW9yZGVyAXcIVjAwMElOaFYoAAEAB2RlbGV0ZWQBeQA=',
    reading: {
      people: [
        {
          id: 'person-1',
          name: 'Project manager',
          functionTitle: 'Project manager',
          monthlySalaryMinor: '4250000',
          partTimeBp: 5000,
          budgetLineId: 'line-1',
        },
      ],
      removed: [],
      unreadable: [],
    },
  },
  {
    kind: 'workplan',
    shapeVersion: 1,
    update:
      'ARABACcBCHBhY2thZ2VzA3dwMQEoAAEACHBhcmVudElkAX4oAAEABXRpdGxlAXcGUGlsb3RzKAABABRyZXNwb25zaWJsZVBhcnRuZXJJZAF+KAABAAtzdGFydFBlcmlvZAF9ASgAAQAJZW5kUGVyaW9kAX0EKAABAAVvcmRlcgF3CFYwMDBudU1WKAABAAdkZWxldGVkAXknAQphY3Rpdml0aWVzAmExASgAAQgIcGFyZW50SWQBdwN3cDEoAAEIBXRpdGxlAXcJV29ya3Nob3BzKAABCBRyZXNwb25zaWJsZVBhcnRuZXJJZAF+KAABCAtzdGFydFBlcmlvZAF+KAABCAllbmRQZXJpb2QBfigAAQgFb3JkZXIBdwhWMDAwblgyVigAAQgHZGVsZXRlZAF5AA==',
    reading: {
      packages: [
        {
          id: 'wp1',
          parentId: null,
          title: 'Pilots',
          responsiblePartnerId: null,
          startPeriod: 1,
          endPeriod: 4,
        },
      ],
      activities: [
        {
          id: 'a1',
          parentId: 'wp1',
          title: 'Workshops',
          responsiblePartnerId: null,
          startPeriod: null,
          endPeriod: null,
        },
      ],
      milestones: [],
      indicators: [],
      unreadable: [],
    },
  },
  {
    kind: 'budget',
    shapeVersion: 2,
    update:
      'ASMBACcBBWxpbmVzBmxpbmUtMQEoAAEACGNhdGVnb3J5AXcFU1RBRkYoAAEAC2Rlc2NyaXB0aW9uAXcAKAABAA1mdW5jdGlvblRpdGxlAXcPUHJvamVjdCBtYW5hZ2VyKAABAAR1bml0AXcBaCgAAQAIcXVhbnRpdHkBdwM4NDAoAAEADnVuaXRQcmljZU1pbm9yAXcFMjk2NTEoAAEACGN1cnJlbmN5AXcDU0VLKAABAAZwZXJpb2QBfigAAQALd29ya1BhY2thZ2UBdwN3cDEoAAEABG5vdGUBdwAoAAEAB3VwcmF0ZWQBeCgAAQAHb25Db3N0cwF4KAABAAVvcmRlcgF3CFYwMDBuN2ZWKAABAAdkZWxldGVkAXkoAAEAAnEyAXcFMjAwLjUoAAEAAnExAXcDMTIwIQABAANxMTABqAERAX4nAQVsaW5lcwZsaW5lLTIBKAABEwhjYXRlZ29yeQF3CEVYVEVSTkFMKAABEwtkZXNjcmlwdGlvbgF3ACgAARMNZnVuY3Rpb25UaXRsZQF3ACgAARMEdW5pdAF3ACgAARMIcXVhbnRpdHkBdwExKAABEw51bml0UHJpY2VNaW5vcgF3ATAoAAETCGN1cnJlbmN5AXcDRVVSKAABEwZwZXJpb2QBfigAARMLd29ya1BhY2thZ2UBfigAARMEbm90ZQF3ACgAARMHdXByYXRlZAF5KAABEwVvcmRlcgF3CFYwMDFvN2ZWKAABEwdkZWxldGVkAXkoAQRmbGF0DG90aGVyT25TdGFmZgF9oD4oAQRmbGF0BW1vZGVsAXcOc3RhZmZfYW5kX2ZsYXQBAQERAQ==',
    reading: {
      sheet: {
        lines: [
          {
            id: 'line-1',
            category: 'STAFF',
            description: '',
            functionTitle: 'Project manager',
            unit: 'h',
            quantity: '840',
            unitPriceMinor: '29651',
            currency: 'SEK',
            period: null,
            workPackage: 'wp1',
            note: '',
            perPeriod: {
              '1': '120',
              '2': '200.5',
            },
            uprated: true,
            onCosts: true,
          },
          {
            id: 'line-2',
            category: 'EXTERNAL',
            description: '',
            functionTitle: '',
            unit: '',
            quantity: '1',
            unitPriceMinor: '0',
            currency: 'EUR',
            period: null,
            workPackage: null,
            note: '',
          },
        ],
        flat: {
          otherOnStaff: 4000,
        },
        model: 'staff_and_flat',
      },
      removed: [],
      findings: [],
    },
  },
  {
    kind: 'cofunding',
    shapeVersion: 2,
    update:
      'ARkBACcBB3NvdXJjZXMIc291cmNlLTEBKAABAApmdW5kZXJOYW1lAXcNUmVnaW9uIFNrw6VuZSgAAQAFbGVnYWwBdwZwdWJsaWMoAAEABGZvcm0BdwRjYXNoIQABAARtb2RlASEAAQALYW1vdW50TWlub3IBKAABAAZ3ZWlnaHQBfQEoAAEABnN0YXR1cwF3CXJlcXVlc3RlZCgAAQAIZnVuZGVySWQBdwhmdW5kZXItMSgAAQAFb3JkZXIBdwhWMDAwSXNtVigAAQAHZGVsZXRlZAF5qAEEAXcGYW1vdW50qAEFAXcHNjAwMDAwMCgAAQAGbG9ja2VkAXgnAQdzb3VyY2VzCHNvdXJjZS0yASgAAQ4KZnVuZGVyTmFtZQF3CU93biBmdW5kcygAAQ4FbGVnYWwBdwdwcml2YXRlKAABDgRmb3JtAXcHaW5fa2luZCgAAQ4EbW9kZQF3BndlaWdodCgAAQ4LYW1vdW50TWlub3IBdwEwKAABDgZ3ZWlnaHQBfQEoAAEOBnN0YXR1cwF3BGlkZWEoAAEOBmxvY2tlZAF5KAABDgVvcmRlcgF3CFYwMDFKc21WKAABDgdkZWxldGVkAXkBAQEEAg==',
    reading: {
      sheet: {
        sources: [
          {
            id: 'source-1',
            funderName: 'Region Skåne',
            legal: 'public',
            form: 'cash',
            mode: 'amount',
            amountMinor: '6000000',
            weight: 1,
            status: 'requested',
            locked: true,
            funderId: 'funder-1',
          },
          {
            id: 'source-2',
            funderName: 'Own funds',
            legal: 'private',
            form: 'in_kind',
            mode: 'weight',
            amountMinor: '0',
            weight: 1,
            status: 'idea',
          },
        ],
      },
      removed: [],
      findings: [],
    },
  },
  {
    kind: 'workplan',
    shapeVersion: 2,
    update:
      'AUQBACcBCHBhY2thZ2VzA3dwMQEoAAEACHBhcmVudElkAX4oAAEABXRpdGxlAXcGUGlsb3RzKAABABRyZXNwb25zaWJsZVBhcnRuZXJJZAF3CXBhcnRuZXItMSgAAQALc3RhcnRQZXJpb2QBfQEoAAEACWVuZFBlcmlvZAF9BCgAAQALZGVzY3JpcHRpb24BdwtGaXZlIHBpbG90cygAAQAFb3JkZXIBdwhWMDAwbnVNVigAAQAHZGVsZXRlZAF5JwEKYWN0aXZpdGllcwJhMQEoAAEJCHBhcmVudElkAXcDd3AxKAABCQV0aXRsZQF3CVdvcmtzaG9wcygAAQkUcmVzcG9uc2libGVQYXJ0bmVySWQBfigAAQkLc3RhcnRQZXJpb2QBfQEoAAEJCWVuZFBlcmlvZAF9AigAAQkFb3JkZXIBdwhWMDAwblgyVigAAQkHZGVsZXRlZAF5JwEKYWN0aXZpdGllcwJhMgEoAAERCHBhcmVudElkAXcDd3AxKAABEQV0aXRsZQF3BVRlc3RzKAABERRyZXNwb25zaWJsZVBhcnRuZXJJZAF+KAABEQtzdGFydFBlcmlvZAF9AygAAREJZW5kUGVyaW9kAX0EKAABEQVvcmRlcgF3CFYwMDFvWDJWKAABEQdkZWxldGVkAXkoAAERCGFmdGVyOmExAXgoAAEREXBhcnRuZXI6cGFydG5lci0yAXgoAAEREXBhcnRuZXI6cGFydG5lci0xAXghAAEREXBhcnRuZXI6cGFydG5lci0zAagBHAF5JwEMZGVsaXZlcmFibGVzAmQxASgAAR4IcGFyZW50SWQBdwJhMigAAR4FdGl0bGUBdwZSZXBvcnQoAAEeFHJlc3BvbnNpYmxlUGFydG5lcklkAX4oAAEeC3N0YXJ0UGVyaW9kAX4oAAEeCWVuZFBlcmlvZAF9BCgAAR4Fb3JkZXIBdwhWMDAwSVoyVigAAR4HZGVsZXRlZAF5JwEKbWlsZXN0b25lcwJtMQEoAAEmCHBhcmVudElkAXcDd3AxKAABJgV0aXRsZQF3CEhhbGYtd2F5KAABJhRyZXNwb25zaWJsZVBhcnRuZXJJZAF+KAABJgtzdGFydFBlcmlvZAF+KAABJgllbmRQZXJpb2QBfigAASYNb3duZXJQZXJzb25JZAF3CHBlcnNvbi0xKAABJgdkdWVEYXRlAXcKMjAyNy0wOS0wMSgAASYIZXZpZGVuY2UBdwdNaW51dGVzKAABJgVvcmRlcgF3CFYwMDBuZDJWKAABJgdkZWxldGVkAXknAQppbmRpY2F0b3JzAmkxASgAATEIcGFyZW50SWQBfigAATEFdGl0bGUBdxFDb21wYW5pZXMgcmVhY2hlZCgAATEUcmVzcG9uc2libGVQYXJ0bmVySWQBfigAATELc3RhcnRQZXJpb2QBfigAATEJZW5kUGVyaW9kAX0EKAABMQR1bml0AXcJY29tcGFuaWVzKAABMQZ0YXJnZXQBdwI0MCgAATEFb3JkZXIBdwhWMDAwbmIyVigAATEHZGVsZXRlZAF5JwEKYWN0aXZpdGllcwJhMwEoAAE7CHBhcmVudElkAX4oAAE7BXRpdGxlAXcER29uZSgAATsUcmVzcG9uc2libGVQYXJ0bmVySWQBfigAATsLc3RhcnRQZXJpb2QBfigAATsJZW5kUGVyaW9kAX4oAAE7BW9yZGVyAXcIVjAwMnBYMlYhAAE7B2RlbGV0ZWQBqAFCAXgBAQIcAUIB',
    reading: {
      packages: [
        {
          id: 'wp1',
          parentId: null,
          title: 'Pilots',
          responsiblePartnerId: 'partner-1',
          startPeriod: 1,
          endPeriod: 4,
          description: 'Five pilots',
        },
      ],
      activities: [
        {
          id: 'a1',
          parentId: 'wp1',
          title: 'Workshops',
          responsiblePartnerId: null,
          startPeriod: 1,
          endPeriod: 2,
        },
        {
          id: 'a2',
          parentId: 'wp1',
          title: 'Tests',
          responsiblePartnerId: null,
          startPeriod: 3,
          endPeriod: 4,
          after: ['a1'],
          partnerIds: ['partner-1', 'partner-2'],
        },
      ],
      deliverables: [
        {
          id: 'd1',
          parentId: 'a2',
          title: 'Report',
          responsiblePartnerId: null,
          startPeriod: null,
          endPeriod: 4,
        },
      ],
      milestones: [
        {
          id: 'm1',
          parentId: 'wp1',
          title: 'Half-way',
          responsiblePartnerId: null,
          startPeriod: null,
          endPeriod: null,
          ownerPersonId: 'person-1',
          dueDate: '2027-09-01',
          evidence: 'Minutes',
        },
      ],
      indicators: [
        {
          id: 'i1',
          parentId: null,
          title: 'Companies reached',
          responsiblePartnerId: null,
          startPeriod: null,
          endPeriod: 4,
          unit: 'companies',
          target: '40',
        },
      ],
      removed: {
        packages: [],
        activities: [
          {
            id: 'a3',
            parentId: null,
            title: 'Gone',
            responsiblePartnerId: null,
            startPeriod: null,
            endPeriod: null,
          },
        ],
        deliverables: [],
        milestones: [],
        indicators: [],
      },
      unreadable: [],
      findings: [],
    },
  },
];
