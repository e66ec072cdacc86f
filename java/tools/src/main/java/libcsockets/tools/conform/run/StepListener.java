package libcsockets.tools.conform.run;

import libcsockets.tools.conform.language.Step;

/** Is told of the steps of a case as they are made. */
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
