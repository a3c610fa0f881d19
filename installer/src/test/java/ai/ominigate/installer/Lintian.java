package ai.ominigate.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's own check of packages. */
final class Lintian {

    private Lintian() {}

    /** Fails on errors; what it warns of is printed, as it is nothing that breaks. */
    static void check(Path deb) throws IOException, InterruptedException {
        Dist.Said said = Dist.said(
                List.of("lintian", "--allow-root", "--no-cfg", "--tag-display-limit", "0", deb.toString()), Map.of());
        List<String> lines = said.words().lines().toList();

        assertThat(lines.stream().filter(line -> line.startsWith("E:"))).isEmpty();
        List<String> warnings =
                lines.stream().filter(line -> line.startsWith("W:")).toList();
        System.out.printf("lintian on %s: no error, %d warnings%n", deb.getFileName(), warnings.size());
        warnings.stream().map(line -> line.split(" ")[2]).distinct().forEach(tag -> System.out.println("  " + tag));
    }
}
