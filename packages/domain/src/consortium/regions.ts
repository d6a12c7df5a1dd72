export interface County {
  nuts1: string;
  nuts2: string;
  nuts2Name: string;
  nuts3: string;
  county: string;
  /** Statistics Sweden's county code. */
  scb: string;
  letter: string;
}

const county = (
  nuts3: string,
  name: string,
  scb: string,
  letter: string,
  nuts2Name: string,
): County => ({
  nuts1: nuts3.slice(0, 3),
  nuts2: nuts3.slice(0, 4),
  nuts2Name,
  nuts3,
  county: name,
  scb,
  letter,
});

const eastMiddle = 'Östra Mellansverige';
const smaland = 'Småland med öarna';
const northMiddle = 'Norra Mellansverige';
const middleNorth = 'Mellersta Norrland';
const upperNorth = 'Övre Norrland';

/** Sweden's 21 counties (NUTS 3) in their 8 regions (NUTS 2), NUTS 2021. */
export const counties: readonly County[] = [
  county('SE110', 'Stockholms län', '01', 'AB', 'Stockholm'),
  county('SE121', 'Uppsala län', '03', 'C', eastMiddle),
  county('SE122', 'Södermanlands län', '04', 'D', eastMiddle),
  county('SE123', 'Östergötlands län', '05', 'E', eastMiddle),
  county('SE124', 'Örebro län', '18', 'T', eastMiddle),
  county('SE125', 'Västmanlands län', '19', 'U', eastMiddle),
  county('SE211', 'Jönköpings län', '06', 'F', smaland),
  county('SE212', 'Kronobergs län', '07', 'G', smaland),
  county('SE213', 'Kalmar län', '08', 'H', smaland),
  county('SE214', 'Gotlands län', '09', 'I', smaland),
  county('SE221', 'Blekinge län', '10', 'K', 'Sydsverige'),
  county('SE224', 'Skåne län', '12', 'M', 'Sydsverige'),
  county('SE231', 'Hallands län', '13', 'N', 'Västsverige'),
  county('SE232', 'Västra Götalands län', '14', 'O', 'Västsverige'),
  county('SE311', 'Värmlands län', '17', 'S', northMiddle),
  county('SE312', 'Dalarnas län', '20', 'W', northMiddle),
  county('SE313', 'Gävleborgs län', '21', 'X', northMiddle),
  county('SE321', 'Västernorrlands län', '22', 'Y', middleNorth),
  county('SE322', 'Jämtlands län', '23', 'Z', middleNorth),
  county('SE331', 'Västerbottens län', '24', 'AC', upperNorth),
  county('SE332', 'Norrbottens län', '25', 'BD', upperNorth),
];

const byNuts3 = new Map(counties.map((entry) => [entry.nuts3, entry]));

export function findCounty(nuts3: string): County | null {
  return byNuts3.get(nuts3) ?? null;
}

export type RegionLevel = 'NUTS2' | 'NUTS3';

/** The code of a county's region at a level; null for a code that is not one of Sweden's. */
export function regionCode(nuts3: string, level: RegionLevel): string | null {
  const entry = byNuts3.get(nuts3);
  if (!entry) return null;
  return level === 'NUTS2' ? entry.nuts2 : entry.nuts3;
}
