package ai.ominigate.faults;

import ai.ominigate.TestFolder;
import ai.ominigate.faults.Scenario.Need;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Disks that are full and disks that fail. */
final class DiskFaults {
    private static final int BLOCK = 1 << 12;

    private DiskFaults() {}

    static List<Scenario> all() {
        return List.of(
                Scenario.of("a write to the journal cut short", DiskFaults::cutWrite),
                Scenario.of(
                                "fdatasync of the journal fails with EIO",
                                stage -> failSystemCall(stage, "fdatasync", "EIO"))
                        .needing(Need.STRACE),
                Scenario.of(
                                "a write to the journal fails with ENOSPC",
                                stage -> failSystemCall(stage, "pwrite64", "ENOSPC"))
                        .needing(Need.STRACE),
                Scenario.of("disk of the journal full", DiskFaults::fillJournal).needing(Need.ROOT),
                Scenario.of("disk of PostgreSQL full", DiskFaults::fillDatabase).needing(Need.ROOT));
    }

    /**
     * A limit on the size of files makes the kernel write only a part of a record and refuse the rest. An injected return
     * value would not do: it skips the write altogether, which is a lie and not a short write.
     */
    private static void cutWrite(Stage stage) throws Exception {
        Node node = stage.fleet().extraNode("node with a file limit", Map.of());
        node.start();
        Trial trial = stage.trialOn(List.of(node));
        for (int i = 0; i < stage.plan().times(8); i++) {
            trial.awaitWhole(100);
            Trial.Incident incident = trial.strike(trial.nodes());
            long limit = endOfJournal(node) + BLOCK + trial.random().nextInt(BLOCK);
            Shell.run("prlimit", "--pid=" + node.pid(), "--fsize=" + limit + ":");
            mustStopByItself(node);
            node.start();
            trial.awaitRecovered(incident);
        }
        trial.retire(node);
        trial.conclude();
    }

    private static void mustStopByItself(Node node) throws InterruptedException {
        int code = node.awaitEnd();
        if (code != 1) {
            throw new AssertionError("a node whose disk failed ended with " + code + ":\n" + node.tail());
        }
    }

    /** Where what was written ends in the segment that is being written: the rest of it is zeros. */
    private static long endOfJournal(Node node) throws IOException {
        Path last;
        try (Stream<Path> files = Files.list(node.journal())) {
            last = files.filter(file -> file.getFileName().toString().startsWith("segment-"))
                    .sorted()
                    .toList()
                    .getLast();
        }
        try (RandomAccessFile file = new RandomAccessFile(last.toFile(), "r")) {
            long written = 0;
            long blank = file.length() / BLOCK;
            byte[] block = new byte[BLOCK];
            while (blank - written > 1) {
                long middle = (written + blank) / 2;
                file.seek(middle * BLOCK);
                file.readFully(block);
                if (isBlank(block)) {
                    blank = middle;
                } else {
                    written = middle;
                }
            }
            return blank * BLOCK;
        }
    }

    private static boolean isBlank(byte[] block) {
        for (byte each : block) {
            if (each != 0) {
                return false;
            }
        }
        return true;
    }

    /** From some call of it on, the journal's thread gets this error from this system call. */
    private static void failSystemCall(Stage stage, String call, String error) throws Exception {
        Node node = stage.fleet().extraNode("node whose " + call + " fails", Map.of());
        node.start();
        Trial trial = stage.trialOn(List.of(node));
        for (int i = 0; i < stage.plan().times(5); i++) {
            trial.awaitWhole(20);
            Trial.Incident incident = trial.strike(trial.nodes());
            node.terminate();
            node.awaitEnd();
            // Counted for each thread apart; making a segment takes some seventy of either.
            int nth = 150 + trial.random().nextInt(300);
            node.runUnder(List.of(
                    "strace",
                    "-D",
                    "-f",
                    "--seccomp-bpf",
                    "-qqq",
                    "-o",
                    "/dev/null",
                    "-e",
                    "trace=" + call,
                    "-e",
                    "inject=" + call + ":error=" + error + ":when=" + nth + "+"));
            node.start();
            mustStopByItself(node);
            node.runUnder(List.of());
            long mended = System.nanoTime();
            node.start();
            trial.awaitRecovered(incident, mended);
        }
        trial.retire(node);
        trial.conclude();
    }

    private static void fillJournal(Stage stage) throws Exception {
        // Small segments, so that the next one is wanted soon.
        Node node =
                stage.fleet().extraNode("node with a small disk", Map.of("OMINIGATE_JOURNAL_SEGMENT_SIZE", "128KB"));
        try (SmallDisk disk = SmallDisk.at(node.journal(), 16, "0700")) {
            node.start();
            Trial trial = stage.trialOn(List.of(node));
            for (int i = 0; i < stage.plan().times(3); i++) {
                trial.awaitWhole(100);
                Trial.Incident incident = trial.strike(trial.nodes());
                long full = System.nanoTime();
                try (SmallDisk.Full _ = disk.fill()) {
                    trial.awaitRefusals(20, full);
                }
                long mended = System.nanoTime();
                trial.awaitRecovered(incident, mended);
            }
            trial.retire(node);
            trial.conclude();
        }
    }

    private static void fillDatabase(Stage stage) throws Exception {
        try (TestFolder folder = TestFolder.create();
                SmallDisk disk = SmallDisk.at(folder.path().resolve("postgresql"), 500, "0711");
                Fleet fleet = Fleet.start(stage.fleet().provider(), folder.path(), 1)) {
            Trial trial = new Stage(stage.plan(), stage.table(), fleet, stage.row()).trial();
            trial.awaitWhole(100);
            Trial.Incident incident = trial.strike(trial.nodes());
            try (SmallDisk.Full _ = disk.fill()) {
                trial.goOnFor(stage.plan().time(Duration.ofSeconds(30), Duration.ofSeconds(10)));
            }
            long mended = System.nanoTime();
            fleet.postgres().start();
            trial.measureDrain(stage.row());
            trial.awaitRecovered(incident, mended);
            trial.conclude();
        }
    }
}
