# Thin verbs over Maven and the built programs; the work is described where it is done.
MVN = mvn -q -B -ntp
DIST = java/tools/target/dist
REPORT = target/report.html
FUZZ_SECONDS = 600
SOURCES = $(shell find pom.xml generated native/pom.xml native/Makefile native/src java/*/pom.xml java/*/src -type f)

.DEFAULT_GOAL := help
.PHONY: help run report test test-on build tools generated generated-check fuzz format bench doctor clean

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\):[^#]*## */  make \1\t/p' $(MAKEFILE_LIST) | expand -t 26

run: $(DIST)/bin/libc-sockets ## play the tutorial's session, TCP and UDP (BACKEND=ffm|jni, PORT=8080)
	@$(DIST)/bin/libc-sockets session $(if $(BACKEND),--backend $(BACKEND)) $(if $(PORT),--port $(PORT))

report: $(DIST)/bin/libc-sockets ## write all scenarios and scenes to a page (REPORT=target/report.html)
	@mkdir -p $(dir $(REPORT))
	@$(DIST)/bin/libc-sockets compare --syscalls --tcp --html $(REPORT)
	@echo "The report is $(REPORT)."

test: tools ## build everything and run all tests on JDK 25 and JDK 17
	@MVN="$(filter-out -q,$(MVN))" .build/run-tests
	@touch $(DIST)/bin/libc-sockets

test-on: tools ## run the tests on another JDK of release 17 or later (JDK=DIRECTORY)
	@MVN="$(MVN)" .build/test-on "$(JDK)"

build: tools ## build the library, the command line and its distribution in java/tools/target/dist
	@echo "Building, this takes a minute or two ..." >&2
	@$(MVN) package -DskipTests

$(DIST)/bin/libc-sockets: $(SOURCES)
	@$(MAKE) --no-print-directory build
	@touch $@

generated: tools ## run jextract, the generators and the C program again (see generated/README.md)
	generated/generate.sh

generated-check: tools ## fail if generating again would change anything
	generated/generate.sh --check

fuzz: tools ## fuzz the decoders and the case parser (FUZZ_SECONDS=600 for each test)
	$(MVN) package surefire:test@fuzz -Dfuzz.seconds=$(FUZZ_SECONDS) -Dtest.seconds=$$(($(FUZZ_SECONDS) + 300))

format: ## format the Java sources, and the C sources if clang-format is installed
	@$(MVN) -N com.diffplug.spotless:spotless-maven-plugin:apply
	@if command -v clang-format > /dev/null; then find native/src -name '*.[ch]' -exec clang-format -i {} +; \
	else echo "The C sources are not formatted: clang-format is missing." >&2; fi

bench: $(DIST)/bin/libc-sockets ## measure against C and the JDK, as ratios
	@java/bench/run

doctor: $(DIST)/bin/libc-sockets ## report what this machine supports
	@$(DIST)/bin/libc-sockets doctor

clean: ## remove everything that was built
	@$(MVN) clean

# Names each missing piece of what the build needs in a sentence.
tools:
	@command -v mvn > /dev/null || { echo "Maven is missing: install it (on Debian: apt-get install maven)." >&2; exit 1; }
	@.build/find-jdk 25+ > /dev/null
	@.build/find-jdk 17 > /dev/null
	@.build/check-compiler
