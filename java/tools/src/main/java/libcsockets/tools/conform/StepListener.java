package libcsockets.tools.conform;

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
