# Sourced by ./demo, ./bench and ./millwright: builds what they start, and only if an input changed since the last build.
# Needs: JDK 17 or later, Maven 3.8 or later.

# build NAME MODULE...: builds the modules and what they need; $tests says how tests are left out.
build() {
  local name=$1 stamp="target/$1.stamp" modules
  shift
  modules=$(IFS=,; echo "$*")
  if [[ -f $stamp && -z $(inputs_newer_than "$stamp") ]]; then
    return 0
  fi
  mkdir -p target
  local started=$SECONDS log="target/$name-build.log" now="target/$name.now"
  touch "$now"
  echo "building ($log); the first build downloads its libraries" >&2
  mvn -B -ntp "${tests:--Dmaven.test.skip=true}" -Dspotless.check.skip=true -pl "$modules" -am package >"$log" 2>&1 &
  local maven=$! shown=0 lines
  while kill -0 "$maven" 2>/dev/null; do
    lines=$(grep -c -- '^\[INFO\] Building ' "$log" 2>/dev/null || true)
    if [[ ${lines:-0} -gt $shown ]]; then
      shown=$lines
      printf '  %3d s  %s\n' $((SECONDS - started)) \
        "$(grep -- '^\[INFO\] Building ' "$log" | tail -n 1 | sed 's/^\[INFO\] Building //')" >&2
    fi
    sleep 0.5
  done
  if ! wait "$maven"; then
    grep -- '^\[ERROR\]' "$log" | head -n 15 >&2
    echo "the build failed; the whole log is $log" >&2
    return 1
  fi
  mv "$now" "$stamp"
}

# Every file or folder that goes into the build and is newer than the stamp. A model folder without a pom.xml does not.
inputs_newer_than() {
  local models=(models/*/pom.xml)
  find pom.xml bnd.bnd cnf bundles desk "${models[@]%/pom.xml}" deployment-packages test-bundles .mvn \
    -name target -prune -o -name __pycache__ -prune -o \
    \( -type f -o -path '*/src/*' -type d \) -newer "$1" -print -quit
}
