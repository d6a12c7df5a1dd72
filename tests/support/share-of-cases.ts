// `check` is for every few minutes and tries a share of the random cases; `test` tries them all.
const share = Number(process.env.SAMSPEL_TEST_SHARE ?? 1);

/** How many of a property's cases this run tries. */
export const casesOf = (all: number): number => Math.ceil(all * share);
