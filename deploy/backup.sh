#!/bin/sh
# backup.sh FOLDER KEEP: a backup named by the time in UTC, and of the earlier ones only the latest, KEEP in all.
# Where the backup fails nothing is deleted, and the exit status says so.
set -eu
folder=$1
keep=$2
here=$(dirname "$(readlink -f "$0")")

"$here/../.venv/bin/ombud" backup "$folder/ombud-$(date -u +%Y-%m-%dT%H%M%SZ).backup"
find "$folder" -maxdepth 1 -name 'ombud-*Z.backup' | sort -r | tail -n "+$((keep + 1))" | xargs -r rm --
