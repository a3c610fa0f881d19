package ai.ominigate.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server: its jars, a Java that has all of Java SE and little else, a script that starts one with the other, and a
 * cache that makes the start faster.
 */
final class ServerPackage {

    static final String NAME = "ominigate";

    /**
     * Java SE, as libraries may use any of it, and of the JDK what Netty, PostgreSQL's driver and operators need. Smart
     * cards are among them because Java's list of security providers names theirs: where one is not there, the first
     * connection by TLS makes every provider on the class path to look for it, and Bouncy Castle's takes 0.2 s.
     */
    private static final List<String> MODULES = List.of(
            "java.se",
            "java.smartcardio",
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
    private final Path sbom;

    ServerPackage(Packaging packaging) {
        this.packaging = packaging;
        this.sbom = packaging.work().resolve(NAME + Sbom.ENDING);
    }

    /** @return the packages that this machine can make */
    List<Path> make() {
        Path image = image();
        List<Path> packages = new ArrayList<>(List.of(packaging.archive(NAME, image)));
        DebianPackage.notHere(packaging.target())
                .ifPresentOrElse(System.out::println, () -> packages.add(debian(image)));
        packages.forEach(file -> Sbom.beside(file, sbom));
        return packages;
    }

    private Path image() {
        Path root = packaging.work().resolve("ominigate-" + packaging.version());
        Path built = packaging.project().resolve("backend/target");
        Path jar = built.resolve("ominigate.jar");
        if (!Files.exists(jar)) {
            throw new CannotPackage("There is no %s; build the whole project.".formatted(jar));
        }
        Sbom.write(built.resolve("bom.json"), sbom);
        Jars.unpacked(List.of(jar), root.resolve("app"));
        Jars.unpacked(Folders.files(built.resolve("lib"), ".jar"), root.resolve("app/lib"));
        Folders.copy(
                Stream.of("LICENSE", "README.md")
                        .map(packaging.project()::resolve)
                        .toList(),
                root);
        Folders.copy(List.of(packaging.sources().resolve("server/ominigate.yml")), root.resolve("conf"));
        Folders.copy(operating(), root.resolve("docs"));
        launcher(root.resolve("bin"));
        runtime(root.resolve("runtime"));
        new ServerTraining(root, packaging.work().resolve("training")).run();
        return root;
    }

    /** The guide, and the files that it speaks of. */
    private List<Path> operating() {
        Path docs = packaging.project().resolve("docs");
        return Stream.concat(
                        Stream.of(docs.resolve("operating.md")), Folders.files(docs.resolve("operating"), "").stream())
                .toList();
    }

    private Path debian(Path image) {
        Path templates = packaging.sources().resolve("server-deb");
        String documents = "usr/share/doc/ominigate/";
        DebianPackage debian = new DebianPackage(packaging, NAME, templates)
                .tree(image.resolve("app"), "usr/lib/ominigate/app")
                .tree(image.resolve("bin"), "usr/lib/ominigate/bin")
                .tree(image.resolve("runtime"), "usr/lib/ominigate/runtime")
                .program(templates.resolve("ominigate-command"), "usr/bin/ominigate")
                .file(packaging.sources().resolve("server/ominigate.yml"), "etc/ominigate/ominigate.yml")
                .file(templates.resolve("environment"), "etc/ominigate/environment")
                .file(templates.resolve("ominigate.service"), "usr/lib/systemd/system/ominigate.service")
                .file(templates.resolve("sysusers.conf"), "usr/lib/sysusers.d/ominigate.conf")
                .file(templates.resolve("tmpfiles.conf"), "usr/lib/tmpfiles.d/ominigate.conf")
                .manual(templates.resolve("ominigate.1"), "usr/share/man/man1/ominigate.1")
                .file(sbom, documents + "sbom.cdx.json");
        operating()
                .forEach(file -> debian.file(
                        file, documents + (file.endsWith("operating.md") ? "" : "examples/") + file.getFileName()));
        return debian.build();
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
                        "zip-0",
                        "--strip-java-debug-attributes",
                        "--include-locales",
                        "en,zh",
                        "--no-man-pages",
                        "--no-header-files",
                        "--output",
                        folder.toString()));
        if (packaging.target().system() == Target.System.LINUX) {
            Tool.strip(folder);
        }
    }
}
