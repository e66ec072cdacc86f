package libcsockets.tools.conform.run;

import libcsockets.tools.conform.language.Step;

/** Called before and after each step of a case. */
interface StepListener {
    StepListener NONE = new StepListener() {
        @Override
        public void before(int number) {}

        @Override
        public void after(Step step, Outcome outcome) {}
    };

    void before(int number);

    void after(Step step, Outcome outcome);
}
