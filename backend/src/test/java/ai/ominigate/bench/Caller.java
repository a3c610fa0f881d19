package ai.ominigate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/** The load generator's process, from here. */
record Caller(ChildProcess.Ready generator) {

    /** Loads the target until all has been counted. */
    Measured call(Target target, Load load) {
        begin(target, load);
        return end();
    }

    /** Like {@link #call}, with the processor time that the target used meanwhile. */
    Sample sample(Target target, Load load) {
        if (target.isDirect()) {
            return new Sample(call(target, load), Duration.ZERO, Duration.ZERO);
        }
        ChildProcess process = target.served();
        begin(target, load);
        CpuTime own = CpuTime.of(process.own());
        CpuTime database = CpuTime.of(process.database());
        Measured measured = end();
        return new Sample(
                measured,
                CpuTime.of(process.own()).since(own),
                CpuTime.of(process.database()).since(database));
    }

    /** Loads the target and returns when the warm-up is over. {@link #end} must follow. */
    void begin(Target target, Load load) {
        try {
            generator.told().write(new LoadOrder(target.calls(), target.key(), load).toLine());
            generator.told().newLine();
            generator.told().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String line = line();
        if (!line.equals(LoadGenerator.COUNTING)) {
            throw new IllegalStateException("The load generator said " + line);
        }
    }

    /** Returns when all has been counted. */
    Measured end() {
        return Measured.fromLine(line());
    }

    private String line() {
        try {
            String line = generator.said().readLine();
            if (line == null) {
                throw new IllegalStateException("The load generator has ended");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
