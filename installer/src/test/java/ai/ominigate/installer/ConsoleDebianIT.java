package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The console's {@code .deb}, from its installation to its purge, on a machine that is thrown away. */
@EnabledOnOs(OS.LINUX)
class ConsoleDebianIT {

    private static final String NAME = "ominigate-console";
    private static final long MOST_BYTES = 60_000_000;
    private static final int MEGA = 1_000_000;

    @BeforeAll
    static void everythingIsHere() {
        Needed.isHere();
    }

    @Test
    void installedStartedUpgradedAndPurgedItLeavesNothing() throws Exception {
        Machine machine = Machine.empty("console");
        Set<String> before = machine.files();

        machine.install(Repacked.of(deb(), "0.0.9-1", _ -> {}));
        machine.install(deb());
        Path program = machine.at("/usr/bin/ominigate-console");
        assertThat(Dist.run(program.toString(), "--version")).contains("OminiGate console ");
        assertThat(Dist.run(
                        List.of(program.toString(), "--self-check"),
                        Map.of(
                                "JAVA_TOOL_OPTIONS",
                                "-Dglass.platform=Headless -Dprism.order=sw -Djava.util.prefs.userRoot="
                                        + machine.at("/tmp") + " -Djavafx.cachedir=" + machine.at("/tmp/cache"))))
                .contains("window opens");
        Folders.delete(machine.at("/tmp"));
        Files.createDirectories(machine.at("/tmp"));

        machine.purge(NAME);
        assertThat(machine.files()).isEqualTo(before);
    }

    @Test
    void desktopsKnowItAndItsLinks() throws Exception {
        Machine machine = Machine.empty("console-desktop");
        machine.install(deb());
        String entry = machine.at("/usr/share/applications/ai.ominigate.console.desktop")
                .toString();
        String told = machine.at("/usr/share/metainfo/ai.ominigate.console.metainfo.xml")
                .toString();

        Dist.run("desktop-file-validate", entry);
        assertThat(Files.readString(Path.of(entry)))
                .contains("MimeType=x-scheme-handler/ominigate;", "Exec=ominigate-console %u");
        System.out.println(
                Dist.run("appstreamcli", "validate", "--no-net", told).strip());
        for (int size : ConsolePackage.ICON_SIZES) {
            Path icon = machine.at("/usr/share/icons/hicolor/%1$dx%1$d/apps/%2$s.png".formatted(size, NAME));
            assertThat(ImageIO.read(icon.toFile()).getWidth()).as("%s", icon).isEqualTo(size);
        }
        assertThat(machine.at("/usr/share/icons/hicolor/scalable/apps/ominigate-console.svg"))
                .exists();
        assertThat(machine.at("/usr/share/man/man1/ominigate-console.1.gz")).exists();
    }

    @Test
    void lintianHasNoErrors() throws Exception {
        Lintian.check(deb());
    }

    @Test
    void itIsSmall() throws Exception {
        for (Path file : List.of(deb(), Dist.only("ominigate-console-[0-9].*\\.tar\\.gz"))) {
            System.out.printf("%s: %.1f MB%n", file.getFileName(), Files.size(file) / (double) MEGA);
            assertThat(Files.size(file)).as("%s", file).isLessThan(MOST_BYTES);
        }
    }

    private static Path deb() {
        return Dist.only("ominigate-console_.*\\.deb");
    }
}
