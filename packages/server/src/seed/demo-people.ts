export interface DemoPerson {
  email: string;
  /** Shown beside the sign-in link. */
  title: string;
  name: string;
  organisation: string | null;
  role?: 'officer';
  isAdmin?: true;
}

/** Invented by role; nobody of these exists. Their addresses end in a domain that can never receive mail. */
export const demoPeople: readonly DemoPerson[] = [
  {
    email: 'coordinator@mobile-heights.example',
    title: 'Coordinator, Mobile Heights',
    name: 'Koordinator Mobile Heights',
    organisation: 'Mobile Heights',
  },
  {
    email: 'budget@mobile-heights.example',
    title: 'Budget officer, Mobile Heights',
    name: 'Budgetansvarig Mobile Heights',
    organisation: 'Mobile Heights',
  },
  {
    email: 'editor@smart-textiles.example',
    title: 'Editor, Smart Textiles',
    name: 'Redaktör Smart Textiles',
    organisation: 'Smart Textiles',
  },
  {
    email: 'editor@automation-region.example',
    title: 'Editor, Automation Region',
    name: 'Redaktör Automation Region',
    organisation: 'Automation Region',
  },
  {
    email: 'reader@techtank.example',
    title: 'Reader, Techtank',
    name: 'Läsare Techtank',
    organisation: 'Techtank',
  },
  {
    email: 'officer@tillvaxtverket.example',
    title: 'Officer, Tillväxtverket',
    name: 'Handläggare Tillväxtverket',
    organisation: 'Tillväxtverket',
    role: 'officer',
  },
  {
    email: 'admin@samspel.example',
    title: 'Administrator of this installation',
    name: 'Administratör Samspel',
    organisation: null,
    isAdmin: true,
  },
];
