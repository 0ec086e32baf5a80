#compdef ramure
# Completion of ramure in zsh: the program says what may be typed next. Status 1: a file name may too.
_ramure() {
    local output line
    local -i files
    local -a values descriptions
    output=$(ramure __complete zsh "${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}" 2>/dev/null </dev/null)
    files=$?
    for line in "${(@f)output}"; do
        [[ -n $line ]] || continue
        values+=("${line%%$'\t'*}")
        descriptions+=("${line/$'\t'/  -- }")
    done
    # -U: the program has compared them. -V: they are in order.
    (($#values)) && compadd -U -V ramure -l -d descriptions -a values
    if ((files == 1)); then
        [[ $PREFIX == --* ]] && compset -P '*='
        _files
    fi
}
if [[ $funcstack[1] == _ramure ]]; then
    _ramure "$@"
else
    compdef _ramure ramure
fi
