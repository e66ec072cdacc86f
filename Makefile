# Thin verbs over Maven and the built programs; the work is described where it is done.
MVN = mvn -q -B -ntp -Dstyle.color=never
DIST = java/tools/target/dist
REPORT = target/report.html
FUZZ_SECONDS = 600
SOURCES = $(shell find pom.xml generated native/pom.xml native/src java/*/pom.xml java/*/src -type f)

.DEFAULT_GOAL := help
.PHONY: help run report test test-on build tools generated generated-check fuzz format bench doctor clean

help: ## lists the verbs
	@sed -n 's/^\([a-z-]*\):[^#]*## */  make \1\t/p' $(MAKEFILE_LIST) | expand -t 26

run: $(DIST)/bin/libc-sockets ## plays the tutorial's session, TCP and UDP (BACKEND=ffm|jni, PORT=8080)
	@$(DIST)/bin/libc-sockets session $(if $(BACKEND),--backend $(BACKEND)) $(if $(PORT),--port $(PORT))

report: $(DIST)/bin/libc-sockets ## writes a page with all scenarios of compare and the scenes of tcp (REPORT=target/report.html)
	@mkdir -p $(dir $(REPORT))
	@$(DIST)/bin/libc-sockets compare --syscalls --tcp --html $(REPORT)
	@echo "The report is $(REPORT)."

test: tools ## builds everything and runs all tests on JDK 25 and JDK 17
	$(MVN) verify
	@touch $(DIST)/bin/libc-sockets

test-on: tools ## runs the tests on a JDK of one's choice, of any release from 17 on (JDK=DIRECTORY)
	@MVN="$(MVN)" .mvn/test-on "$(JDK)"

build: tools ## builds the library, the command line and its distribution in java/tools/target/dist
	@echo "Building, this takes a minute or two ..." >&2
	@$(MVN) package -DskipTests

$(DIST)/bin/libc-sockets: $(SOURCES)
	@$(MAKE) --no-print-directory build
	@touch $@

generated: tools ## generates the calls and constants again (see generated/README.md)
	generated/generate.sh

generated-check: tools ## fails if generating again would change anything
	generated/generate.sh --check

fuzz: tools ## searches for inputs that the decoders and the parser cannot take (FUZZ_SECONDS=600 for each test)
	$(MVN) package surefire:test@fuzz -Dfuzz.seconds=$(FUZZ_SECONDS) -Dtest.seconds=$$(($(FUZZ_SECONDS) + 300))

format: ## formats the Java sources
	$(MVN) -N com.diffplug.spotless:spotless-maven-plugin:apply

bench: $(DIST)/bin/libc-sockets ## measures against C and the JDK, as ratios
	@java/bench/run

doctor: $(DIST)/bin/libc-sockets ## says what this machine has
	@$(DIST)/bin/libc-sockets doctor

clean: ## removes what was built
	$(MVN) clean

# What the build needs, each missing piece named in a sentence.
tools:
	@command -v mvn > /dev/null || { echo "Maven is missing: install it (on Debian: apt-get install maven)." >&2; exit 1; }
	@.mvn/find-jdk 25+ > /dev/null
	@.mvn/find-jdk 17 > /dev/null
	@.mvn/check-compiler
