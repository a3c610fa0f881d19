package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final int STARTS = 3;
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
        signInShows(machine, program);
        Folders.delete(machine.at("/tmp"));
        Files.createDirectories(machine.at("/tmp"));

        machine.purge(NAME);
        assertThat(machine.files()).isEqualTo(before);
    }

    /** Started as people start it but for the display, of which there is none. How long it takes is printed. */
    private static void signInShows(Machine machine, Path program) throws Exception {
        Path picture = machine.at("/tmp/sign-in.png");
        for (int start = 1; start <= STARTS; start++) {
            String told = Dist.run(
                    List.of(program.toString(), "--self-check", picture.toString()),
                    Map.of(
                            "JAVA_TOOL_OPTIONS",
                            "-Dglass.platform=Headless -Dprism.order=sw -Djava.util.prefs.userRoot="
                                    + machine.at("/tmp") + " -Djavafx.cachedir=" + machine.at("/tmp/cache")));
            assertThat(told).contains("window opens");
            System.out.printf("console, start %d: %s%n", start, tookIn(told));
        }
        BufferedImage shown = ImageIO.read(picture.toFile());
        Map<Integer, Long> pixels = IntStream.of(
                        shown.getRGB(0, 0, shown.getWidth(), shown.getHeight(), null, 0, shown.getWidth()))
                .boxed()
                .collect(Collectors.groupingBy(colour -> colour, Collectors.counting()));
        assertThat(shown.getWidth()).isEqualTo(1280);
        assertThat(shown.getHeight()).isEqualTo(800);
        // Text is drawn in many shades between its colour and the ground's.
        assertThat(pixels).as("colours of the sign-in").hasSizeGreaterThan(50);
        assertThat(Collections.max(pixels.values())).as("pixels of the ground").isLessThan(1280L * 800 * 98 / 100);
    }

    private static String tookIn(String told) {
        return told.lines()
                .filter(line -> line.contains("The sign-in showed"))
                .findFirst()
                .orElseThrow();
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
