package ai.ominigate.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server: its jars, a Java that has all of Java SE and little else, a script that starts one with the other, and a
 * cache that makes the start faster.
 */
final class ServerPackage {

    /** Java SE, as libraries may use any of it, and of the JDK what Netty, PostgreSQL's driver and operators need. */
    private static final List<String> MODULES = List.of(
            "java.se",
            "jdk.charsets",
            "jdk.crypto.cryptoki",
            "jdk.httpserver",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.localedata",
            "jdk.management",
            "jdk.management.agent",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.security.auth",
            "jdk.security.jgss",
            "jdk.unsupported",
            "jdk.zipfs");

    private final Packaging packaging;

    ServerPackage(Packaging packaging) {
        this.packaging = packaging;
    }

    /** @return the archive */
    Path make() {
        Path root = packaging.work().resolve("ominigate-" + packaging.version());
        Path built = packaging.project().resolve("backend/target");
        Path jar = built.resolve("ominigate.jar");
        if (!Files.exists(jar)) {
            throw new CannotPackage("There is no %s; build the whole project.".formatted(jar));
        }
        Folders.copy(List.of(jar), root.resolve("app"));
        Folders.copy(Folders.files(built.resolve("lib"), ".jar"), root.resolve("app/lib"));
        Folders.copy(
                Stream.of("LICENSE", "README.md")
                        .map(packaging.project()::resolve)
                        .toList(),
                root);
        launcher(root.resolve("bin"));
        runtime(root.resolve("runtime"));
        new ServerTraining(root, packaging.work().resolve("training")).run();
        return packaging.archive("ominigate", root);
    }

    private void launcher(Path bin) {
        Folders.copy(List.of(packaging.sources().resolve("server/ominigate")), bin);
        try {
            Files.setPosixFilePermissions(bin.resolve("ominigate"), PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void runtime(Path folder) {
        Tool.jdk(
                "jlink",
                List.of(
                        "--add-modules",
                        String.join(",", MODULES),
                        "--compress",
                        "zip-6",
                        "--include-locales",
                        "en,zh",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        folder.toString()));
    }
}
