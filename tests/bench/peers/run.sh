# The work of one run: `sh run.sh NAME SECONDS`. It leaves a file at its start and one at its end.
: >"$RECORDS/start.$1.$$"
[ "$2" = 0 ] || sleep "$2" || exit
: >"$RECORDS/end.$1.$$"
