# SPDX-License-Identifier: Apache-2.0
# fish completion of foundry-credential.  Verbs and options are those that the
# program's own help names, hosts those that it lists; it uses no network.

function __foundry_credential_words
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program $words[1]
    set -l last $words[-1]
    set -e words[1]
    set -l verb (string match -v -- '-*' $words)[1]

    if test -z "$verb"
        $program --help 2>/dev/null |
            string match -rg '^  ([a-z][a-z0-9]*  .*)$' |
            string replace -r '  +' \t
        printf '%s\n' --help --version
        return
    end
    if test "$verb" = exec; and contains -- -- $words
        set -l at (contains -i -- -- $words)
        set -l command $words[(math $at + 1)..-1] $current
        complete -C (string join ' ' -- $command)
        return
    end
    set -l help ($program $verb --help 2>/dev/null)
    if string match -q -- '-*' $current
        string match -rag -- '(?:^|[^-a-z])(--[a-z][-a-z]*(?:=[a-z]+)?)' $help
        echo -- --help
    else if string match -q -- '-*' $last
        and string match -q -- "*$last DURATION*" $help
        printf '%s\n' 30m 12h 1d 7d 20d
    else if string match -q -- '-*' $last
        and string match -q -- "*$last FILE*" $help
        __fish_complete_path $current
    else if string match -q -- '*HOST*' $help[1]
        $program list 2>/dev/null | string replace -r '\s.*' ''
    end
end

complete -c foundry-credential -f -k -a '(__foundry_credential_words)'
