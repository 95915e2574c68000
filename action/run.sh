#!/usr/bin/env bash
# What the action does: finds or installs the program, clones the repository, releases what is merged, and writes the next
# release pull requests. Inputs are INPUT_* variables, as action/main.js spells them.
set -euo pipefail
action=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)

# Fails with what happened, why, and what to do, as one annotation.
refuse() { # what, why, next
  local text="$1 $2 → $3"
  text=${text//'%'/%25} text=${text//$'\r'/%0D} text=${text//$'\n'/%0A}
  if [[ -n $isProving ]]; then
    # A guard that fails would let jobs be skipped that need it.
    printf '::warning title=Slipway::%s Every check runs.\n' "$text"
    printf 'proven=false\n' >>"$GITHUB_OUTPUT"
    exit 0
  fi
  printf '::error title=Slipway::%s\n' "$text"
  exit 1
}

input() { # name of the variable: its value without space around it
  local value=${!1-}
  value=${value#"${value%%[![:space:]]*}"}
  printf '%s' "${value%"${value##*[![:space:]]}"}"
}

# The spellings of GitHub's own actions; empty is false.
isOn() { # name of the input
  local value variable=INPUT_${1^^}
  value=$(input "${variable//-/_}")
  case $value in
  true | True | TRUE) return 0 ;;
  false | False | FALSE | '') return 1 ;;
  esac
  refuse "The input $1 is '$value'." "It takes true or false." "Correct it in the workflow."
}

work=
isProving=
# What a killed program leaves behind lies below the runner's own temporary folder.
trap '[[ -z $work ]] || rm -rf -- "$work"' EXIT

# MARK: The program

readonly runsOn='The archive runs on Linux with glibc 2.35 or newer, libcurl, libpq and SQLite: Ubuntu 22.04, Debian 12.'

fetch() { # name, file
  case $source in
  https://*)
    curl --fail --silent --show-error --location --proto =https --retry 3 --max-time 600 --output "$2" \
      "${source%/}/$1" 2>"$work/curl"
    ;;
  /*) cp -- "$source/$1" "$2" 2>"$work/curl" ;;
  *) refuse "The input slipway-source is '$source'." "It takes an https address or an absolute folder." "Correct it in the workflow." ;;
  esac || refuse "$source/$1 can't be had." "$(<"$work/curl")" \
    "Run the job again; or put slipway into PATH before this step, or name a folder or mirror with slipway-source."
}

install() { # version: sets `slipway`
  local version=$1 machine name folder expected found
  [[ $version =~ ^[0-9]+(\.[0-9A-Za-z-]+)*$ ]] ||
    refuse "The input slipway-version is '$version'." "It takes a version such as 1.4.0." "Correct it in the workflow."
  machine=$(uname -m)
  [[ $(uname -s) == Linux ]] ||
    refuse "There is no archive for $(uname -s)." "$runsOn" "Use such a runner, or put slipway into PATH before this step."
  source=$(input INPUT_SLIPWAY_SOURCE)
  if [[ -z $source ]]; then
    [[ -n ${GITHUB_ACTION_REPOSITORY:-} ]] ||
      refuse "Nothing says where slipway $version can be had." "The action was not taken from a repository." \
        "Put slipway into PATH before this step, or set slipway-source."
    source=${GITHUB_SERVER_URL:-https://github.com}/$GITHUB_ACTION_REPOSITORY/releases/download/v$version
  fi
  name=slipway-$version-linux-$machine.tar.gz
  folder=${RUNNER_TEMP:-/tmp}/slipway-$version
  mkdir -p -- "$folder"
  expected=$(input INPUT_SLIPWAY_SHA256)
  if [[ -z $expected ]]; then
    fetch SHA256SUMS "$work/SHA256SUMS"
    expected=$(awk -v name="$name" '$2 == name { print $1 }' "$work/SHA256SUMS")
    [[ -n $expected ]] || refuse "SHA256SUMS of $source has no $name." "$runsOn" \
      "Use such a runner, or put slipway into PATH before this step."
  fi
  fetch "$name" "$work/$name"
  found=$(sha256sum "$work/$name" | cut -d' ' -f1)
  [[ $found == "$expected" ]] || refuse "$name is not the archive that was released." \
    "Its SHA-256 is $found and should be $expected." "Run the job again; if that does not help, use no program from $source."
  tar -xzf "$work/$name" -C "$folder" --strip-components 1
  slipway=$folder/slipway
}

find_program() { # sets `slipway`
  local wanted found why
  wanted=$(input INPUT_SLIPWAY_VERSION)
  slipway=$(command -v slipway || true)
  found=
  if [[ -n $slipway ]]; then found=$("$slipway" --version 2>"$work/why") || found=; fi
  if [[ -z $found || (-n $wanted && $found != "$wanted") ]]; then
    install "${wanted:-$(<"$action/VERSION")}"
    found=$("$slipway" --version 2>"$work/why") || {
      why=$(<"$work/why")
      refuse "slipway does not start on this runner." "$why $runsOn" \
        "Use such a runner, or install what is missing: apt-get install libarchive13 libcurl4 libpq5 libsqlite3-0"
    }
  fi
  printf 'slipway %s from %s\n' "$found" "$slipway"
}

# MARK: The repository

# git asks a helper that names the variable, so that the token is in no argument and no file.
set_credentials() {
  export SLIPWAY_ACTION_TOKEN=$token GH_TOKEN=$token
  # A runner's own variables must not win over the input.
  unset GITHUB_TOKEN GH_ENTERPRISE_TOKEN GITHUB_ENTERPRISE_TOKEN
  export GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=credential.helper GIT_CONFIG_VALUE_0= \
    GIT_CONFIG_KEY_1=credential.helper \
    GIT_CONFIG_VALUE_1='!f() { [ "$1" = get ] && printf "username=x-access-token\npassword=%s\n" "$SLIPWAY_ACTION_TOKEN"; }; f'
  export GIT_TERMINAL_PROMPT=0
}

clone() { # sets `folder`
  local repository branch address
  folder=$(input INPUT_SLIPWAY_DIRECTORY)
  if [[ -n $folder ]]; then return; fi
  repository=$(input INPUT_REPO_URL)
  [[ $repository =~ ^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$ ]] ||
    refuse "The input repo-url is '$repository'." "It takes owner/name." "Correct it in the workflow."
  branch=$(input INPUT_TARGET_BRANCH)
  # Nothing of a pull request decides whether it is a release.
  [[ -z $isProving ]] || branch=${GITHUB_BASE_REF:-}
  [[ -z $branch ]] || git check-ref-format --branch "$branch" >"$work/why" 2>&1 ||
    refuse "The input target-branch is '$branch'." "git takes no branch of that name." "Correct it in the workflow."
  address=${GITHUB_SERVER_URL:-https://github.com}/$repository.git
  folder=$work/repository
  # The complete history: a release is what changed since the last one.
  git clone --quiet ${branch:+--branch "$branch"} -- "$address" "$folder" 2>"$work/why" ||
    refuse "$address can't be cloned." "$(<"$work/why")" \
      "Check that the repository and the branch exist, and that the input token may read them (contents: read)."
}

# MARK: What is released

# `release-type` says neither the last version nor where the next one is written; the two files that do are shown.
refuse_type() { # type
  local type=$1 path host last named=false
  path=$(input INPUT_PATH)
  host=$(input INPUT_CHANGELOG_HOST)
  if isOn include-component-in-tag; then named=true; fi
  last=$(git tag --merged HEAD --list 'v[0-9]*' '*-v[0-9]*' --sort=-creatordate |
    sed -nE 's/^(.*-)?v([0-9]+\.[0-9]+\.[0-9]+)$/\2/p' | head -n 1)
  refuse "The input release-type alone does not say what is released." \
    "Slipway reads the last version from release-please's manifest, which the repository does not have." \
    "Commit these two files, and correct them where the last tag is not the last release:
release-please-config.json: {\"packages\": {\"${path:-.}\": {\"release-type\": \"$type\", \"include-component-in-tag\": $named, \"changelog-host\": \"${host:-https://github.com}\"}}}
.release-please-manifest.json: {${last:+\"${path:-.}\": \"$last\"}}"
}

choose_files() { # sets `files` and `isOwn`
  local type config manifest
  type=$(input INPUT_RELEASE_TYPE)
  config=$(input INPUT_CONFIG_FILE)
  manifest=$(input INPUT_MANIFEST_FILE)
  files=()
  isOwn=
  if [[ -n $type && ! (-f ${config:-release-please-config.json} && -f ${manifest:-.release-please-manifest.json}) ]]; then
    refuse_type "$type"
  fi
  if [[ -n $config || -n $manifest || (! -f slipway.yaml && -f release-please-config.json) ]]; then
    files=(--config "${config:-release-please-config.json}" --manifest "${manifest:-.release-please-manifest.json}")
    for file in "${files[1]}" "${files[3]}"; do
      [[ -f $file ]] || refuse "There is no $file in the repository." "The branch was $(git branch --show-current)." \
        "Correct config-file and manifest-file in the workflow, or add the file."
    done
  elif [[ -f slipway.yaml ]]; then
    isOwn=yes
  else
    refuse "Nothing says what is released." \
      "The repository has neither slipway.yaml nor release-please-config.json." \
      "Write slipway.yaml with: slipway init"
  fi
}

step() { # arguments of slipway
  local code=0
  printf '\n> slipway %s\n' "$*"
  "$slipway" "$@" --outputs "$GITHUB_OUTPUT" || code=$?
  ((code == 0)) || {
    printf '::error title=Slipway::slipway %s ended with %d; the reason is in the log above.\n' "$1" "$code"
    exit "$code"
  }
}

# Says whether the pull request of the event is a release as Slipway writes it. Never fails: what is not proven is checked.
prove() {
  local author code=0
  author=$(input INPUT_SLIPWAY_AUTHOR)
  "$slipway" check --proofs ${api:+--api "$api"} ${author:+--author "$author"} ${files[@]+"${files[@]}"} \
    --outputs "$work/proven" || code=$?
  if ((code == 0)) && [[ $(<"$work/proven") == proven=true ]]; then
    printf 'proven=true\n' >>"$GITHUB_OUTPUT"
    return
  fi
  ((code == 1)) || printf '::warning title=Slipway::slipway check ended with %d, so every check runs.\n' "$code"
  printf 'proven=false\n' >>"$GITHUB_OUTPUT"
}

main() {
  local command token slipway folder source files isOwn api proxy
  command=$(input INPUT_SLIPWAY_COMMAND)
  proxy=$(input INPUT_PROXY_SERVER)
  [[ -z $proxy ]] || export http_proxy=http://$proxy https_proxy=http://$proxy
  work=$(mktemp -d "${RUNNER_TEMP:-/tmp}/slipway-action-XXXXXX")
  case ${command:-release} in
  install)
    find_program
    dirname -- "$slipway" >>"$GITHUB_PATH"
    return
    ;;
  release) ;;
  prove)
    isProving=yes
    if [[ -z ${GITHUB_BASE_REF:-} ]]; then
      printf 'The event %s has no pull request, so every check runs.\n' "${GITHUB_EVENT_NAME:-}"
      printf 'proven=false\n' >>"$GITHUB_OUTPUT"
      return
    fi
    ;;
  *) refuse "The input slipway-command is '$command'." "It takes release, prove or install." "Correct it in the workflow." ;;
  esac
  if isOn fork; then
    refuse "The input fork is true." "Slipway opens release pull requests from the repository itself." \
      "Remove the input, and give the job contents: write and pull-requests: write in the repository."
  fi
  token=$(input INPUT_TOKEN)
  [[ -n $token ]] || refuse "The input token is empty." \
    "It names a secret that is not set, or one that the event can't see: pull requests from forks see none." \
    "Set the secret, or remove the input; the job's own token needs contents: write and pull-requests: write."
  printf '::add-mask::%s\n' "$token"
  unset INPUT_TOKEN
  find_program
  set_credentials
  clone
  cd -- "$folder"
  choose_files
  api=$(input INPUT_GITHUB_API_URL)
  if [[ -n $isProving ]]; then
    prove
    return
  fi
  if [[ -n $isOwn ]]; then
    isOn skip-github-release || step release --merged
    isOn skip-github-pull-request || step release-pr ${api:+--api "$api"}
    return
  fi
  isOn skip-github-release ||
    step release-pr --merged --base "$(git branch --show-current)" ${api:+--api "$api"} "${files[@]}"
  isOn skip-github-pull-request || step release-pr ${api:+--api "$api"} "${files[@]}"
}

main
