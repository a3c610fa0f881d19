package ai.ominigate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of the benchmark's. Closing it ends it and all it started. */
final class ChildProcess implements AutoCloseable {

    /** The beginning of the line by which a process of ours says that it is ready; its port follows. */
    static final String READY = "ready ";

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(60);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * A main class of the benchmark's in a JVM of its own.
     *
     * @return the process once it has said that it is ready
     */
    static Ready java(Class<?> main, Cores cores, String... arguments) {
        List<String> command = new ArrayList<>(javaCommand());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        ChildProcess child = start(command, Map.of(), Path.of("."), ProcessBuilder.Redirect.PIPE, cores);
        BufferedReader lines = child.process.inputReader(UTF_8);
        try {
            String line = Objects.toString(lines.readLine());
            if (!line.startsWith(READY)) {
                child.close();
                throw new IllegalStateException(main.getSimpleName() + " did not start; it said: " + line);
            }
            int port = Integer.parseInt(line.substring(READY.length()).strip());
            return new Ready(child, port, lines, child.process.outputWriter(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Any program, whose output goes to {@code log}. */
    static ChildProcess start(
            List<String> command, Map<String, String> environment, Path folder, Path log, Cores cores) {
        return start(command, environment, folder, ProcessBuilder.Redirect.to(log.toFile()), cores);
    }

    private static ChildProcess start(
            List<String> command,
            Map<String, String> environment,
            Path folder,
            ProcessBuilder.Redirect output,
            Cores cores) {
        ProcessBuilder builder = new ProcessBuilder(cores.pin(command))
                .directory(folder.toFile())
                .redirectOutput(output);
        if (output == ProcessBuilder.Redirect.PIPE) {
            builder.redirectError(ProcessBuilder.Redirect.INHERIT);
        } else {
            builder.redirectErrorStream(true);
        }
        builder.environment().putAll(environment);
        try {
            return new ChildProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The Java this runs on, with the flags that OminiGate itself is started with. */
    static List<String> javaCommand() {
        return List.of(
                System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:+UseCompactObjectHeaders");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** The process and all it started, but for PostgreSQL. */
    Stream<ProcessHandle> own() {
        return all().filter(handle -> !isPostgres(handle));
    }

    /** PostgreSQL's processes, where it has started some. */
    Stream<ProcessHandle> database() {
        return all().filter(ChildProcess::isPostgres);
    }

    private Stream<ProcessHandle> all() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants());
    }

    private static boolean isPostgres(ProcessHandle handle) {
        return handle.info()
                .command()
                .filter(path -> path.endsWith("/postgres"))
                .isPresent();
    }

    /** Processor time of the process and all it started, so far. */
    Duration cpuTime() {
        return all().map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Runs a program to its end.
     *
     * @return what it said
     * @throws IllegalStateException with that, if it failed
     */
    static String run(List<String> command) {
        try {
            Process program =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(program.getInputStream().readAllBytes(), UTF_8);
            if (program.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " failed: " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroy();
        try {
            if (!process.waitFor(ENDS_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        started.forEach(ProcessHandle::destroyForcibly);
    }

    /**
     * A process of ours that is ready.
     *
     * @param port where it listens; 0 if it does not
     * @param said what it says from now on
     * @param told what it is told
     */
    record Ready(ChildProcess process, int port, BufferedReader said, BufferedWriter told) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }
}
