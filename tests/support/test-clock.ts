/**
 * Replaces samspel.now(), the one clock of every decision, by one that a test can move or stop. It exists
 * in test databases only. Security definer: every role asks the clock, none may move it.
 */
export const installTestClock = `
create schema test_clock;
create table test_clock.setting (fixed_at timestamptz, moved interval not null);
insert into test_clock.setting values (null, interval '0');
create or replace function samspel.now() returns timestamptz
  language sql volatile security definer set search_path = pg_catalog as
  'select coalesce(fixed_at, clock_timestamp() + moved) from test_clock.setting';
`;

export type ClockSetting = { offsetMs: number } | { fixedAt: Date | string };

export function clockStatement(setting: ClockSetting): string {
  return 'offsetMs' in setting
    ? `update test_clock.setting set fixed_at = null, moved = interval '${Number(setting.offsetMs)} milliseconds'`
    : `update test_clock.setting set fixed_at = '${new Date(setting.fixedAt).toISOString()}'`;
}
