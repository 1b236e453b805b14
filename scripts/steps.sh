# shellcheck shell=bash
# How setup speaks: one line a step, the details in a log, and one line when something fails. Sourced, never run.

mkdir -p .setup
LOG=.setup/setup.log

# say WORDS: a line for the person.
say() { printf '%s\n' "jarvis setup: $*"; }

# stop WORDS: a line for the person about what failed and what to do, then the end.
stop() {
  printf '%s\n' "jarvis setup: $*" >&2
  exit 1
}

# What the running step is at: the newest of pip's or apt's lines that name a file or a package.
_now() {
  last_step | grep -E '^ *(Collecting|Downloading|Building|Installing|Get:|Unpacking|Setting up) ?' |
    tail -n 1 | sed -E 's/^ *//; s/ from .*$//; s#https?://[^ ]*/##' | cut -c1-60
}

_interrupted() {
  trap - INT TERM
  kill -TERM -- "-$1" 2>/dev/null
  wait "$1" 2>/dev/null
  echo
  stop "Interrupted. Run the same command again and it goes on."
}

# step "words" COMMAND…: run it with its output in the log; show that it lives; give its exit status.
# On a terminal a line counts the seconds; elsewhere a line comes every half minute, so that a CI log shows life.
step() {
  local words=$1 began=$SECONDS told=0 pid status=0
  shift
  printf '\n== %s: %s ==\n' "$(date '+%F %T')" "$*" >>"$LOG"
  say "$words"
  # A process group of its own, so that Ctrl-C can end the command with all its children.
  set -m
  "$@" >>"$LOG" 2>&1 </dev/null &
  pid=$!
  set +m
  # shellcheck disable=SC2064
  trap "_interrupted $pid" INT TERM
  while kill -0 "$pid" 2>/dev/null; do
    sleep 0.5
    if [[ -t 1 ]]; then
      printf '\r\033[K   %4d s  %s' $((SECONDS - began)) "$(_now)"
    elif ((SECONDS - began - told >= 30)); then
      told=$((SECONDS - began))
      printf '   %4d s  %s\n' "$told" "$(_now)"
    fi
  done
  wait "$pid" || status=$?
  trap - INT TERM
  [[ -t 1 ]] && printf '\r\033[K'
  ((status == 0)) && printf '   done in %d s\n' $((SECONDS - began))
  return "$status"
}

# What the last step wrote into the log.
last_step() { awk '/^== / { text = "" } { text = text $0 "\n" } END { printf "%s", text }' "$LOG"; }

# The line of the last step that says best why it failed.
reason() {
  local text
  text=$(last_step | grep -E '^ *(ERROR|E|error|fatal|cause): |Error: ' | sed -E 's/^ *//')
  printf '%s' "${text%%$'\n'*}" | cut -c1-220
}
