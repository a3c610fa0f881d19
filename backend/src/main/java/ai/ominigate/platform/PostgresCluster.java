package ai.ominigate.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One data folder of PostgreSQL with the programs and the account that work on it. */
final class PostgresCluster {
    private static final int INITDB_SECONDS = 120;

    private final Path folder;
    private final PostgresBinaries binaries;
    private final ServerAccount account;
    private final EmbeddedPostgres.Durability durability;

    PostgresCluster(
            Path folder, PostgresBinaries binaries, ServerAccount account, EmbeddedPostgres.Durability durability) {
        this.folder = folder;
        this.binaries = binaries;
        this.account = account;
        this.durability = durability;
    }

    /** Where the server keeps its data; named after the major version, since the format goes with it. */
    Path dataFolder() {
        return folder.resolve(String.valueOf(PostgresBinaries.MAJOR_VERSION));
    }

    /** Makes the data folder under another name and renames it, so that a killed start leaves no half folder. */
    void createIfAbsent(String superuser, String password) throws IOException, InterruptedException {
        if (Files.exists(dataFolder(), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Path unfinished = folder.resolve(PostgresBinaries.MAJOR_VERSION + ".new");
        FileTree.delete(unfinished);
        Files.createDirectory(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path passwordForServer = folder.resolve("password.initdb");
        SecretFile.write(passwordForServer, password + "\n");
        try {
            account.own(unfinished);
            account.own(passwordForServer);
            initdb(unfinished, superuser, passwordForServer);
        } finally {
            Files.deleteIfExists(passwordForServer);
        }
        Files.move(unfinished, dataFolder(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void initdb(Path target, String superuser, Path passwordFile) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(account.prefix());
        command.addAll(List.of(
                binaries.program("initdb").toString(),
                "--pgdata=" + target,
                "--username=" + superuser,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // Sorted by code point and independent of the machine's C library, with case mapping for all letters.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--data-checksums"));
        if (durability == EmbeddedPostgres.Durability.LOST_ON_CRASH) {
            command.add("--no-sync");
        }
        Path output = Files.createTempFile(folder, "initdb-", ".log");
        try {
            Process initdb = process(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = initdb.waitFor(INITDB_SECONDS, TimeUnit.SECONDS);
            if (!ended || initdb.exitValue() != 0) {
                initdb.destroyForcibly().waitFor();
                throw new CannotStart(
                        "A new PostgreSQL data folder could not be made in %s: %s".formatted(folder, lastLine(output)));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static String lastLine(Path output) throws IOException {
        List<String> lines = Files.readAllLines(output).stream()
                .filter(line -> line.contains("error:") || line.contains("FATAL"))
                .toList();
        return lines.isEmpty() ? "initdb ended without saying why." : lines.getLast();
    }

    /** Starts the server; the calling thread must outlive it, as its end is the signal for the server to stop. */
    Process launch(int port) throws IOException {
        List<String> command = new ArrayList<>(account.serverPrefix());
        command.addAll(List.of(
                binaries.program("postgres").toString(), "-D", dataFolder().toString()));
        serverSettings(port).forEach((name, value) -> {
            command.add("-c");
            command.add(name + "=" + value);
        });
        return process(command).redirectErrorStream(true).start();
    }

    private Map<String, String> serverSettings(int port) {
        String sync = durability == EmbeddedPostgres.Durability.CRASH_SAFE ? "on" : "off";
        return Map.ofEntries(
                Map.entry("listen_addresses", "127.0.0.1"),
                Map.entry("port", String.valueOf(port)),
                Map.entry("unix_socket_directories", ""),
                Map.entry("max_connections", "60"),
                Map.entry("fsync", sync),
                Map.entry("full_page_writes", sync),
                Map.entry("synchronous_commit", sync),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"),
                // Errors of statements reach us through JDBC; their texts and values have no place in a log.
                Map.entry("log_min_messages", "log"),
                Map.entry("log_min_error_statement", "panic"),
                Map.entry("log_error_verbosity", "terse"),
                Map.entry("log_checkpoints", "off"),
                Map.entry("log_line_prefix", ""));
    }

    /** The server needs nothing of our environment, and some of it is secret. */
    private ProcessBuilder process(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        if (path != null) {
            builder.environment().put("PATH", path);
        }
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("TZ", "UTC");
        return builder;
    }
}
