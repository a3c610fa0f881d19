package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * This machine's own Debian, booted by systemd in a container, so that a unit is run by what runs it elsewhere. What is
 * written there goes to a layer in memory and is gone at the end; the network is this machine's.
 */
final class Booted implements AutoCloseable {

    private static final Duration BOOT = Duration.ofMinutes(2);
    private static final String LAYER = """
            mount --make-rprivate /
            mount -t tmpfs tmpfs "$1"
            mkdir "$1/upper" "$1/work" "$1/root"
            mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
            rm -rf "$1/root$2" "$1/root/etc/machine-id" "$1/root/usr/sbin/policy-rc.d"
            cp "$3" "$1/root/root/package.deb"
            # Only what the unit needs of a boot: none of this machine's own services.
            exec systemd-nspawn --quiet --directory="$1/root" --register=no --keep-unit --console=pipe --boot \\
              systemd.unit=basic.target
            """;

    private final Process nspawn;
    private final Path output;
    private final ProcessHandle init;

    private Booted(Process nspawn, Path output, ProcessHandle init) {
        this.nspawn = nspawn;
        this.output = output;
        this.init = init;
    }

    /** Why no container can be booted here, such as in a container that may not make others; empty if one can. */
    static Optional<String> notHere() throws IOException, InterruptedException {
        if (!Tool.missing("systemd-nspawn").isEmpty()) {
            return Optional.of("systemd-nspawn is missing: apt-get install systemd-container");
        }
        Path layer = Dist.fresh("booted-layer");
        Dist.Said said = Dist.said(
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-euc",
                        "mount -t tmpfs tmpfs $0; mkdir $0/u $0/w $0/r; mount -t overlay overlay -o lowerdir=/,upperdir=$0/u,workdir=$0/w $0/r",
                        layer.toString()),
                Map.of());
        return said.status() == 0 ? Optional.empty() : Optional.of(said.words().strip());
    }

    /** Boots it with a package at {@code /root/package.deb}, which is not installed yet. */
    static Booted with(Path deb) throws IOException, InterruptedException {
        Path layer = Dist.fresh("booted-layer");
        Path output = layer.resolveSibling("booted.log");
        Process nspawn = Dist.start(
                List.of(
                        "unshare",
                        "--mount",
                        "sh",
                        "-euc",
                        LAYER,
                        "sh",
                        layer.toString(),
                        Dist.MADE_OF.toString(),
                        deb.toString()),
                Map.of(),
                output);
        long deadline = System.nanoTime() + BOOT.toNanos();
        while (true) {
            Optional<ProcessHandle> init = nspawn.children().findFirst();
            if (init.isPresent() && isBooted(init.get())) {
                return new Booted(nspawn, output, init.get());
            }
            if (!nspawn.isAlive() || System.nanoTime() > deadline) {
                nspawn.descendants().forEach(ProcessHandle::destroyForcibly);
                nspawn.destroyForcibly();
                fail("No systemd boots here; it said:\n" + Files.readString(output));
            }
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }

    private static boolean isBooted(ProcessHandle init) throws IOException, InterruptedException {
        return Dist.said(inside(init, List.of("systemctl", "is-active", "basic.target")), Map.of())
                        .status()
                == 0;
    }

    private static List<String> inside(ProcessHandle init, List<String> command) {
        List<String> all = new ArrayList<>(
                List.of("nsenter", "--target=" + init.pid(), "--mount", "--pid", "--uts", "--ipc", "--root", "--wd"));
        all.addAll(command);
        return all;
    }

    /** What a command says that is run by root there and succeeds. */
    String run(String... command) throws IOException, InterruptedException {
        return Dist.run(inside(init, List.of(command)), Map.of()).strip();
    }

    /** The same for a script. */
    String sh(String script) throws IOException, InterruptedException {
        return run("sh", "-euc", script);
    }

    @Override
    public void close() throws Exception {
        Dist.said(inside(init, List.of("systemctl", "poweroff", "--force")), Map.of());
        if (!nspawn.waitFor(30, TimeUnit.SECONDS)) {
            nspawn.descendants().forEach(ProcessHandle::destroyForcibly);
            nspawn.destroyForcibly();
        }
        assertThat(nspawn.waitFor(10, TimeUnit.SECONDS)).as("%s", output).isTrue();
    }
}
