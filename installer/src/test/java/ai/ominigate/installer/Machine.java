package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A throw-away Debian: a folder that dpkg installs into, with its own list of packages and its own users. Maintainer scripts
 * run as they do when an image of a machine is built ({@code DPKG_ROOT}), so nothing of this machine is touched.
 */
final class Machine {

    /** What dpkg and the tools for users keep for themselves, as a machine without our packages has it, too. */
    private static final Set<String> THEIRS = Set.of(
            "etc/.pwd.lock", "etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-", "etc/subuid-", "etc/subgid-");

    private final Path root;

    private Machine(Path root) {
        this.root = root;
    }

    /** One with nothing installed. */
    static Machine empty(String name) throws IOException {
        Path root = Dist.fresh(name);
        for (String folder : List.of(
                "etc/systemd/system",
                "var/lib/dpkg/info",
                "var/lib/dpkg/updates",
                "var/lib/systemd",
                "var/log",
                "usr/bin",
                "usr/share",
                "tmp",
                "run")) {
            Files.createDirectories(root.resolve(folder));
        }
        // What other packages of a Debian have there, so that these folders are not ours alone.
        Files.createDirectories(root.resolve("usr/lib"));
        Files.writeString(root.resolve("usr/lib/os-release"), "NAME=\"A Debian\"\n");
        Files.writeString(root.resolve("usr/bin/sh"), "");
        Files.writeString(root.resolve("usr/share/common-licenses"), "");
        Files.createFile(root.resolve("var/lib/dpkg/status"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nadm:x:4:\n");
        Files.writeString(root.resolve("etc/shadow"), "root:*:19000::::::\n");
        Files.writeString(root.resolve("etc/gshadow"), "root:*::\nadm:*::\n");
        return new Machine(root);
    }

    Path root() {
        return root;
    }

    /** The file at an absolute path of that machine. */
    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    /** Installs a package, or another version of it. */
    void install(Path deb) throws IOException, InterruptedException {
        Dist.run(dpkg("--install", deb.toString()), Map.of());
    }

    /** Tries to. */
    Dist.Said tryToInstall(Path deb) throws IOException, InterruptedException {
        return Dist.said(dpkg("--install", deb.toString()), Map.of());
    }

    void remove(String name) throws IOException, InterruptedException {
        Dist.run(dpkg("--remove", name), Map.of());
    }

    void purge(String name) throws IOException, InterruptedException {
        Dist.run(dpkg("--purge", name), Map.of());
    }

    private List<String> dpkg(String... what) {
        List<String> command = new ArrayList<>(List.of(
                "dpkg",
                "--root=" + root,
                "--admindir=" + root.resolve("var/lib/dpkg"),
                "--log=/dev/null",
                "--force-script-chrootless",
                "--force-depends",
                "--force-confdef",
                "--force-confold"));
        command.addAll(List.of(what));
        return command;
    }

    /** Everything on it, as paths from its root, but for what dpkg keeps. */
    Set<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return new TreeSet<>(files.map(root::relativize)
                    .map(Path::toString)
                    .filter(file -> !file.startsWith("var/lib/dpkg/") && !THEIRS.contains(file))
                    .toList());
        }
    }

    /** The number of a user that a package has made; there must be one. */
    String user(String name) throws IOException {
        return Files.readAllLines(at("/etc/passwd")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.split(":")[2])
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no user " + name));
    }

    /** The lines of a file that are about that name. */
    List<String> lines(String file, String name) throws IOException {
        return Files.readAllLines(at(file)).stream()
                .filter(line -> line.contains(name))
                .toList();
    }

    /** Who owns the file, as a number. */
    String owner(String path) throws IOException {
        return String.valueOf(Files.getAttribute(at(path), "unix:uid", LinkOption.NOFOLLOW_LINKS));
    }

    void hasNot(String path) {
        assertThat(at(path)).doesNotExist();
    }
}
