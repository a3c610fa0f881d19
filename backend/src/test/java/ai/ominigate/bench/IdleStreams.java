package ai.ominigate.bench;

import java.time.Duration;

/**
 * What a stream costs that has said its first event and is silent: memory with so many of them open, less memory before.
 *
 * @param live the quantity for the heap; only of OminiGate
 * @param resident the quantity for the processes' resident memory
 */
record IdleStreams(int streams, Quantity live, Quantity resident) {

    private static final IdleStreams FEW = new IdleStreams(2_000, Quantity.LIVE_FEW, Quantity.RESIDENT_FEW);
    private static final IdleStreams MANY = new IdleStreams(8_000, Quantity.LIVE_MANY, Quantity.RESIDENT_MANY);
    private static final int OPENED_PER_SECOND = 1_500;
    private static final Duration OPEN = Duration.ofSeconds(5);
    private static final double KILOBYTE = 1024;

    /** As many streams as the files allow that a process may open: two for each. */
    static void measure(Target target, Caller caller, Figures figures) {
        FEW.measureOne(target, caller, figures);
        if (Machine.mostFiles() > 2.2 * MANY.streams) {
            MANY.measureOne(target, caller, figures);
        } else {
            System.out.printf(
                    "%,d streams need more than the %,d open files allowed%n", MANY.streams, Machine.mostFiles());
        }
    }

    private void measureOne(Target target, Caller caller, Figures figures) {
        Memory before = Memory.of(target);
        caller.begin(
                target,
                new Load.Held(streams, Duration.ZERO, Duration.ofMillis(1000L * streams / OPENED_PER_SECOND), OPEN));
        long begun = System.nanoTime();
        Memory during = Memory.of(target);
        boolean inTime = System.nanoTime() - begun < OPEN.toNanos();
        Measured measured = caller.end();
        if (measured.failed() > 0 || !inTime) {
            System.out.printf(
                    "%s: %,d of %,d idle streams were not open; nothing is told of them%n",
                    target.name(), inTime ? measured.failed() : streams, streams);
            return;
        }
        figures.add(resident, (during.resident - before.resident) / KILOBYTE / streams);
        if (target.name().equals(OminiGate.NAME)) {
            figures.add(live, (during.live - before.live) / KILOBYTE / streams);
        }
    }

    /** @param live bytes on OminiGate's heap; 0 of others */
    private record Memory(long live, long resident) {
        static Memory of(Target target) {
            long live = target.name().equals(OminiGate.NAME)
                    ? Jvm.liveBytes(target.served().pid())
                    : 0;
            return new Memory(live, Machine.resident(target.served().own()));
        }
    }
}
