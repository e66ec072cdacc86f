package libcsockets.tools.compare;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import libcsockets.tools.compare.scenario.Scenario;
import libcsockets.tools.compare.scenario.Scenarios;
import libcsockets.tools.compare.scenario.Theme;
import libcsockets.tools.compare.scenario.Verdict;

/** Scenarios that hang, end their JVM and fail, followed by one that works. */
public final class TroubleScenarios implements Theme {
    @Override
    public void addTo(Scenarios scenarios) {
        add(scenarios, "trouble-hang", j -> new CountDownLatch(1).await());
        add(scenarios, "trouble-exit", j -> Runtime.getRuntime().halt(3));
        add(scenarios, "trouble-throw", j -> {
            throw new IOException("on purpose");
        });
        add(scenarios, "trouble-none", j -> {
            j.phase("works", () -> 42);
        });
    }

    private static void add(Scenarios scenarios, String name, Scenario.Play play) {
        scenarios
                .scenario(name)
                .title("Trouble")
                .explanation("It fails on purpose.")
                .source("this test")
                .tags("trouble")
                .limit(1)
                .verdict(Verdict.ONLY_JDK)
                .libcCannot("it is about the JDK's subjects")
                .net(play)
                .nioCannot("one is enough");
    }
}
