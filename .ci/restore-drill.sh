#!/usr/bin/env bash
# Seeds an installation, backs it up, restores it into an empty place, and compares. Run in a checkout
# that is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d)
# As an operator types it once, then without the package manager's own second or two.
as_typed() { npx -y pnpm@12 --silent samspel "$@"; }
samspel() { node_modules/.bin/node tools/run.mjs apps/samspel/src/samspel.ts "$@"; }
finish() {
  for data in "$place/from" "$place/to"; do
    elsewhere=$(sed -n 's/.*"elsewhere": "\(.*\)".*/\1/p' "$data/database.json" 2>/dev/null || true)
    case $elsewhere in /var/lib/samspel/*) rm -rf "$elsewhere" ;; esac
  done
  rm -rf "$place"
}
trap finish EXIT

SAMSPEL_DATA=$place/from as_typed seed --demo >/dev/null
written=$(SAMSPEL_DATA=$place/from samspel backup "$place/one.backup")
echo "  backed up: $written"
restored=$(SAMSPEL_DATA=$place/to samspel restore "$place/one.backup")
echo "  restored:  $restored"
count() { sed -n "s/.*\"$2\":\([0-9]*\).*/\1/p" <<<"$1"; }
for what in tables rows files; do
  if [ "$(count "$written" "$what")" != "$(count "$restored" "$what")" ]; then
    echo "  FAIL $what differ" && exit 1
  fi
done
[ "$(count "$restored" rows)" -gt 0 ] || { echo "  FAIL nothing was backed up"; exit 1; }
if SAMSPEL_DATA=$place/to samspel restore "$place/one.backup" 2>"$place/refusal"; then
  echo "  FAIL a filled installation was overwritten" && exit 1
fi
echo "  refused:   $(cat "$place/refusal")"
printf 'x' | dd of="$place/one.backup" bs=1 seek=2000 conv=notrunc status=none
if SAMSPEL_DATA=$place/to samspel restore "$place/one.backup" --force 2>"$place/refusal"; then
  echo "  FAIL a damaged backup was taken" && exit 1
fi
echo "  refused:   $(cat "$place/refusal")"
echo "  all well"
