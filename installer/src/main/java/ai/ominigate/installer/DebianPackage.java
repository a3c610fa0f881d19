package ai.ominigate.installer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A package for Debian and Ubuntu. It is put together in a folder in which its files lie as they will on the machine that
 * installs it; what Debian wants beside them (sums, sizes, the log of changes) is made here.
 */
final class DebianPackage {

    private static final String MAINTAINER = "OminiGate <support@ominigate.ai>";

    /** The first packaging of a version; a second one of the same version would be 2. */
    private static final String REVISION = "-1";

    private static final String EXECUTABLE = "rwxr-xr-x";
    private static final String READABLE = "rw-r--r--";
    private static final int KILO = 1024;

    private final Packaging packaging;
    private final String name;
    private final Path templates;
    private final Path root;

    /**
     * @param name of the package
     * @param templates the folder with {@code control} and, as far as there are any, scripts, {@code conffiles} and
     *     {@code lintian-overrides}; in each, words between at signs are replaced
     */
    DebianPackage(Packaging packaging, String name, Path templates) {
        this.packaging = packaging;
        this.name = name;
        this.templates = templates;
        this.root = Folders.fresh(packaging.work().resolve(name + "-deb"));
    }

    /** Why none can be made here, as a sentence; empty where it can. */
    static Optional<String> notHere(Target target) {
        if (target.system() != Target.System.LINUX) {
            return Optional.of("A .deb is only made on Linux.");
        }
        List<String> missing = Tool.missing("dpkg-deb", "gzip");
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "No .deb is made, as this machine lacks %s; on Debian and Ubuntu: apt-get install dpkg gzip."
                                .formatted(String.join(" and ", missing)));
    }

    /** The version of the package, as dpkg compares it. */
    static String version(Packaging packaging) {
        return packaging.version() + REVISION;
    }

    /** All of {@code folder}, at {@code place}. The files are the same ones: neither may be changed after this. */
    DebianPackage tree(Path folder, String place) {
        Path target = place(place);
        Tool.system(List.of("cp", "--archive", "--link", folder.toString(), target.toString()));
        return this;
    }

    /** The file at {@code place}, with what is between at signs replaced. */
    DebianPackage text(Path file, String place) {
        return write(filled(file), place, READABLE);
    }

    /** As {@link #text}, for a program. */
    DebianPackage program(Path file, String place) {
        return write(filled(file), place, EXECUTABLE);
    }

    /** The file as it is. */
    DebianPackage file(Path file, String place) {
        try {
            Path target = place(place);
            Files.copy(file, target);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(READABLE));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A folder with nothing in it. */
    DebianPackage folder(String place) {
        try {
            Files.createDirectories(root.resolve(place));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A link at {@code place} that leads to {@code target}. */
    DebianPackage link(String target, String place) {
        try {
            Files.createSymbolicLink(place(place), Path.of(target));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #text}, packed as Debian wants manual pages. */
    DebianPackage manual(Path file, String place) {
        return packed(file, place);
    }

    /** Makes the package in the folder of finished ones. */
    Path build() {
        return build(packaging.dist(), List.of("-Zxz", "-z3"));
    }

    /**
     * Makes the package.
     *
     * @param folder where to
     * @param packing options of dpkg-deb that say how it is packed
     */
    Path build(Path folder, List<String> packing) {
        documentation();
        Tool.system(List.of("chmod", "--recursive", "u=rwX,go=rX", root.toString()));
        long kilobytes = kilobytes();
        String sums = sums();
        try {
            Path control = Files.createDirectories(root.resolve("DEBIAN"));
            for (Path template : Folders.files(templates, "")) {
                String file = template.getFileName().toString();
                if (file.equals("control") || file.equals("conffiles") || isScript(file)) {
                    Path target = control.resolve(file);
                    Files.writeString(target, filled(template).replace("@SIZE@", String.valueOf(kilobytes)));
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(isScript(file) ? EXECUTABLE : READABLE));
                }
            }
            Files.writeString(control.resolve("md5sums"), sums);
            Tool.system(List.of("chmod", "--recursive", "u=rwX,go=rX", control.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path made = folder.resolve("%s_%s_%s.deb".formatted(name, version(packaging), architecture()));
        List<String> command = new ArrayList<>(List.of("dpkg-deb", "--root-owner-group"));
        command.addAll(packing);
        command.addAll(List.of("--build", root.toString(), made.toString()));
        Tool.system(command);
        return made;
    }

    private void documentation() {
        String folder = "usr/share/doc/" + name;
        text(packaging.sources().resolve("copyright"), folder + "/copyright");
        packed(packaging.sources().resolve("changelog"), folder + "/changelog.Debian");
        Path overrides = templates.resolve("lintian-overrides");
        if (Files.exists(overrides)) {
            text(overrides, "usr/share/lintian/overrides/" + name);
        }
    }

    private static boolean isScript(String file) {
        return List.of("preinst", "postinst", "prerm", "postrm").contains(file);
    }

    private DebianPackage packed(Path file, String place) {
        write(filled(file), place, READABLE);
        Tool.system(List.of("gzip", "-9n", root.resolve(place).toString()));
        return this;
    }

    private DebianPackage write(String text, String place, String rights) {
        try {
            Path target = place(place);
            Files.writeString(target, text);
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(rights));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path place(String place) {
        Path target = root.resolve(place);
        try {
            Files.createDirectories(target.getParent());
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String filled(Path template) {
        try {
            return Files.readString(template)
                    .replace("@PACKAGE@", name)
                    .replace("@VERSION@", version(packaging))
                    .replace("@UPSTREAM@", packaging.version())
                    .replace("@ARCHITECTURE@", architecture())
                    .replace("@MAINTAINER@", MAINTAINER)
                    .replace("@DAY@", LocalDate.now(ZoneOffset.UTC).toString())
                    .replace(
                            "@DATE@",
                            ZonedDateTime.now(ZoneOffset.UTC)
                                    .format(DateTimeFormatter.ofPattern(
                                            "EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String architecture() {
        return switch (packaging.target().architecture()) {
            case "x64" -> "amd64";
            case "aarch64" -> "arm64";
            case String other -> other;
        };
    }

    private List<Path> everything() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .filter(file -> !root.relativize(file).startsWith("DEBIAN"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each file in whole kilobytes, as Debian's policy counts (5.6.20). */
    private long kilobytes() {
        return everything().stream()
                .mapToLong(file -> (file.toFile().length() + KILO - 1) / KILO)
                .sum();
    }

    private String sums() {
        StringBuilder sums = new StringBuilder();
        everything()
                .forEach(file -> sums.append(Checksums.of("MD5", file))
                        .append("  ")
                        .append(root.relativize(file))
                        .append('\n'));
        return sums.toString();
    }
}
