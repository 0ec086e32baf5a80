# Runs the browser ($RAMURE) between two readings of the terminal's state, then reads a line.
# $STATE is a directory for the readings, $MODES the private modes that the terminal is asked for (DECRQM).
state() {
    local settings mode reply
    settings=$(stty -g)
    stty -echo -icanon
    for mode in $MODES; do
        printf '\033[?%s$p' "$mode" > /dev/tty
        IFS= read -rd y -t 10 reply || exit
        printf '%q\n' "$reply"
    done
    stty "$settings"
    printf '%s\n' "$settings"
}

echo begin
state > "$STATE/before"
"$RAMURE"
status=$?
echo "status $status"
state > "$STATE/after"
echo "$status" > "$STATE/status"
cmp "$STATE/before" "$STATE/after" && echo restored
read -r line
echo "read $line"
echo "$line" > "$STATE/read"
# The window stays open.
read -r line
