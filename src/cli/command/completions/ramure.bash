# Completion of ramure in bash: the program says what may be typed next. Status 1: a file name may too.
_ramure() {
    local lines files
    lines=$(ramure __complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null </dev/null)
    files=$?
    COMPREPLY=()
    if [[ -n $lines ]]; then
        mapfile -t COMPREPLY <<<"$lines"
        # A description follows each value.
        COMPREPLY=("${COMPREPLY[@]%%$'\t'*}")
    fi
    if ((files == 1)); then
        compopt -o default
    elif ((files == 4)); then
        # Names are quoted as those of files are, but for a $, which bash would leave.
        if [[ ${COMPREPLY[*]} == *\$* && ${COMP_WORDS[COMP_CWORD]} != [\'\"]* ]]; then
            mapfile -t COMPREPLY < <(printf '%q\n' "${COMPREPLY[@]}")
        else
            compopt -o filenames
        fi
    fi
}
complete -o nosort -F _ramure ramure
